"""The wire format ``lesson.v1``: what a browser and the server say to each other.

Binary: ``u8 type | u8 flags | u16 n | u32 t_ms | payload``. Sound, acknowledgements,
ink and heartbeats are binary because they are frequent; all else is JSON text.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from live.room import Event

SUBPROTOCOL = "lesson.v1"
VERSION = 1
HEADER = struct.Struct(">BBHI")
AUDIO, ACK, INK, PING = 1, 2, 3, 5
INTEGER_LIMIT = 2**32
EVENT_KEYS = frozenset({"s", "t", "k", "a", "i"})

CLOSE_TICKET = 4001
CLOSE_OUT = 4003
CLOSE_ENDED = 4004
CLOSE_SLOW = 4008
CLOSE_REPLACED = 4009
CLOSE_BAD = 4400
CLOSE_FAST = 4429


class BadMessageError(ValueError):
    """Bytes that are not a message of this protocol."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One binary message, taken apart."""

    kind: int
    flags: int
    number: int
    t: int
    payload: bytes


def pack(kind: int, flags: int, number: int, t: int, payload: bytes = b"") -> bytes:
    """Put one binary message together."""
    return HEADER.pack(kind, flags & 255, number & 65535, t & 0xFFFFFFFF) + payload


def unpack(data: bytes) -> Frame:
    """Take one binary message apart."""
    if len(data) < HEADER.size:
        raise BadMessageError("too short")
    kind, flags, number, t = HEADER.unpack_from(data)
    return Frame(kind, flags, number, t, data[HEADER.size :])


def varints(values: list[int]) -> bytes:
    """Write whole numbers ≥ 0, seven bits a byte."""
    out = bytearray()
    for value in values:
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        out.append(value)
    return bytes(out)


def read_varints(data: bytes) -> list[int]:
    """Read what ``varints`` wrote."""
    values: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        if value >= INTEGER_LIMIT or shift > 28:
            raise BadMessageError("number too large")
        if byte & 128:
            shift += 7
        else:
            values.append(value)
            value = shift = 0
    if shift:
        raise BadMessageError("number cut off")
    return values


def squeeze(points: list[int]) -> bytes:
    """Write points as the differences between neighbours."""
    out, before = [], (0, 0)
    for place in range(0, len(points) - 1, 2):
        here = (points[place], points[place + 1])
        for new, old in zip(here, before, strict=True):
            step = new - old
            out.append(step * 2 if step >= 0 else -step * 2 - 1)
        before = here
    return varints(out)


def stretch(steps: list[int]) -> list[int]:
    """Read points from the differences between neighbours."""
    points: list[int] = []
    for place, step in enumerate(steps):
        before = points[place - 2] if place > 1 else 0
        points.append(before + (step // 2 if step % 2 == 0 else -(step + 1) // 2))
    return points


def pack_ink(event: Event) -> bytes:
    """Write an ink event: number, actor and stroke, then the points."""
    data = event.d
    numbers = varints([event.s, event.a, data["w"]]) + squeeze(data["pts"])
    return pack(INK, data["pen"], data["n"], event.t, numbers)


def unpack_ink(frame: Frame) -> Event:
    """Read an ink event."""
    numbers = read_varints(frame.payload)
    if len(numbers) < 5 or len(numbers) % 2 == 0:
        raise BadMessageError("ink needs whole points")
    s, actor, stroke = numbers[:3]
    data = {
        "n": frame.number,
        "w": stroke,
        "pen": frame.flags,
        "pts": stretch(numbers[3:]),
    }
    return Event(s, frame.t, "ink", actor, "", data)


def ink_request(frame: Frame) -> dict[str, Any]:
    """Read a browser's ink: chunk number, stroke, then points."""
    numbers = read_varints(frame.payload)
    if len(numbers) < 4 or len(numbers) % 2:
        raise BadMessageError("ink needs whole points")
    chunk, stroke = numbers[:2]
    return {
        "k": "ink",
        "i": f"i{stroke}.{chunk}",
        "n": frame.number,
        "w": stroke,
        "pen": frame.flags,
        "pts": stretch(numbers[2:]),
    }


def to_json(message: Mapping[str, Any] | list[Any]) -> str:
    """Write a JSON message in its shortest form."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> dict[str, Any]:
    """Read a JSON message; anything but an object is refused."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadMessageError("not JSON") from error
    if not isinstance(message, dict):
        raise BadMessageError("not an object")
    return message


def event_json(event: Event, private: bool = False) -> str:
    """Write an event as JSON; accounts and ids only in the private form."""
    message: dict[str, Any] = {"s": event.s, "t": event.t, "k": event.k}
    if event.a:
        message["a"] = event.a
    if event.i and private:
        message["i"] = event.i
    message.update(event.d)
    if not private:
        message.pop("u", None)
    return to_json(message)


def event_from_json(text: str) -> Event:
    """Read an event that ``event_json`` wrote."""
    message = from_json(text)
    try:
        rest = {key: value for key, value in message.items() if key not in EVENT_KEYS}
        return Event(
            int(message["s"]),
            int(message["t"]),
            str(message["k"]),
            int(message.get("a", 0)),
            str(message.get("i", "")),
            rest,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessageError("not an event") from error


def wire(event: Event, staff: bool) -> str | bytes:
    """Return what is sent of an event: pupils do not see who voted for what."""
    if event.k == "ink":
        return pack_ink(event)
    if event.k == "vote" and not staff:
        return event_json(Event(event.s, event.t, "vote"))
    return event_json(event)
