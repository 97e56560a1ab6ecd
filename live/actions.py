"""Writes: schedule a room, hang slides, note its progress, close it, correct it."""

import datetime
import shutil
import uuid
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from live import jobs
from live.messages import from_json
from live.models import Attendance, Room, RoomSlides
from live.permissions import may_correct_attendance, may_lead, may_schedule
from live.ports import lesson_sink
from live.presence import ABSENT, Attended, attended, beats_of, total
from live.queries import expected_accounts, read_log, slides_folder
from live.recording import PRESENCE, events_in, spans_in
from live.room import fold
from schools.public import Account, SchoolClass, Subject


def schedule_room(  # noqa: PLR0913 - a room has this many facts
    teacher: Any,
    school_class: SchoolClass,
    subject: Subject,
    title: str,
    starts_at: datetime.datetime,
    minutes: int = 45,
    tie_key: str = "",
    record_pupils: bool = False,
) -> Room:
    """Create a room for a class the teacher teaches."""
    if not may_schedule(teacher, school_class, subject):
        raise PermissionDenied
    return Room.objects.create(
        teacher=teacher,
        school_class=school_class,
        subject=subject,
        title=title,
        starts_at=starts_at,
        minutes=minutes,
        tie_key=tie_key,
        record_pupils=record_pupils,
    )


def attach_slides(account: Any, room: Room, files: Iterable[BinaryIO]) -> RoomSlides:
    """Store an upload as the room's next deck and have it converted."""
    if not may_lead(account, room) or room.state == Room.State.ENDED:
        raise PermissionDenied
    with transaction.atomic():
        Room.objects.select_for_update().get(pk=room.pk)
        last = room.slides.aggregate(last=Max("version"))["last"] or 0
        slides = RoomSlides.objects.create(room=room, version=last + 1)
    folder = slides_folder(slides)
    folder.mkdir(parents=True, exist_ok=True)
    for number, file in enumerate(files):
        with (folder / f"source-{number:03d}").open("wb") as target:
            shutil.copyfileobj(file, target)
    jobs.convert_slides.enqueue(str(slides.uuid))
    return slides


def note_progress(room_uuid: str, kind: str) -> None:
    """Write down that a lesson opened, began or ended, as its log says."""
    room = Room.objects.get(uuid=room_uuid)
    if kind == "open":
        Room.objects.filter(pk=room.pk, state=Room.State.SCHEDULED).update(
            state=Room.State.LOBBY
        )
    elif kind == "start":
        Room.objects.filter(pk=room.pk).exclude(state=Room.State.ENDED).update(
            state=Room.State.LIVE, started_at=timezone.now()
        )
    elif kind == "end":
        close_room(room)


def end_room(account: Any, room: Room, end_open: Callable[[str], bool]) -> None:
    """End a lesson from a page: through the hub that has it open, else directly."""
    if not may_lead(account, room):
        raise PermissionDenied
    end_open(str(room.uuid))
    close_room(Room.objects.get(pk=room.pk))


def close_room(room: Room, ended_at: datetime.datetime | None = None) -> None:
    """Finish a lesson: attendance from the log, then tell who wants to know.

    May be called twice; the second time changes nothing.
    """
    header, records = read_log(room)
    events = events_in(records)
    spans = spans_in(records)
    beats = [
        beat
        for record in records
        if record.kind == PRESENCE
        for beat in beats_of(record.t, from_json(record.payload.decode()))
    ]
    people = fold(events).people
    accounts = {number: person.account for number, person in people.items()}
    with transaction.atomic():
        locked = Room.objects.select_for_update().get(pk=room.pk)
        if locked.state == Room.State.ENDED:
            return
        locked.state = Room.State.ENDED
        locked.started_at = locked.started_at or _moment(header, spans)
        locked.ended_at = ended_at or timezone.now()
        locked.live_seconds = total(spans) // 1000
        locked.replay = Room.Replay.WORKING if events else Room.Replay.NONE
        locked.save()
        _write_attendance(locked, attended(beats, spans), accounts)
        transaction.on_commit(lambda: _closed(locked), robust=True)


def _moment(
    header: dict[str, Any], spans: list[tuple[int, int]]
) -> datetime.datetime | None:
    if not spans:
        return None
    started = header["started"] + spans[0][0]
    return datetime.datetime.fromtimestamp(started / 1000, tz=datetime.UTC)


def _closed(room: Room) -> None:
    if room.replay == Room.Replay.WORKING:
        jobs.prepare_replay.enqueue(str(room.uuid))
    _tell_of_lesson(room)


def _tell_of_lesson(room: Room) -> None:
    sink = lesson_sink()
    if sink is not None:
        sink.lesson_ended(room)


def _write_attendance(
    room: Room, lessons: dict[int, Attended], accounts: dict[int, str]
) -> None:
    by_account = {accounts[person]: lesson for person, lesson in lessons.items()}
    here = Account.objects.filter(uuid__in=[uuid.UUID(a) for a in by_account])
    expected = {account.pk: account for account in expected_accounts(room)}
    rows = []
    for account in {**expected, **{a.pk: a for a in here}}.values():
        lesson = by_account.get(str(account.uuid))
        rows.append(
            Attendance(
                room=room,
                account=account,
                status=lesson.status if lesson else ABSENT,
                seconds=lesson.seconds if lesson else 0,
                intervals=[list(span) for span in lesson.intervals] if lesson else [],
                offered=lesson.offered if lesson else 0,
                acked=min(lesson.acked, lesson.offered) if lesson else 0,
            )
        )
    Attendance.objects.bulk_create(rows)


def correct_attendance(
    teacher: Any, room: Room, account: Account, status: str, reason: str
) -> Attendance:
    """Add the teacher's own judgement of somebody's lesson; what counts follows."""
    if not may_correct_attendance(teacher, room):
        raise PermissionDenied
    with transaction.atomic():
        row = Attendance.objects.create(
            room=room,
            account=account,
            source=Attendance.Source.TEACHER,
            status=status,
            reason=reason,
            recorded_by=teacher,
        )
        transaction.on_commit(lambda: _tell_of_lesson(room), robust=True)
    return row
