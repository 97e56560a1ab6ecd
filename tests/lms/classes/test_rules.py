import datetime

from hypothesis import given
from hypothesis import strategies as st

from lms.classes.rules import (
    Calendar,
    DaysOff,
    Slot,
    Timetable,
    Week,
    distribute,
    kept_periods,
    places,
    timetable_for,
    titles_from_column,
    too_long,
)

MONDAY = datetime.date(2026, 9, 7)


def week(number, monday=None):
    return Week(number, monday or MONDAY + datetime.timedelta(days=7 * (number - 1)))


WEEKS = tuple(week(n) for n in range(1, 36))
MON_2 = Slot(1, "morning", 2)
MON_1_PM = Slot(1, "afternoon", 1)
THU_1 = Slot(4, "morning", 1)

slots = st.builds(
    Slot,
    st.integers(1, 6),
    st.sampled_from(["morning", "afternoon"]),
    st.integers(1, 5),
)
timetables = st.lists(
    st.builds(
        Timetable,
        st.integers(1, 35),
        st.lists(slots, max_size=6, unique=True).map(tuple),
    ),
    max_size=4,
    unique_by=lambda each: each.from_week,
).map(tuple)
days = st.dates(MONDAY, datetime.date(2027, 5, 31))
breaks = st.lists(
    st.tuples(days, st.integers(0, 13)).map(
        lambda pair: DaysOff(pair[0], pair[0] + datetime.timedelta(days=pair[1]))
    ),
    max_size=4,
).map(tuple)
calendars = st.builds(Calendar, st.just(WEEKS), breaks, timetables)


def test_periods_follow_the_week_morning_before_afternoon():
    calendar = Calendar(WEEKS[:2], (), (Timetable(1, (THU_1, MON_1_PM, MON_2)),))
    assert [(p.week, p.date.day, p.session) for p in distribute(4, calendar)] == [
        (1, 7, "morning"),
        (1, 7, "afternoon"),
        (1, 10, "morning"),
        (2, 14, "morning"),
    ]


def test_a_holiday_moves_the_plan_on_and_skips_no_period():
    off = DaysOff(MONDAY, MONDAY)
    calendar = Calendar(WEEKS[:2], (off,), (Timetable(1, (MON_2, THU_1)),))
    placed = distribute(3, calendar)
    assert [(p.number, p.date.day) for p in placed] == [(1, 10), (2, 14), (3, 17)]


def test_the_latest_timetable_begun_holds():
    early, late = Timetable(1, (MON_2,)), Timetable(5, (THU_1,))
    assert timetable_for(4, (late, early)) == early
    assert timetable_for(5, (late, early)) == late
    assert timetable_for(3, (late,)) is None


def test_periods_the_timetable_has_no_room_for_are_left_out():
    calendar = Calendar(WEEKS[:3], (), (Timetable(1, (MON_2,)),))
    assert [p.number for p in distribute(5, calendar)] == [1, 2, 3]


def test_a_new_timetable_moves_only_what_is_to_come():
    old = Calendar(WEEKS[:4], (), (Timetable(1, (MON_2,)),))
    today = datetime.date(2026, 9, 14)
    before = distribute(4, old)
    new = Calendar(WEEKS[:4], (), (Timetable(1, (MON_2,)), Timetable(2, (THU_1,))))
    after = distribute(4, new, kept_periods(before, today), today)
    assert after[:2] == before[:2]
    assert [p.date.day for p in after[2:]] == [17, 24]


@given(calendars, st.integers(0, 140))
def test_each_period_has_a_day_of_its_own_in_order(calendar, count):
    placed = distribute(count, calendar)
    keys = [(p.date, p.session == "afternoon", p.period) for p in placed]
    assert keys == sorted(set(keys))
    assert [p.number for p in placed] == list(range(1, len(placed) + 1))
    assert len(placed) <= count
    assert len(placed) == min(count, len(list(places(calendar))))


@given(calendars, st.integers(0, 140))
def test_no_period_falls_on_a_holiday_or_a_sunday(calendar, count):
    for p in distribute(count, calendar):
        assert p.date.isoweekday() <= 6
        assert not any(o.starts_on <= p.date <= o.ends_on for o in calendar.days_off)


@given(calendars, st.integers(1, 140), days)
def test_the_same_timetable_again_changes_nothing(calendar, count, today):
    once = distribute(count, calendar)
    assert distribute(count, calendar, kept_periods(once, today), today) == once


@given(calendars, calendars, st.integers(1, 140), days)
def test_a_new_timetable_never_touches_the_past(old, new, count, today):
    kept = kept_periods(distribute(count, old), today)
    after = distribute(count, new, kept, today)
    assert [p for p in after if p in kept] == kept
    later = [p for p in after if p not in kept]
    assert not kept or all(p.date > today for p in later)
    assert len({p.number for p in after}) == len(after)


def test_titles_come_from_the_last_filled_column():
    pasted = (
        '1\tTuần 1\tTập hợp Q\r\n2\tTuần 1\t"Cộng,  trừ số hữu tỉ"\r\n\r\nLuyện tập'
    )
    assert titles_from_column(pasted) == [
        "Tập hợp Q",
        "Cộng, trừ số hữu tỉ",
        "Luyện tập",
    ]


def test_a_title_too_long_is_named_by_its_row():
    assert too_long(["ngắn", "d" * 201]) == [2]
