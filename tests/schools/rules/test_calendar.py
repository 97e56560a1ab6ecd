"""Counted weeks: 35 of them whatever the holidays, in order, on Mondays."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.rules.calendar import (
    Break,
    TermDates,
    count_weeks,
    covers_week,
    is_off,
    last_week_begun,
    school_year_of,
    week_holding,
)

FIRST = TermDates(1, datetime.date(2026, 9, 7), 18)
SECOND = TermDates(2, datetime.date(2027, 1, 18), 17)
TET = Break(datetime.date(2027, 2, 1), datetime.date(2027, 2, 14), "Tết")
DAYS = st.dates(datetime.date(2026, 9, 7), datetime.date(2027, 6, 30))


@st.composite
def breaks(draw):
    starts = draw(DAYS)
    return Break(starts, starts + datetime.timedelta(days=draw(st.integers(0, 20))))


def test_the_year_2026_27():
    weeks = count_weeks([FIRST, SECOND], [TET])
    assert len(weeks) == 35
    assert weeks[0].starts_on == datetime.date(2026, 9, 7)
    assert (weeks[18].number, weeks[18].term) == (19, 2)
    assert weeks[18].starts_on == datetime.date(2027, 1, 18)
    assert week_holding(weeks, datetime.date(2026, 11, 22)).number == 11
    assert week_holding(weeks, datetime.date(2027, 2, 3)) is None  # Tết
    assert last_week_begun(weeks, datetime.date(2027, 2, 3)).number == 20
    assert weeks[-1].ends_on == datetime.date(2027, 5, 30)


@given(st.lists(breaks(), max_size=6))
def test_holidays_move_weeks_but_never_lose_one(off):
    weeks = count_weeks([FIRST, SECOND], off)
    assert [week.number for week in weeks] == list(range(1, 36))
    for term in (FIRST, SECOND):
        own = [week for week in weeks if week.term == term.number]
        assert len(own) == term.weeks
        assert all(a.ends_on < b.starts_on for a, b in pairwise(own))
    for week in weeks:
        assert week.starts_on.weekday() == 0
        assert (week.ends_on - week.starts_on).days == 6
        assert not covers_week(week.starts_on, off)


@given(st.lists(breaks(), max_size=4), DAYS)
def test_a_day_lies_in_the_last_week_begun_or_in_none(off, day):
    weeks = count_weeks([FIRST], off)
    holding = week_holding(weeks, day)
    begun = last_week_begun(weeks, day)
    assert holding in (None, begun)
    if holding is not None:
        assert holding.starts_on <= day <= holding.ends_on


@pytest.mark.parametrize(
    ("day", "code"),
    [((2026, 7, 31), 2025), ((2026, 8, 1), 2026), ((2027, 1, 1), 2026)],
)
def test_the_school_year_of_a_day(day, code):
    assert school_year_of(datetime.date(*day)) == code


def test_sundays_and_holidays_are_off():
    assert is_off(datetime.date(2026, 11, 22), [])
    assert not is_off(datetime.date(2026, 11, 23), [])
    assert is_off(datetime.date(2027, 2, 3), [TET])
