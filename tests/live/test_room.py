"""The fold: duplicates, disorder and resuming from anywhere end in the same room."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.messages import event_from_json, event_json
from live.recording import event_of, event_record
from live.room import Event, GapError, Phase, RoomState, apply, fold, view
from tests.live.strategies import PUPILS, TEACHER, lessons, opened


def seen(state):
    return [view(state, a.person, a.staff) for a in (TEACHER, *PUPILS)]


@given(lessons, st.data())
def test_events_may_come_twice_and_in_any_order(lesson, data):
    state, events = lesson
    twice = data.draw(st.permutations(events + events[::2]))
    assert fold(twice) == state


@given(lessons, st.data())
def test_resuming_from_any_point_equals_the_whole_fold(lesson, data):
    state, events = lesson
    cut = data.draw(st.integers(0, len(events)))
    before = copy.deepcopy(fold(events[:cut]))
    assert seen(fold(events[max(0, cut - 3) :], before)) == seen(state)


@given(lessons)
def test_the_log_keeps_everything_the_room_is_made_of(lesson):
    state, events = lesson
    kept = [event_of(event_record(event)) for event in events]
    assert fold(kept) == state


@given(lessons)
def test_looking_changes_nothing(lesson):
    state, _ = lesson
    before = copy.deepcopy(state)
    seen(state)
    assert state == before


@given(lessons)
def test_only_one_question_is_open_and_votes_stay_secret_until_it_closes(lesson):
    state, _ = lesson
    poll = view(state, PUPILS[0].person, staff=False)["poll"]
    if poll and poll["open"]:
        assert poll["r"] is None


@given(lessons)
def test_nobody_speaks_and_waits_at_once(lesson):
    state, _ = lesson
    assert not set(state.floor) & set(state.hands)
    assert len(state.floor) <= 3


def test_a_skipped_event_is_noticed():
    state, events = opened()
    with pytest.raises(GapError):
        apply(state, Event(events[-1].s + 2, 0, "open"))


def test_kinds_of_a_later_version_are_counted_and_left_alone():
    state, events = opened()
    before = view(state, 1, True)
    apply(state, Event(events[-1].s + 1, 0, "hologram", d={"x": 1}))
    assert view(state, 1, True) == {**before, "s": before["s"] + 1}


def test_pauses_do_not_count_as_lesson():
    _, events = opened()
    s = events[-1].s
    for place, (kind, t) in enumerate(
        [("start", 1000), ("pause", 4000), ("resume", 9000), ("end", 10_000)]
    ):
        events.append(Event(s + 1 + place, t, kind, 1))
    state = fold(events)
    assert state.phase is Phase.ENDED
    assert state.live_for(99_000) == 4000


def test_accounts_and_client_ids_do_not_leave_the_server():
    join = Event(
        1, 0, "join", d={"p": 1, "n": "Hà Thị Mai", "r": "teacher", "u": "secret"}
    )
    assert "secret" not in event_json(join)
    assert event_from_json(event_json(join, private=True)) == join


def test_an_empty_room_can_be_looked_at():
    assert view(RoomState(), 0, False)["phase"] == "scheduled"


def test_who_has_the_floor_raises_no_hand():
    state, events = opened()
    apply(state, Event(events[-1].s + 1, 0, "floor", 1, d={"p": 3, "on": True}))
    apply(state, Event(events[-1].s + 2, 0, "hand", 3, d={"up": True}))
    assert (state.floor, state.hands) == ([3], [])
