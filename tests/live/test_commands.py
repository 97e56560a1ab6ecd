"""Who may cause what: the whole matrix, and sizes at their edges."""

import pytest

from live.commands import (
    COMMANDS,
    STUDENT_CAPS,
    Actor,
    RefusedError,
    by_system,
    decide,
    may_speak,
    repeated,
)
from live.room import apply
from tests.live.strategies import PUPILS, TEACHER, opened

GUEST = Actor(9, "guest", frozenset())
VALID = {
    "start": {},
    "pause": {},
    "resume": {},
    "end": {},
    "deck": {"v": 2, "c": 3},
    "slide": {"n": 2},
    "ink": {"n": 1, "w": 1, "pen": 0, "pts": [0, 0, 9, 9]},
    "undo": {"n": 1, "w": 1},
    "clear": {"n": 1},
    "chat": {"x": "Em chào cô ạ"},
    "hide": {"m": 1},
    "rules": {"chat": False},
    "hand": {"up": True},
    "floor": {"p": 2, "on": True},
    "poll": {"q": "1 + 1?", "o": ["2", "3"]},
    "vote": {"o": 1},
    "shut": {},
    "kick": {"p": 3},
}
PUPIL_MAY = {"chat", "hand", "vote"}


def room_for(kind):
    """Return a room in which the request makes sense."""
    state, _ = opened()
    if kind in {"pause", "resume"}:
        ask(state, TEACHER, "start")
    if kind == "resume":
        ask(state, TEACHER, "pause")
    if kind in {"vote", "shut"}:
        ask(state, TEACHER, "poll")
    return state


def ask(state, actor, kind, now=50, **change):
    request = {"k": kind, "i": f"x{state.s}", **VALID[kind], **change}
    event = decide(state, actor, request, now)
    apply(state, event)
    return event


def refused(state, actor, kind, **change):
    with pytest.raises(RefusedError) as caught:
        ask(state, actor, kind, **change)
    return caught.value.why


def test_every_kind_is_in_the_matrix():
    assert set(VALID) == set(COMMANDS)


@pytest.mark.parametrize("kind", sorted(VALID))
def test_the_teacher_leads(kind):
    if kind != "hand":
        ask(room_for(kind), TEACHER, kind)


@pytest.mark.parametrize("kind", sorted(VALID))
def test_a_pupil_asks_and_answers_and_nothing_else(kind):
    if kind in PUPIL_MAY:
        ask(room_for(kind), PUPILS[0], kind)
    else:
        assert refused(room_for(kind), PUPILS[0], kind) == "cap"


@pytest.mark.parametrize("kind", sorted(VALID))
def test_a_guest_only_listens(kind):
    assert refused(room_for(kind), GUEST, kind) == "cap"


@pytest.mark.parametrize("kind", sorted(VALID))
def test_nothing_happens_after_the_end(kind):
    state = room_for(kind)
    ask(state, TEACHER, "end")
    assert refused(state, TEACHER, kind) == "ended"


@pytest.mark.parametrize(
    ("kind", "change", "why"),
    [
        ("chat", {"x": "a" * 501}, "long"),
        ("chat", {"x": " \u200b\n "}, "empty"),
        ("chat", {"x": 5}, "bad"),
        ("chat", {"i": ""}, "id"),
        ("chat", {"i": "a" * 25}, "id"),
        ("chat", {"i": "<b>"}, "id"),
        ("slide", {"n": 6}, "range"),
        ("slide", {"n": 0}, "range"),
        ("slide", {"n": True}, "bad"),
        ("ink", {"pts": []}, "bad"),
        ("ink", {"pts": [1]}, "bad"),
        ("ink", {"pts": [0, 4096]}, "range"),
        ("ink", {"pts": [-1, 0]}, "range"),
        ("ink", {"pts": [0.5, 0]}, "range"),
        ("ink", {"pts": [0] * 514}, "long"),
        ("ink", {"pen": 8}, "range"),
        ("poll", {"o": ["một"]}, "bad"),
        ("poll", {"o": ["a"] * 7}, "bad"),
        ("poll", {"o": ["a", ""]}, "empty"),
        ("floor", {"p": 77}, "nobody"),
        ("kick", {"p": 1}, "cap"),
        ("deck", {"c": 121}, "range"),
        ("pause", {}, "state"),
        ("shut", {}, "state"),
        ("vote", {}, "closed"),
    ],
)
def test_sizes_and_senses(kind, change, why):
    assert refused(opened()[0], TEACHER, kind, **change) == why


def test_an_unknown_kind_is_refused():
    state, _ = opened()
    for kind in ("join", "hologram", None, ["chat"]):
        with pytest.raises(RefusedError):
            decide(state, TEACHER, {"k": kind, "i": "a"}, 0)


def test_a_closed_talk_is_closed_for_pupils_only():
    state, _ = opened()
    ask(state, TEACHER, "rules")
    assert refused(state, PUPILS[0], "chat") == "closed"
    ask(state, TEACHER, "chat")


def test_a_fourth_speaker_has_to_wait():
    state, _ = opened()
    apply(state, by_system(state, "join", 0, p=5, n="Năm", r="student", u="5"))
    for person in (2, 3, 4):
        ask(state, TEACHER, "floor", p=person)
    assert refused(state, TEACHER, "floor", p=5) == "full"


def test_a_pupil_may_give_the_floor_back_but_not_take_it():
    state, _ = opened()
    ask(state, TEACHER, "floor", p=2)
    assert refused(state, PUPILS[1], "floor", p=2, on=False) == "cap"
    ask(state, PUPILS[0], "floor", p=2, on=False)
    assert refused(state, PUPILS[0], "floor", p=2, on=True) == "cap"


def test_only_who_has_the_floor_speaks():
    state, _ = opened()
    assert may_speak(state, TEACHER)
    assert not may_speak(state, PUPILS[0])
    ask(state, TEACHER, "floor", p=2)
    assert may_speak(state, PUPILS[0])
    ask(state, TEACHER, "floor", p=2, on=False)
    assert not may_speak(state, PUPILS[0])


def test_a_repeated_request_is_known_by_its_author_and_id():
    state, _ = opened()
    event = ask(state, PUPILS[0], "chat", i="once")
    assert repeated(state, PUPILS[0], "once") == event.s
    assert repeated(state, PUPILS[1], "once") is None


def test_a_removed_pupil_loses_hand_and_floor():
    state, _ = opened()
    ask(state, TEACHER, "floor", p=3)
    ask(state, TEACHER, "kick", p=3)
    assert state.floor == []
    assert state.kicked == {"account-3"}


def test_students_have_no_teaching_caps():
    assert not STUDENT_CAPS & {"teach", "draw", "speak"}
