"""Attendance from acknowledgements: the rule at its edges."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.presence import (
    ABSENT,
    BUCKET_MS,
    PARTIAL,
    PRESENT,
    Beat,
    attended,
    bridged,
    judge,
    live_spans,
    total,
    within,
)
from live.room import Event

MINUTE = 60_000
LESSON = [(0, 45 * MINUTE)]


def beats(person, *spans, offered=83, acked=83):
    return [
        Beat(t, person, offered, acked)
        for start, end in spans
        for t in range(start + BUCKET_MS, end + 1, BUCKET_MS)
    ]


def status(*spans, **counts):
    return attended(beats(1, *spans, **counts), LESSON)[1].status


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 45 * MINUTE)], PRESENT),
        ([(5 * MINUTE, 45 * MINUTE)], PRESENT),
        ([(10 * MINUTE, 45 * MINUTE)], PARTIAL),
        ([(0, 6 * MINUTE)], ABSENT),
        ([(0, 8 * MINUTE)], PARTIAL),
    ],
)
def test_the_rule(spans, expected):
    assert status(*spans) == expected


def test_short_holes_are_bridged_and_long_ones_are_not():
    row = attended(
        beats(1, (0, 10 * MINUTE), (10 * MINUTE + 50_000, 45 * MINUTE)), LESSON
    )[1]
    assert row.intervals == ((0, 45 * MINUTE),)
    row = attended(beats(1, (0, 10 * MINUTE), (20 * MINUTE, 45 * MINUTE)), LESSON)[1]
    assert row.seconds == 35 * 60


def test_a_phone_that_received_no_sound_was_not_wholly_there():
    assert status((0, 45 * MINUTE), acked=20) == PARTIAL
    assert status((0, 45 * MINUTE), offered=0, acked=0) == PRESENT


def test_being_there_before_the_start_or_in_a_break_does_not_count():
    lesson = [(10 * MINUTE, 20 * MINUTE), (30 * MINUTE, 40 * MINUTE)]
    row = attended(beats(1, (0, 10 * MINUTE), (20 * MINUTE, 30 * MINUTE)), lesson)[1]
    assert row.seconds == 0
    assert row.status == ABSENT


def test_a_join_alone_is_nothing():
    assert attended([], LESSON) == {}
    assert judge(0, 45 * MINUTE, None) == ABSENT


def test_live_spans_follow_start_pause_resume_end():
    events = [
        Event(n, t, kind)
        for n, (kind, t) in enumerate(
            [("open", 0), ("start", 5), ("pause", 9), ("resume", 20), ("end", 30)]
        )
    ]
    assert live_spans(events) == [(5, 9), (20, 30)]
    assert live_spans([*events[:4], Event(9, 26, "chat")]) == [(5, 9), (20, 26)]


spans = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(1, 10**5)).map(
        lambda p: (p[0], p[0] + p[1])
    )
)


@given(spans, st.integers(0, 10**5))
def test_bridging_never_loses_time_and_never_overlaps(some, hole):
    joined = bridged(some, hole)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(joined))
    for start, end in some:
        assert any(low <= start and end <= high for low, high in joined)


@given(spans, spans)
def test_nobody_is_present_for_longer_than_the_lesson(some, lesson):
    frames = bridged(lesson, 1)
    assert total(within(bridged(some), frames)) <= total(frames)


def test_a_lesson_nobody_stopped_ran_to_the_end_of_its_log():
    begun = [Event(1, 1000, "start", 1, "a", {})]
    assert live_spans(begun) == []
    assert live_spans(begun, 40 * MINUTE) == [(1000, 40 * MINUTE)]
    ended = [*begun, Event(2, 5000, "end", 1, "b", {})]
    assert live_spans(ended, 40 * MINUTE) == [(1000, 5000)]
