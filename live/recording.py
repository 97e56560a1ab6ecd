"""The lesson's log on disk: what was acknowledged is in it, whatever happens next.

File: one JSON line, then records ``u8 type | u32 t_ms | u16 length | u16 check``
with their payload. A record torn by a crash fails its check and is cut off on the
next start; nothing that was acknowledged is ever in such a tail.
"""

import asyncio
import json
import os
import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from live.messages import INK, event_from_json, event_json, pack_ink, unpack, unpack_ink
from live.presence import Span, live_spans
from live.room import Event

RECORD = struct.Struct(">BIHH")
VOICE = struct.Struct(">BH")
SOUND, EVENT, INK_EVENT, PRESENCE = 1, 2, 3, 4
FORMAT = 1
LONGEST = 65_535
COMMIT_DELAY = 0.003
LAZY_DELAY = 1.0


class BadLogError(ValueError):
    """A file that is not a lesson log of a version we can read."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of the log."""

    kind: int
    t: int
    payload: bytes


def check(kind: int, t: int, payload: bytes) -> int:
    """Return the sixteen bits that tell a whole record from a torn one."""
    head = RECORD.pack(kind, t, len(payload), 0)
    return zlib.crc32(payload, zlib.crc32(head)) & 0xFFFF


def encode(record: Record) -> bytes:
    """Write one record."""
    if len(record.payload) > LONGEST:
        raise ValueError("record too long")
    t = record.t & 0xFFFFFFFF
    mark = check(record.kind, t, record.payload)
    return RECORD.pack(record.kind, t, len(record.payload), mark) + record.payload


def event_record(event: Event) -> Record:
    """Return the record of an event; ink takes its compact form."""
    if event.k == "ink":
        identifier = event.i.encode()
        body = bytes([len(identifier)]) + identifier + pack_ink(event)
        return Record(INK_EVENT, event.t, body)
    return Record(EVENT, event.t, event_json(event, private=True).encode())


def event_of(record: Record) -> Event | None:
    """Return the event in a record, or None for sound and presence."""
    if record.kind == EVENT:
        return event_from_json(record.payload.decode())
    if record.kind == INK_EVENT:
        cut = 1 + record.payload[0]
        frame = unpack(record.payload[cut:])
        if frame.kind != INK:
            raise BadLogError("not ink")
        ink = unpack_ink(frame)
        return Event(ink.s, ink.t, "ink", ink.a, record.payload[1:cut].decode(), ink.d)
    return None


def sound_record(slot: int, number: int, t: int, packet: bytes) -> Record:
    """Return the record of one sound packet."""
    return Record(SOUND, t, VOICE.pack(slot, number & 65535) + packet)


def sound_of(record: Record) -> tuple[int, int, bytes]:
    """Return speaker, number and packet of a sound record."""
    slot, number = VOICE.unpack_from(record.payload)
    return slot, number, record.payload[VOICE.size :]


def read_header(stream: BinaryIO) -> dict[str, Any]:
    """Read the first line."""
    line = stream.readline(4096)
    try:
        header = json.loads(line)
    except ValueError as error:
        raise BadLogError("no header") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise BadLogError("unknown format")
    return header


def header_is_whole(path: Path) -> bool:
    """Whether the first line was written to its end before a crash."""
    with path.open("rb") as stream:
        return stream.readline(4096).endswith(b"\n")


def read_records(stream: BinaryIO) -> Iterator[tuple[Record, int]]:
    """Yield whole records with the place each ends at; stop at the torn tail."""
    place = stream.tell()
    while len(head := stream.read(RECORD.size)) == RECORD.size:
        kind, t, length, mark = RECORD.unpack(head)
        payload = stream.read(length)
        if len(payload) < length or check(kind, t, payload) != mark:
            return
        place += RECORD.size + length
        yield Record(kind, t, payload), place


def load(path: Path) -> tuple[dict[str, Any], list[Record]]:
    """Read a whole log."""
    with path.open("rb") as stream:
        header = read_header(stream)
        return header, [record for record, _ in read_records(stream)]


def events_in(records: list[Record]) -> list[Event]:
    """Return the events among the records, in the order they were written."""
    return [event for record in records if (event := event_of(record)) is not None]


def spans_in(records: list[Record]) -> list[Span]:
    """Return when the lesson of these records ran, its end a record of any kind."""
    last = max((record.t for record in records), default=0)
    return live_spans(events_in(records), last)


class Log:
    """An append-only log; ``durable`` returns when all appended so far is on disk.

    Appends of several authors share one ``fsync`` (group commit), which runs in a
    thread so that the event loop goes on serving.
    """

    def __init__(self, path: Path, header: dict[str, Any], executor: Executor) -> None:
        self.path = path
        self.executor = executor
        self.header, self.records, whole = self._open(path, header)
        self.stream = path.open("r+b", buffering=0)
        self.stream.truncate(whole)
        self.stream.seek(whole)
        self.buffer: list[bytes] = []
        self.waiting: list[asyncio.Future[None]] = []
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.commits = 0
        self.failed = False

    @staticmethod
    def _open(
        path: Path, header: dict[str, Any]
    ) -> tuple[dict[str, Any], list[Record], int]:
        if not path.exists() or not header_is_whole(path):
            return Log._create(path, header)
        with path.open("rb") as stream:
            found = read_header(stream)
            whole, records = stream.tell(), []
            for record, end in read_records(stream):
                records.append(record)
                whole = end
        return found, records, whole

    @staticmethod
    def _create(
        path: Path, header: dict[str, Any]
    ) -> tuple[dict[str, Any], list[Record], int]:
        path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"format": FORMAT, **header}).encode() + b"\n"
        with path.open("wb") as stream:
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return {"format": FORMAT, **header}, [], len(line)

    def append(self, record: Record) -> None:
        """Add a record; it reaches the disk with the next commit, within a second."""
        self.buffer.append(encode(record))
        if self.task is None and self.timer is None:
            loop = asyncio.get_running_loop()
            self.timer = loop.call_later(LAZY_DELAY, self._kick)

    async def durable(self) -> None:
        """Wait until everything appended so far is on disk."""
        future = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        self._kick()
        await future

    def _kick(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if self.task is None:
            self.task = asyncio.get_running_loop().create_task(self._commit())

    async def _commit(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self.buffer or self.waiting:
                if self.waiting:
                    await asyncio.sleep(COMMIT_DELAY)
                data, self.buffer = b"".join(self.buffer), []
                waiting, self.waiting = self.waiting, []
                try:
                    await loop.run_in_executor(self.executor, self._write, data)
                except OSError as error:
                    self.failed = True
                    for future in [*waiting, *self.waiting]:
                        if not future.done():
                            future.set_exception(error)
                    self.buffer, self.waiting = [], []
                    return
                self.commits += 1
                for future in waiting:
                    if not future.done():
                        future.set_result(None)
        finally:
            self.task = None

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self.stream.write(view) :]
        os.fsync(self.stream.fileno())

    async def close(self) -> None:
        """Write what is left and let go of the file."""
        if self.stream.closed:
            return
        if not self.failed:
            await self.durable()
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        self.stream.close()
