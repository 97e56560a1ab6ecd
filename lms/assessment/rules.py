"""What a school may do with tests: kinds, places, attempts, what is shown when.

TT 09/2021/TT-BGDĐT: regular marks may be taken online; midterm and final tests are
sat at school unless the principal's decision is recorded.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Luyện tập, thường xuyên, giữa kì, cuối kì."""

    PRACTICE = "practice"
    REGULAR = "regular"
    MIDTERM = "midterm"
    FINAL = "final"


PERIODIC = frozenset({Kind.MIDTERM, Kind.FINAL})


class Release(StrEnum):
    """When a learner sees the mark."""

    SUBMITTED = "submitted"  # as soon as it is handed in
    CLOSED = "closed"  # when the test has closed for all
    HELD = "held"  # when the teacher says so


class State(StrEnum):
    """An attempt is open, handed in, or closed because its time was over."""

    OPEN = "open"
    SUBMITTED = "submitted"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Setting:
    """How a test is set."""

    kind: Kind
    opens_at: datetime.datetime
    closes_at: datetime.datetime
    minutes: int
    at_school: bool
    decision_number: str = ""
    decision_date: datetime.date | None = None


def faults(setting: Setting) -> list[tuple[str, str]]:
    """Return what is wrong with how a test is set: (field, code)."""
    found = []
    if setting.closes_at <= setting.opens_at:
        found.append(("closes_at", "closes_before_it_opens"))
    elif setting.closes_at - setting.opens_at < datetime.timedelta(
        minutes=setting.minutes
    ):
        found.append(("closes_at", "shorter_than_its_minutes"))
    if not 1 <= setting.minutes <= 300:
        found.append(("minutes", "minutes"))
    decided = bool(setting.decision_number.strip() and setting.decision_date)
    if setting.kind in PERIODIC and not setting.at_school and not decided:
        found.append(("decision_number", "periodic_tests_at_school"))
    return found


class Refusal(StrEnum):
    """Why an attempt cannot be started."""

    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    USED_UP = "used_up"
    CODE_NEEDED = "code_needed"
    CODE_WRONG = "code_wrong"


@dataclass(frozen=True)
class Door:
    """What decides whether a learner may begin now."""

    kind: Kind
    opens_at: datetime.datetime
    closes_at: datetime.datetime
    at_school: bool
    session_code: str = ""


def may_begin(
    door: Door, finished_attempts: int, code: str, now: datetime.datetime
) -> Refusal | None:
    """Return why a learner may not begin, None where nothing stands against it."""
    if now < door.opens_at:
        return Refusal.NOT_OPEN_YET
    if now >= door.closes_at:
        return Refusal.CLOSED
    if finished_attempts and door.kind != Kind.PRACTICE:
        return Refusal.USED_UP
    if not door.at_school:
        return None
    if not door.session_code:
        return Refusal.CODE_NEEDED
    return None if code.strip() == door.session_code else Refusal.CODE_WRONG


@dataclass(frozen=True)
class Showing:
    """What decides when marks and keys are shown to a learner."""

    kind: Kind
    release: Release
    closes_at: datetime.datetime
    released: bool
    state: State


def shows_mark(showing: Showing, now: datetime.datetime) -> bool:
    """Return whether the learner sees the mark."""
    if showing.state == State.OPEN:
        return False
    if showing.kind == Kind.PRACTICE or showing.released:
        return True
    if showing.release == Release.SUBMITTED:
        return True
    return showing.release == Release.CLOSED and now >= showing.closes_at


def shows_key(showing: Showing, now: datetime.datetime) -> bool:
    """Return whether right answers and explanations are shown.

    Never before the test has closed for the whole class, except in practice.
    """
    if not shows_mark(showing, now):
        return False
    return showing.kind == Kind.PRACTICE or now >= showing.closes_at


def counting_mark(marks: Iterable[Decimal | None]) -> Decimal | None:
    """Return the mark that counts: the best (one attempt except in practice)."""
    return max((m for m in marks if m is not None), default=None)
