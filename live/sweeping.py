"""Lessons nobody ended: a closed lid, a flat battery, a worker that was killed.

The hub ends a lesson whose teacher stays away. Where there is no hub left that has it
open, its log tells: while anybody is there it grows every ten seconds.
"""

import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from live.actions import close_room
from live.models import Room
from live.queries import log_path

QUIET = datetime.timedelta(minutes=30)
LOOK_AGAIN = datetime.timedelta(hours=1)


def last_sign(room: Room) -> datetime.datetime:
    """Return when somebody was last known to be in a lesson."""
    path = log_path(room)
    if path.exists():
        return datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)
    return room.started_at or room.starts_at


def close_abandoned(now: datetime.datetime, among: QuerySet[Room] | None = None) -> int:
    """End lessons that fell silent, at the moment they did; return how many."""
    closed = 0
    rooms = Room.objects.all() if among is None else among
    for room in rooms.filter(state=Room.State.LIVE, started_at__lt=now - QUIET):
        ended_at = last_sign(room)
        if ended_at < now - QUIET:
            close_room(room, ended_at=ended_at)
            closed += 1
    return closed


@task(queue_name="default")
def look_after(room_uuid: str) -> int:
    """Close what was left open, and look again while this lesson still runs."""
    closed = close_abandoned(timezone.now())
    room = Room.objects.filter(uuid=room_uuid, state=Room.State.LIVE).first()
    if room is not None:
        look_later(room)
    return closed


def look_later(room: Room) -> None:
    """Have the queue look at a lesson when it should be over.

    Where the queue cannot wait, `manage.py close_lessons` does it, from cron.
    """
    if look_after.get_backend().supports_defer:
        length = datetime.timedelta(minutes=room.minutes)
        moment = timezone.now() + length + LOOK_AGAIN
        look_after.using(run_after=moment).enqueue(str(room.uuid))
