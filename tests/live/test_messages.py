"""The codec: what is written is read again, and garbage is refused, not crashed on."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.messages import (
    INK,
    BadMessageError,
    event_from_json,
    event_json,
    from_json,
    ink_request,
    pack,
    pack_ink,
    read_varints,
    squeeze,
    stretch,
    unpack,
    unpack_ink,
    varints,
    wire,
)
from live.room import Event
from tests.live.strategies import lessons, points

whole = st.integers(0, 2**32 - 1)


@given(st.lists(whole))
def test_numbers_round_trip(values):
    assert read_varints(varints(values)) == values


@given(points)
def test_points_round_trip(values):
    assert stretch(read_varints(squeeze(values))) == values


@given(
    st.integers(0, 255), st.integers(0, 255), st.integers(0, 65535), whole, st.binary()
)
def test_frames_round_trip(kind, flags, number, t, payload):
    frame = unpack(pack(kind, flags, number, t, payload))
    assert (frame.kind, frame.flags, frame.number, frame.t) == (kind, flags, number, t)
    assert frame.payload == payload


@given(lessons)
def test_events_round_trip(lesson):
    for event in lesson[1]:
        assert event_from_json(event_json(event, private=True)) == event
        if event.k == "ink":
            read = unpack_ink(unpack(pack_ink(event)))
            assert (read.s, read.t, read.a, read.d) == (
                event.s,
                event.t,
                event.a,
                event.d,
            )


@given(st.binary(max_size=80))
def test_hostile_bytes_are_refused_or_read(data):
    with contextlib.suppress(BadMessageError):
        frame = unpack(data)
        with contextlib.suppress(BadMessageError):
            ink_request(frame)
        with contextlib.suppress(BadMessageError):
            unpack_ink(frame)


@given(st.text(max_size=60))
def test_hostile_text_is_refused_or_an_object(text):
    with contextlib.suppress(BadMessageError):
        assert isinstance(from_json(text), dict)


@pytest.mark.parametrize(
    "text", ["", "[]", "1", "null", '{"a":', "[" * 100_000, '"' + "a" * 10]
)
def test_what_is_not_an_object_is_refused(text):
    with pytest.raises(BadMessageError):
        from_json(text)


@pytest.mark.parametrize(
    "data", [b"", b"\x01", b"\x01\x00\x00\x00\x00\x00\x00", pack(INK, 0, 1, 0, b"\x01")]
)
def test_short_frames_are_refused(data):
    with pytest.raises(BadMessageError):
        ink_request(unpack(data))


def test_endless_numbers_are_refused():
    with pytest.raises(BadMessageError):
        read_varints(b"\xff" * 9)
    with pytest.raises(BadMessageError):
        read_varints(b"\x80")


def test_votes_are_secret_on_the_wire_to_pupils():
    vote = Event(7, 9, "vote", 3, "id", {"o": 1})
    assert json.loads(wire(vote, staff=False)) == {"s": 7, "t": 9, "k": "vote"}
    assert json.loads(wire(vote, staff=True))["o"] == 1


def test_ink_is_a_third_of_its_json():
    pts = [value for i in range(30) for value in (1000 + 12 * i, 2000 - 9 * i)]
    event = Event(900, 60_000, "ink", 1, "", {"n": 3, "w": 5, "pen": 1, "pts": pts})
    assert len(pack_ink(event)) * 3 < len(event_json(event))
