"""When a lesson is finished, when work is late, what a mark may be.

The rule of completion (RULE below) is ours: QĐ 131 and TT 09/2021 ask that
learning is followed and recorded, and name no threshold. A learner has finished
an assigned lesson when every self-check of it is answered, or when they say so
after spending at least MINIMUM_SHARE of the lesson's expected time on it.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

RULE = "hoa-ban lesson completion 1 (2026-11-22)"
MINIMUM_SHARE = Decimal("0.3")
CLOCK_SLACK = 60  # seconds a device may be ahead of what we can check
MAX_DEVICES = 20
MAX_KEYS = 500


@dataclass(frozen=True)
class Progress:
    """What one learner has done with a lesson so far."""

    opened_at: datetime.datetime
    seconds_active: int = 0
    played_seconds: int = 0
    self_checks: frozenset[str] = frozenset()
    devices: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """One report of a device: what was added since its last one."""

    device: str
    sequence: int
    seconds_active: int = 0
    played_seconds: int = 0
    self_checks: tuple[str, ...] = ()


def is_known(progress: Progress, batch: Batch) -> bool:
    """Return whether a report was taken before (a device numbers its reports)."""
    return batch.sequence <= progress.devices.get(batch.device, 0)


def take(progress: Progress, batch: Batch, now: datetime.datetime) -> Progress:
    """Add a report; a repeated one changes nothing.

    Nobody is active for longer than the time since the lesson was opened.
    """
    if is_known(progress, batch):
        return progress
    if batch.device not in progress.devices and len(progress.devices) >= MAX_DEVICES:
        return progress
    most = max(0, int((now - progress.opened_at).total_seconds())) + CLOCK_SLACK
    keys = progress.self_checks | set(batch.self_checks)
    return replace(
        progress,
        seconds_active=_add(progress.seconds_active, batch.seconds_active, most),
        played_seconds=_add(progress.played_seconds, batch.played_seconds, most),
        self_checks=keys if len(keys) <= MAX_KEYS else progress.self_checks,
        devices={**progress.devices, batch.device: batch.sequence},
    )


def _add(have: int, more: int, most: int) -> int:
    return max(have, min(have + max(0, more), most))


def needed_seconds(expected_minutes: int) -> int:
    """Return the least time on a lesson before a learner may call it finished."""
    return int(expected_minutes * 60 * MINIMUM_SHARE)


def credited_seconds(progress: Progress, now: datetime.datetime) -> int:
    """Return the time spent: as reported, else (scripts off) since opening."""
    reported = max(progress.seconds_active, progress.played_seconds)
    if progress.devices:
        return reported
    return max(0, int((now - progress.opened_at).total_seconds()))


def answered_all(progress: Progress, self_checks: int) -> bool:
    """Return whether every self-check of the lesson is answered."""
    return self_checks > 0 and len(progress.self_checks) >= self_checks


def seconds_lacking(
    progress: Progress, expected_minutes: int, now: datetime.datetime
) -> int:
    """Return how much longer a learner must learn before saying they are done."""
    needed = needed_seconds(expected_minutes)
    return max(0, needed - credited_seconds(progress, now))


def is_late(submitted_at: datetime.datetime, due_at: datetime.datetime) -> bool:
    """Return whether work handed in at a moment is late (the due moment is not)."""
    return submitted_at > due_at


class State(StrEnum):
    """Where a piece of handed-in work is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVISION = "revision"
    RETURNED = "returned"


class Refusal(StrEnum):
    """Why work is not taken."""

    CLOSED = "closed"
    RETURNED = "returned"
    EMPTY = "empty"
    TOO_MANY_PHOTOS = "too_many_photos"


def refuse_change(
    state: str, due_at: datetime.datetime, allow_late: bool, now: datetime.datetime
) -> Refusal | None:
    """Return why a learner may no longer change their work, if so.

    Work sent back for revision is open whatever the due date: the teacher asked.
    """
    if state == State.RETURNED:
        return Refusal.RETURNED
    if state != State.REVISION and not allow_late and is_late(now, due_at):
        return Refusal.CLOSED
    return None


def refuse_hand_in(text: str, photos: int) -> Refusal | None:
    """Return why there is nothing to hand in, if so."""
    return None if text.strip() or photos else Refusal.EMPTY


def can_return(state: str) -> bool:
    """Return whether a teacher may mark and return work in this state."""
    return state in {State.SUBMITTED, State.RETURNED}


class Standing(StrEnum):
    """How one learner stands with one homework, as lists show it."""

    TO_DO = "to_do"
    MISSING = "missing"
    HANDED_IN = "handed_in"
    HANDED_IN_LATE = "handed_in_late"
    TO_REVISE = "to_revise"
    RETURNED = "returned"


def standing(
    state: str | None, late: bool, due_at: datetime.datetime, now: datetime.datetime
) -> Standing:
    """Return the standing of a learner; state None: nothing was begun."""
    if state == State.RETURNED:
        return Standing.RETURNED
    if state == State.REVISION:
        return Standing.TO_REVISE
    if state == State.SUBMITTED:
        return Standing.HANDED_IN_LATE if late else Standing.HANDED_IN
    return Standing.MISSING if is_late(now, due_at) else Standing.TO_DO


_MARK = re.compile(r"[0-9]{1,2}(?:[.,][0-9])?", re.ASCII)


class NotAMark(ValueError):  # noqa: N818 - a word of the classroom
    """What was typed is no mark of the scale."""


def parse_mark(typed: str, most: Decimal = Decimal(10)) -> Decimal:
    """Read a mark as a teacher types it: 8, 8,5 or 8.5; at most one decimal."""
    text = typed.strip()
    if not _MARK.fullmatch(text):
        raise NotAMark(text)
    mark = Decimal(text.replace(",", "."))
    if mark > most:
        raise NotAMark(text)
    return mark


@dataclass(frozen=True)
class Tally:
    """How many of a class stand where."""

    handed_in: int
    late: int
    missing: int
    to_mark: int
    returned: int


def tally(standings: Iterable[Standing]) -> Tally:
    """Count standings for the head of a list."""
    rows = list(standings)
    late = rows.count(Standing.HANDED_IN_LATE)
    waiting = rows.count(Standing.HANDED_IN) + late
    returned = rows.count(Standing.RETURNED)
    revising = rows.count(Standing.TO_REVISE)
    return Tally(
        handed_in=waiting + returned + revising,
        late=late,
        missing=len(rows) - waiting - returned - revising,
        to_mark=waiting,
        returned=returned,
    )
