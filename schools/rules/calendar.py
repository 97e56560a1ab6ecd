"""The school calendar: terms of counted weeks, with holiday weeks left out.

Framework of the school year by the province (for 2026–27: QĐ 2308/QĐ-BGDĐT):
35 weeks, 18 in the first term and 17 in the second.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WEEK = datetime.timedelta(days=7)
SATURDAY = datetime.timedelta(days=5)


@dataclass(frozen=True)
class TermDates:
    """A term: its number, first Monday and count of taught weeks."""

    number: int
    starts_on: datetime.date
    weeks: int


@dataclass(frozen=True)
class Break:
    """Days off, both included."""

    starts_on: datetime.date
    ends_on: datetime.date
    name: str = ""


@dataclass(frozen=True)
class Week:
    """One counted week, Monday to Sunday; `number` runs through the year."""

    number: int
    starts_on: datetime.date
    ends_on: datetime.date
    term: int


def monday_of(day: datetime.date) -> datetime.date:
    """Return the Monday of the day's week."""
    return day - datetime.timedelta(days=day.weekday())


def covers_week(monday: datetime.date, breaks: Iterable[Break]) -> bool:
    """Return whether every school day (Monday–Saturday) of a week is off."""
    off = list(breaks)
    days = (monday + datetime.timedelta(days=n) for n in range(6))
    return all(any(b.starts_on <= day <= b.ends_on for b in off) for day in days)


def count_weeks(terms: Sequence[TermDates], breaks: Sequence[Break]) -> list[Week]:
    """Return the year's counted weeks; a week wholly off is not counted."""
    weeks: list[Week] = []
    for term in sorted(terms, key=lambda t: t.number):
        monday = monday_of(term.starts_on)
        counted = 0
        while counted < term.weeks:
            if not covers_week(monday, breaks):
                counted += 1
                weeks.append(
                    Week(
                        number=len(weeks) + 1,
                        starts_on=monday,
                        ends_on=monday + datetime.timedelta(days=6),
                        term=term.number,
                    )
                )
            monday += WEEK
    return weeks


def week_holding(weeks: Sequence[Week], day: datetime.date) -> Week | None:
    """Return the counted week that holds the day, if any."""
    for week in weeks:
        if week.starts_on <= day <= week.ends_on:
            return week
    return None


def last_week_begun(weeks: Sequence[Week], day: datetime.date) -> Week | None:
    """Return the last counted week that has begun by the day."""
    begun = [week for week in weeks if week.starts_on <= day]
    return begun[-1] if begun else None


def is_off(day: datetime.date, breaks: Iterable[Break]) -> bool:
    """Return whether the day is a Sunday or a holiday."""
    return day.weekday() == 6 or any(b.starts_on <= day <= b.ends_on for b in breaks)


def school_year_of(day: datetime.date) -> int:
    """Return the code of the school year a day belongs to (August begins a year)."""
    return day.year if day.month >= 8 else day.year - 1
