"""The log: on disk before the answer, whole after a crash."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.recording import (
    BadLogError,
    Log,
    Record,
    encode,
    event_record,
    events_in,
    load,
    sound_of,
    sound_record,
)
from live.room import Event, fold
from tests.live.strategies import opened

HEADER = {"room": "r", "epoch": "e", "started": 1}


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as executor:
        yield executor


async def written(path, pool, records):
    log = Log(path, HEADER, pool)
    for record in records:
        log.append(record)
    await log.close()


async def test_what_is_durable_has_been_synced(tmp_path, pool, monkeypatch):
    synced, real = [], os.fsync

    def fsync(number):
        real(number)
        synced.append((tmp_path / "a.log").stat().st_size)

    log = Log(tmp_path / "a.log", HEADER, pool)
    monkeypatch.setattr(os, "fsync", fsync)
    for n in range(5):
        log.append(Record(2, n, b"x" * 50))
        await log.durable()
        assert synced[-1] == (tmp_path / "a.log").stat().st_size
        assert len(load(tmp_path / "a.log")[1]) == n + 1
    await log.close()


async def test_authors_share_one_sync(tmp_path, pool):
    log = Log(tmp_path / "a.log", HEADER, pool)

    async def author(n):
        log.append(Record(2, n, b"x"))
        await log.durable()

    await asyncio.gather(*(author(n) for n in range(200)))
    assert log.commits < 10
    assert len(load(tmp_path / "a.log")[1]) == 200
    await log.close()


async def test_sound_without_waiting_reaches_the_disk_by_itself(tmp_path, pool):
    log = Log(tmp_path / "a.log", HEADER, pool)
    log.append(sound_record(0, 70_000, 5, b"opus"))
    await asyncio.sleep(1.3)
    (record,) = load(tmp_path / "a.log")[1]
    assert sound_of(record) == (0, 70_000 & 65535, b"opus")
    await log.close()


async def test_a_tail_torn_anywhere_is_cut_off_and_written_over(tmp_path, pool):
    records = [Record(2, n, bytes([n]) * n) for n in range(1, 6)]
    path = tmp_path / "a.log"
    await written(path, pool, records)
    whole = path.read_bytes()
    last = len(encode(records[-1]))
    for cut in range(1, last):
        path.write_bytes(whole[:-cut])
        log = Log(path, HEADER, pool)
        assert log.records == records[:-1]
        log.append(records[-1])
        await log.close()
        assert path.read_bytes() == whole


async def test_a_tail_of_zeros_or_garbage_is_cut_off(tmp_path, pool):
    records = [Record(2, 1, b"one"), Record(2, 2, b"two")]
    path = tmp_path / "a.log"
    await written(path, pool, records)
    whole = path.read_bytes()
    for tail in (
        b"\0" * 100,
        b"\xff" * 100,
        encode(Record(2, 3, b"abc"))[:-3] + b"abX",
    ):
        path.write_bytes(whole + tail)
        log = Log(path, HEADER, pool)
        assert log.records == records
        await log.close()
        assert path.read_bytes() == whole


async def test_a_crash_while_the_file_was_made_leaves_a_usable_room(tmp_path, pool):
    path = tmp_path / "a.log"
    path.write_bytes(b'{"format": 1, "ro')
    log = Log(path, HEADER, pool)
    assert log.records == []
    await log.close()
    assert load(path)[0]["epoch"] == "e"


async def test_a_foreign_file_is_not_overwritten(tmp_path, pool):
    path = tmp_path / "a.log"
    path.write_bytes(b"something else\nentirely")
    with pytest.raises(BadLogError):
        Log(path, HEADER, pool)
    assert path.read_bytes() == b"something else\nentirely"


async def test_the_room_comes_back_from_its_log(tmp_path, pool):
    state, events = opened()
    await written(tmp_path / "a.log", pool, [event_record(event) for event in events])
    log = Log(tmp_path / "a.log", HEADER, pool)
    assert fold(events_in(log.records)) == state
    await log.close()


@given(st.integers(0, 255), st.integers(0, 2**32 - 1), st.binary(max_size=300))
def test_records_keep_their_size(kind, t, payload):
    assert len(encode(Record(kind, t, payload))) == 9 + len(payload)


def test_a_record_too_long_is_refused():
    with pytest.raises(ValueError, match="long"):
        encode(Record(2, 0, b"x" * 65_536))


async def test_a_full_disk_is_told_to_the_author(tmp_path, pool, monkeypatch):
    log = Log(tmp_path / "a.log", HEADER, pool)

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    log.append(event_record(Event(1, 0, "open")))
    with pytest.raises(OSError, match="No space"):
        await log.durable()
