"""Who may do what with a room; who may enter is asked through the Admission port."""

from typing import Any

from live.models import Room
from live.ports import Grant, admission
from schools.public import Account, SchoolClass, Subject, leads_school, teaches


def grant_for(account: Any, room: Room) -> Grant:
    """Return what an account is in a room."""
    return admission().admit(account, room)


def may_enter(account: Any, room: Room) -> bool:
    """Whether the account may be in the room and watch its replay."""
    return grant_for(account, room).role is not None


def may_lead(account: Any, room: Room) -> bool:
    """Whether the account leads the lesson: slides, floor, poll, end."""
    return grant_for(account, room).role == "teacher"


def may_schedule(account: Any, school_class: SchoolClass, subject: Subject) -> bool:
    """Whether the account may open a room for a class and a subject."""
    return bool(teaches(account, school_class, subject))


def may_see_attendance(account: Any, room: Room) -> bool:
    """Whether the account may read who was there."""
    return may_lead(account, room) or bool(
        leads_school(account, room.school_class.school)
    )


def may_correct_attendance(account: Any, room: Room) -> bool:
    """Whether the account may correct who was there."""
    return room.state == Room.State.ENDED and may_lead(account, room)


def readmit(account_uuid: str, room_uuid: str) -> Grant | None:
    """Ask again for somebody who is in a room already."""
    account = Account.objects.filter(uuid=account_uuid, is_active=True).first()
    room = (
        Room.objects.select_related("school_class", "subject", "teacher")
        .filter(uuid=room_uuid)
        .first()
    )
    if account is None or room is None:
        return None
    grant = grant_for(account, room)
    return grant if grant.role is not None else None
