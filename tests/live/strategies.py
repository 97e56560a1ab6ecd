"""Random lessons: requests of random people, decided by the real rules."""

from hypothesis import strategies as st

from live.commands import (
    STUDENT_CAPS,
    TEACHER_CAPS,
    Actor,
    RefusedError,
    by_system,
    decide,
)
from live.room import Event, RoomState, apply

TEACHER = Actor(1, "teacher", TEACHER_CAPS)
PUPILS = [Actor(n, "student", STUDENT_CAPS) for n in (2, 3, 4)]

points = st.lists(
    st.tuples(st.integers(0, 4095), st.integers(0, 4095)), min_size=1, max_size=6
).map(lambda pairs: [value for pair in pairs for value in pair])
text = st.text(min_size=1, max_size=30)

teacher_requests = st.one_of(
    st.sampled_from([{"k": k} for k in ("start", "pause", "resume", "shut")]),
    st.builds(lambda n: {"k": "slide", "n": n}, st.integers(1, 5)),
    st.builds(
        lambda n, w, pen, pts: {"k": "ink", "n": n, "w": w, "pen": pen, "pts": pts},
        st.integers(1, 5),
        st.integers(0, 4),
        st.integers(0, 7),
        points,
    ),
    st.builds(
        lambda n, w: {"k": "undo", "n": n, "w": w}, st.integers(1, 5), st.integers(0, 4)
    ),
    st.builds(lambda n: {"k": "clear", "n": n}, st.integers(1, 5)),
    st.builds(lambda m: {"k": "hide", "m": m}, st.integers(1, 40)),
    st.builds(lambda on: {"k": "rules", "chat": on}, st.booleans()),
    st.builds(
        lambda p, on: {"k": "floor", "p": p, "on": on},
        st.integers(1, 5),
        st.booleans(),
    ),
    st.builds(lambda p: {"k": "kick", "p": p}, st.integers(1, 5)),
    st.builds(
        lambda q, o: {"k": "poll", "q": q, "o": o},
        text,
        st.lists(text, min_size=2, max_size=4),
    ),
)
pupil_requests = st.one_of(
    st.builds(lambda x: {"k": "chat", "x": x}, text),
    st.builds(lambda up: {"k": "hand", "up": up}, st.booleans()),
    st.builds(lambda o: {"k": "vote", "o": o}, st.integers(0, 4)),
)
requests = st.lists(
    st.one_of(
        st.tuples(st.just(TEACHER), teacher_requests),
        st.tuples(st.sampled_from(PUPILS), pupil_requests),
    ),
    max_size=60,
)


def opened() -> tuple[RoomState, list[Event]]:
    """Return a room with a deck of five pages and four people in it."""
    state, events = RoomState(), []

    def add(kind, **data):
        event = by_system(state, kind, len(events) * 10, **data)
        apply(state, event)
        events.append(event)

    add("open")
    add("deck", v=1, c=5)
    for actor in (TEACHER, *PUPILS):
        name = f"Người {actor.person}"
        add("join", p=actor.person, n=name, r=actor.role, u=f"account-{actor.person}")
    return state, events


def played(asked) -> tuple[RoomState, list[Event]]:
    """Return the room after the requests that its rules let through."""
    state, events = opened()
    for number, (actor, request) in enumerate(asked):
        try:
            named = {**request, "i": f"r{number}"}
            event = decide(state, actor, named, 100 + number * 10)
        except RefusedError:
            continue
        apply(state, event)
        events.append(event)
    return state, events


lessons = requests.map(played)
