"""What reaches a log, and what does not."""

import logging
import sys

import pytest

from config.logging import HidePersonal, StopIsNoError


def record(error=None):
    info = None
    if error is not None:
        try:
            raise error
        except BaseException:  # noqa: BLE001  a worker's stop is one
            info = sys.exc_info()
    args = ("011314758237",)
    return logging.LogRecord("x", logging.ERROR, "", 0, "person %s", args, info)


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (None, True),
        (ValueError("x"), True),
        (SystemExit(0), False),
        (KeyboardInterrupt(), False),
    ],
)
def test_the_stop_of_a_worker_is_no_error(error, kept):
    assert StopIsNoError().filter(record(error)) is kept


def test_a_record_is_masked_once_and_kept():
    row = record()
    assert HidePersonal().filter(row)
    assert row.getMessage() == "person …"
