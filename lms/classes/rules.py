"""How a subject's periods (tiết) fall on the days of the year.

The order of the plan is the order of the days: tiết 1 takes the first slot the
timetable gives the subject in week 1, and so on through the counted weeks. A
holiday's slot is passed over, so the plan moves on and nothing is skipped.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SESSIONS = ("morning", "afternoon")
TITLE_LENGTH = 200


@dataclass(frozen=True, order=True)
class Slot:
    """One place of the weekly timetable; weekday 1 is Monday."""

    weekday: int
    session: str
    period: int


@dataclass(frozen=True)
class Timetable:
    """The subject's slots from a week on, until the next timetable begins."""

    from_week: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Week:
    """A counted week of the school year and its Monday."""

    number: int
    starts_on: datetime.date


@dataclass(frozen=True)
class DaysOff:
    """Days without lessons, both included."""

    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True)
class Placed:
    """A tiết on its day."""

    number: int
    week: int
    date: datetime.date
    session: str
    period: int


@dataclass(frozen=True)
class Calendar:
    """All that decides where periods fall."""

    weeks: tuple[Week, ...]
    days_off: tuple[DaysOff, ...]
    timetables: tuple[Timetable, ...]


def timetable_for(week: int, timetables: Iterable[Timetable]) -> Timetable | None:
    """Return the latest timetable that has begun by a week."""
    begun = [each for each in timetables if each.from_week <= week]
    return max(begun, key=lambda each: each.from_week) if begun else None


def in_day_order(slots: Iterable[Slot]) -> list[Slot]:
    """Return slots as the week runs: by day, morning before afternoon, by period."""
    return sorted(
        slots,
        key=lambda slot: (slot.weekday, SESSIONS.index(slot.session), slot.period),
    )


def places(calendar: Calendar) -> Iterator[tuple[int, datetime.date, Slot]]:
    """Yield every (week, day, slot) of the year on which the subject is taught."""
    for week in sorted(calendar.weeks, key=lambda each: each.number):
        timetable = timetable_for(week.number, calendar.timetables)
        for slot in in_day_order(timetable.slots if timetable else ()):
            day = week.starts_on + datetime.timedelta(days=slot.weekday - 1)
            if not any(
                off.starts_on <= day <= off.ends_on for off in calendar.days_off
            ):
                yield week.number, day, slot


def distribute(
    count: int,
    calendar: Calendar,
    kept: Sequence[Placed] = (),
    today: datetime.date | None = None,
) -> list[Placed]:
    """Return where periods 1 … count fall; those without room are left out.

    `kept` are the periods whose day has come: they stay where they are, and the
    others follow on later days than `today` and the last one kept.
    """
    placed = sorted(kept, key=lambda each: each.number)
    taken = {each.number for each in placed}
    numbers = (n for n in range(1, count + 1) if n not in taken)
    last = max((each.date for each in placed), default=None)
    if last is not None and today is not None:
        last = max(last, today)
    free = (place for place in places(calendar) if last is None or place[1] > last)
    for number, (week, day, slot) in zip(numbers, free, strict=False):
        placed.append(Placed(number, week, day, slot.session, slot.period))
    return sorted(placed, key=lambda each: each.number)


def kept_periods(placed: Iterable[Placed], today: datetime.date) -> list[Placed]:
    """Return the periods whose day has come: a new timetable never moves them."""
    return [each for each in placed if each.date <= today]


def titles_from_column(pasted: str) -> list[str]:
    """Return the titles of a column pasted from a spreadsheet, a row each.

    Of several columns the last one with text counts (tiết | tuần | tên bài);
    quotes around a cell go; blank rows are left out.
    """
    titles = []
    for line in pasted.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        cells = [" ".join(cell.split()).strip('"') for cell in line.split("\t")]
        filled = [cell for cell in cells if cell]
        if filled:
            titles.append(filled[-1])
    return titles


def too_long(titles: Iterable[str]) -> list[int]:
    """Return the rows (from 1) whose title does not fit."""
    return [n for n, title in enumerate(titles, 1) if len(title) > TITLE_LENGTH]
