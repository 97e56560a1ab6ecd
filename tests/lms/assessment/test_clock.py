"""Deadlines and late answers."""

import datetime as dt

import pytest

from lms.assessment.clock import (
    GRACE,
    Evidence,
    Reason,
    Verdict,
    deadline,
    is_over,
    judge_save,
)

NINE = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
END = NINE + dt.timedelta(minutes=45)


def minute(n: float) -> dt.datetime:
    return NINE + dt.timedelta(minutes=n)


def ms(moment: dt.datetime, skew_s: float = 0) -> int:
    """What a client's clock that is `skew_s` behind shows at a moment."""
    return int(moment.timestamp() * 1000 - skew_s * 1000)


@pytest.mark.parametrize(
    ("minutes", "extra", "closes", "expected"),
    [(45, 0, 120, 45), (45, 10, 120, 55), (45, 0, 30, 30), (45, 15, 50, 50)],
)
def test_deadline(minutes, extra, closes, expected):
    assert deadline(NINE, minutes, extra, minute(closes)) == minute(expected)


def test_an_attempt_is_over_after_a_small_grace():
    assert not is_over(END, END)
    assert not is_over(END, END + GRACE)
    assert is_over(END, END + GRACE + dt.timedelta(milliseconds=1))


def offline(answered: float, sent: float, skew_s: float = 0, known_s: float | None = 0):
    known = None if known_s is None else int(known_s * 1000)
    return Evidence(ms(minute(answered), skew_s), ms(minute(sent), skew_s), known)


LATE = [
    # received, evidence, verdict, reason
    (44, Evidence(None, None), Verdict.KEEP, Reason.IN_TIME),
    (45.3, Evidence(None, None), Verdict.KEEP, Reason.IN_TIME),  # the grace
    (46, Evidence(None, None), Verdict.REFUSE, Reason.NO_EVIDENCE),
    (46, Evidence(ms(minute(44)), None), Verdict.REFUSE, Reason.NO_EVIDENCE),
    (90, offline(44, 90), Verdict.REVIEW, Reason.WAITED_OFFLINE),
    (90, offline(45.2, 90), Verdict.REVIEW, Reason.WAITED_OFFLINE),
    (90, offline(46, 90), Verdict.REFUSE, Reason.ANSWERED_LATE),
    # a phone one hour behind, known to be so since the start, is no cheat
    (90, offline(44, 90, 3600, 3600), Verdict.REVIEW, Reason.WAITED_OFFLINE),
    (90, offline(44, 90, 3600, None), Verdict.REVIEW, Reason.WAITED_OFFLINE),
    # a clock that was set in between proves nothing: the teacher decides
    (90, offline(44, 90, 3600, 0), Verdict.REVIEW, Reason.CLOCK_CHANGED),
    (90, offline(91, 90), Verdict.REVIEW, Reason.CLOCK_CHANGED),
    (46 + 7 * 24 * 60, offline(44, 46 + 7 * 24 * 60), Verdict.REFUSE, Reason.TOO_LATE),
]


@pytest.mark.parametrize(("received", "evidence", "verdict", "reason"), LATE)
def test_late_answers(received, evidence, verdict, reason):
    assert judge_save(END, minute(received), evidence) == (verdict, reason)
