import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assignments import rules
from lms.assignments.rules import (
    CLOCK_SLACK,
    Batch,
    NotAMark,
    Progress,
    Refusal,
    Standing,
    parse_mark,
    take,
)

OPENED = datetime.datetime(2026, 11, 22, 19, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
batches = st.lists(
    st.builds(
        Batch,
        device=st.sampled_from("abc"),
        sequence=st.integers(1, 8),
        seconds_active=st.integers(-50, 2000),
        played_seconds=st.integers(-50, 2000),
        self_checks=st.lists(st.sampled_from("xyz"), max_size=3).map(tuple),
    ),
    max_size=12,
)


def fold(start, reports, now):
    for each in reports:
        start = take(start, each, now)
    return start


@given(batches)
def test_a_repeated_report_changes_nothing(reports):
    now = OPENED + HOUR
    once = fold(Progress(OPENED), reports, now)
    assert fold(once, reports, now) == once
    doubled = [each for report in reports for each in (report, report)]
    assert fold(Progress(OPENED), doubled, now) == once


@given(batches, st.integers(0, 7200))
def test_nobody_is_active_longer_than_since_opening(reports, seconds):
    now = OPENED + datetime.timedelta(seconds=seconds)
    done = fold(Progress(OPENED), reports, now)
    assert 0 <= done.seconds_active <= seconds + CLOCK_SLACK
    assert 0 <= done.played_seconds <= seconds + CLOCK_SLACK


@given(batches)
def test_progress_never_shrinks(reports):
    progress = Progress(OPENED)
    for report in reports:
        after = take(progress, report, OPENED + HOUR)
        assert after.seconds_active >= progress.seconds_active
        assert after.self_checks >= progress.self_checks
        progress = after


def test_devices_without_end_are_not_taken():
    progress = Progress(OPENED)
    for n in range(rules.MAX_DEVICES + 5):
        progress = take(progress, Batch(str(n), 1, 1), OPENED + HOUR)
    assert len(progress.devices) == rules.MAX_DEVICES
    assert progress.seconds_active == rules.MAX_DEVICES


def test_all_self_checks_answered_finish_a_lesson():
    progress = Progress(OPENED, self_checks=frozenset("xy"))
    assert rules.answered_all(progress, 2)
    assert not rules.answered_all(progress, 3)
    assert not rules.answered_all(Progress(OPENED), 0)


def test_saying_so_needs_three_tenths_of_the_expected_time():
    progress = Progress(OPENED, seconds_active=100, devices={"a": 1})
    assert rules.needed_seconds(20) == 360
    assert rules.seconds_lacking(progress, 20, OPENED + HOUR) == 260
    heard = Progress(OPENED, seconds_active=100, played_seconds=400, devices={"a": 1})
    assert rules.seconds_lacking(heard, 20, OPENED + HOUR) == 0


def test_with_scripts_off_the_time_since_opening_counts():
    progress = Progress(OPENED)
    soon = OPENED + datetime.timedelta(seconds=60)
    assert rules.seconds_lacking(progress, 20, soon) == 300
    assert rules.seconds_lacking(progress, 20, OPENED + HOUR) == 0


def test_the_due_moment_itself_is_not_late():
    assert not rules.is_late(OPENED, OPENED)
    assert rules.is_late(OPENED + datetime.timedelta(microseconds=1), OPENED)


@pytest.mark.parametrize(
    ("state", "allow_late", "after", "refusal"),
    [
        ("draft", False, -1, None),
        ("draft", False, 1, Refusal.CLOSED),
        ("draft", True, 1, None),
        ("submitted", False, -1, None),
        ("submitted", False, 1, Refusal.CLOSED),
        ("revision", False, 1, None),
        ("returned", True, -1, Refusal.RETURNED),
    ],
)
def test_who_may_still_change_work(state, allow_late, after, refusal):
    now = OPENED + after * HOUR
    assert rules.refuse_change(state, OPENED, allow_late, now) == refusal


def test_nothing_cannot_be_handed_in():
    assert rules.refuse_hand_in(" \n", 0) == Refusal.EMPTY
    assert rules.refuse_hand_in("Em làm bài", 0) is None
    assert rules.refuse_hand_in("", 1) is None


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("8", "8"),
        ("8,5", "8.5"),
        ("8.5", "8.5"),
        ("0", "0"),
        (" 10 ", "10"),
        ("10,0", "10"),
    ],
)
def test_a_mark_is_read_as_teachers_type_it(typed, mark):
    assert parse_mark(typed) == Decimal(mark)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "10,1",
        "11",
        "-1",
        "8,55",
        "8,",
        ",5",
        "1e1",
        "NaN",
        "tám",
        "８",
        "8 5",
        "+8",
    ],
)
def test_what_is_no_mark_is_refused(typed):
    with pytest.raises(NotAMark):
        parse_mark(typed)


@given(st.integers(0, 100))
def test_every_mark_of_the_scale_is_read_with_comma_and_point(tenths):
    mark = Decimal(tenths) / 10
    assert parse_mark(str(mark)) == parse_mark(str(mark).replace(".", ",")) == mark


@pytest.mark.parametrize(
    ("state", "late", "after", "expected"),
    [
        (None, False, -1, Standing.TO_DO),
        (None, False, 1, Standing.MISSING),
        ("draft", False, 1, Standing.MISSING),
        ("submitted", False, 1, Standing.HANDED_IN),
        ("submitted", True, 1, Standing.HANDED_IN_LATE),
        ("revision", True, 1, Standing.TO_REVISE),
        ("returned", True, 1, Standing.RETURNED),
    ],
)
def test_standing(state, late, after, expected):
    assert rules.standing(state, late, OPENED, OPENED + after * HOUR) == expected


@given(st.lists(st.sampled_from(list(Standing))))
def test_a_tally_counts_everybody_once(standings):
    counted = rules.tally(standings)
    assert counted.handed_in + counted.missing == len(standings)
    assert counted.late <= counted.to_mark <= counted.handed_in
