"""Write down a lesson that was: the log a real one would have left.

For demonstrations and for tests of what comes after a lesson. Requests go through
``live.commands`` like any other, so a script that could not have happened is refused.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from live.actions import close_room
from live.commands import STUDENT_CAPS, TEACHER_CAPS, Actor, by_system, decide
from live.messages import to_json
from live.models import Room, RoomSlides
from live.opus import FRAME_MS, RATE, encode
from live.preparing import convert_slides, prepare_replay
from live.presence import BUCKET_MS
from live.queries import log_path, slides_folder
from live.recording import FORMAT, PRESENCE, Record, event_record, sound_record
from live.recording import encode as encode_record
from live.room import Event, RoomState, apply


@dataclass(frozen=True)
class At:
    """One moment of a script: who asks for what, ``ms`` after the start.

    ``account`` None means the teacher. ``request`` is what a browser would send:
    ``{"k": "chat", "x": "…"}``.
    """

    ms: int
    request: Mapping[str, Any]
    account: Any = None


@dataclass
class _Writer:
    """The room and its records while a past lesson is written."""

    state: RoomState = field(default_factory=RoomState)
    records: list[Record] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        apply(self.state, event)
        self.records.append(event_record(event))

    def join(self, account: Any, role: str, t: int) -> None:
        number = len(self.numbers) + 1
        self.numbers[str(account.uuid)] = number
        data = {"p": number, "n": account.display_name, "r": role}
        self.add(by_system(self.state, "join", t, u=str(account.uuid), **data))

    def ask(
        self, account: Any, staff: bool, t: int, request: Mapping[str, Any]
    ) -> None:
        caps = TEACHER_CAPS if staff else STUDENT_CAPS
        person = self.numbers[str(account.uuid)]
        actor = Actor(person, "teacher" if staff else "student", caps)
        named = {"i": f"past{self.state.s}", **request}
        self.add(decide(self.state, actor, named, t))


def record_past_lesson(  # noqa: PLR0913 - a lesson has this many sides
    room: Room,
    script: Iterable[At],
    *,
    started_at: datetime.datetime,
    length: datetime.timedelta,
    present: Mapping[Any, tuple[float, float]],
    sound: Path | None = None,
    sound_at_ms: int = 0,
) -> Room:
    """Write a past lesson's log and finish the room as if it had just ended.

    ``present`` maps accounts of pupils to the share of the lesson they came and left
    at, (0.0, 1.0) for all of it. ``sound`` is any sound file of the teacher's voice.
    Does nothing for a room that has a log.
    """
    path = log_path(room)
    if path.exists():
        return room
    end = int(length.total_seconds() * 1000)
    writer = _Writer()
    _enter(writer, room, present)
    for moment in sorted(script, key=lambda at: at.ms):
        account = moment.account or room.teacher
        writer.ask(account, moment.account is None, moment.ms, moment.request)
    writer.ask(room.teacher, True, end, {"k": "end"})
    writer.records += list(_beats(writer, room, present, end, sound is not None))
    writer.records += list(_voice(sound, sound_at_ms, end))
    _write(path, room, started_at, writer.records)
    Room.objects.filter(pk=room.pk).update(started_at=started_at)
    close_room(Room.objects.get(pk=room.pk), ended_at=started_at + length)
    prepare_replay(str(room.uuid))
    return Room.objects.get(pk=room.pk)


def _enter(writer: _Writer, room: Room, present: Mapping[Any, Any]) -> None:
    writer.add(by_system(writer.state, "open", 0))
    slides = room.slides.filter(state=RoomSlides.State.READY).first()
    if slides is not None:
        deck = {"v": slides.version, "c": slides.pages}
        writer.add(by_system(writer.state, "deck", 0, **deck))
    writer.join(room.teacher, "teacher", 0)
    for account in present:
        writer.join(account, "student", 0)
    writer.ask(room.teacher, True, 0, {"k": "start"})


def _beats(
    writer: _Writer,
    room: Room,
    present: Mapping[Any, tuple[float, float]],
    end: int,
    heard: bool,
) -> Iterator[Record]:
    packets = BUCKET_MS // FRAME_MS if heard else 0
    for t in range(BUCKET_MS, end + BUCKET_MS, BUCKET_MS):
        here = [[writer.numbers[str(room.teacher.uuid)], 0, 0]]
        for account, (came, left) in present.items():
            if came * end < t <= left * end + BUCKET_MS:
                here.append([writer.numbers[str(account.uuid)], packets, packets])
        yield Record(PRESENCE, min(t, end), to_json({"b": here}).encode())


def _voice(sound: Path | None, start: int, end: int) -> Iterator[Record]:
    if sound is None:
        return
    for number, packet in enumerate(encode(sound)):
        t = start + (number + 1) * FRAME_MS
        if t > end:
            return
        yield sound_record(0, number, t, packet)


def _write(
    path: Path, room: Room, started_at: datetime.datetime, records: list[Record]
) -> None:
    header = {
        "format": FORMAT,
        "room": str(room.uuid),
        "epoch": "past",
        "started": int(started_at.timestamp() * 1000),
        "codec": "opus",
        "rate": RATE,
        "frame_ms": FRAME_MS,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = sorted(records, key=lambda record: record.t)
    part = path.with_suffix(".part")
    body = b"".join(encode_record(record) for record in ordered)
    part.write_bytes(json.dumps(header).encode() + b"\n" + body)
    part.replace(path)


def hang_pictures(room: Room, sources: Iterable[Path]) -> RoomSlides:
    """Give a room a deck from files on this machine, at once."""
    slides = room.slides.first()
    if slides is None:
        slides = RoomSlides.objects.create(room=room, version=1)
        folder = slides_folder(slides)
        folder.mkdir(parents=True, exist_ok=True)
        for number, source in enumerate(sources):
            (folder / f"source-{number:03d}").write_bytes(source.read_bytes())
    convert_slides(str(slides.uuid))
    slides.refresh_from_db()
    return slides
