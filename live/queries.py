"""Reads: lists of rooms, a room's deck, its log, who was there."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from live.models import Attendance, Room, RoomSlides
from live.ports import admission
from live.presence import ABSENT
from live.recording import Record, load
from schools.public import Account, class_members, today

PAST_SHOWN = 30


@dataclass(frozen=True)
class RoomLists:
    """Rooms as the list page shows them."""

    now: list[Room]
    upcoming: list[Room]
    past: list[Room]


@dataclass(frozen=True)
class AttendanceRow:
    """One person of the class in the attendance table."""

    account: Account
    name: str
    seconds_present: int
    ratio: float | None
    status: str
    row: Attendance | None
    corrected: bool

    @property
    def minutes(self) -> int:
        """Whole minutes present."""
        return round(self.seconds_present / 60)

    @property
    def percent(self) -> float | None:
        """The share of the sound that arrived, in percent."""
        return None if self.ratio is None else 100 * self.ratio


def rooms_of(account: Any) -> QuerySet[Room]:
    """Return the rooms an account may see, newest first."""
    return (
        Room.objects.filter(admission().rooms_visible_to(account))
        .select_related("school_class__school", "subject", "teacher__person")
        .distinct()
    )


def room_lists(account: Any) -> RoomLists:
    """Return what is on today, what comes, and what was."""
    start = timezone.make_aware(datetime.datetime.combine(today(), datetime.time()))
    end = start + datetime.timedelta(days=1)
    rooms = rooms_of(account)
    open_rooms = rooms.exclude(state=Room.State.ENDED)
    live = [Room.State.LIVE]  # an open door of another day is past
    return RoomLists(
        list(
            (
                open_rooms.filter(starts_at__gte=start)
                | open_rooms.filter(state__in=live)
            )
            .filter(starts_at__lt=end)
            .order_by("starts_at")
        ),
        list(open_rooms.filter(starts_at__gte=end).order_by("starts_at")[:PAST_SHOWN]),
        list(
            (rooms.filter(state=Room.State.ENDED) | rooms.filter(starts_at__lt=start))
            .exclude(state__in=live)
            .order_by("-starts_at")[:PAST_SHOWN]
        ),
    )


def room_folder(room: Room) -> Path:
    """Return where a room's files are; nothing in it is served by name."""
    return Path(settings.MEDIA_ROOT) / "live" / str(room.uuid)


def log_path(room: Room) -> Path:
    """Return the lesson's log."""
    return room_folder(room) / "events.log"


def replay_path(room: Room) -> Path:
    """Return the lesson's sound, prepared for replay."""
    return room_folder(room) / "replay.webm"


def slides_folder(slides: RoomSlides) -> Path:
    """Return where a deck's pages are."""
    return room_folder(slides.room) / "slides" / str(slides.version)


def slide_path(room: Room, version: int, page: int) -> Path:
    """Return one page of a deck."""
    return room_folder(room) / "slides" / str(version) / f"{page}.webp"


def ready_slides(room: Room) -> RoomSlides | None:
    """Return the newest deck that can be shown."""
    return room.slides.filter(state=RoomSlides.State.READY).first()


def newest_slides(room: Room) -> RoomSlides | None:
    """Return the newest deck, ready or not."""
    return room.slides.first()


def read_log(room: Room) -> tuple[dict[str, Any], list[Record]]:
    """Return a lesson's log; an empty one when nobody ever came."""
    path = log_path(room)
    return load(path) if path.exists() else ({}, [])


def expected_accounts(room: Room) -> list[Account]:
    """Return the accounts of the class on the day of the lesson, in name order."""
    day = timezone.localtime(room.starts_at).date()
    people = [learner.person_id for learner in class_members(room.school_class, day)]
    accounts = {
        account.person_id: account
        for account in Account.objects.filter(person_id__in=people).select_related(
            "person"
        )
    }
    return [accounts[person] for person in people if person in accounts]


def attendance_of(room: Room) -> list[AttendanceRow]:
    """Return who of the class was there: the newest row of each counts."""
    newest: dict[int, Attendance] = {}
    for row in Attendance.objects.filter(room=room).order_by("id"):
        newest[row.account_id] = row
    measured = {
        row.account_id: row
        for row in Attendance.objects.filter(room=room, source="computed")
    }
    rows = []
    for account in expected_accounts(room):
        latest, base = newest.get(account.id), measured.get(account.id)
        rows.append(
            AttendanceRow(
                account,
                account.display_name,
                base.seconds if base else 0,
                base.ratio if base else None,
                latest.status if latest else ABSENT,
                latest,
                latest is not None and latest.source == Attendance.Source.TEACHER,
            )
        )
    return rows
