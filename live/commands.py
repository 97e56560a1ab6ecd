"""Who may cause which event, and in what size: the only way into the room log.

``decide`` turns what a browser asks for into an event or raises ``RefusedError``
with a short reason that the browser can put into words.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from live.room import SYSTEM, Event, Phase, RoomState

CHAT_LENGTH = 500
QUESTION_LENGTH = 300
OPTION_LENGTH = 120
OPTIONS = (2, 6)
PENS = 8
BOARD_SIZE = 4095
POINTS_PER_EVENT = 256
POINTS_PER_STROKE = 6_000
POINTS_PER_ROOM = 400_000
STROKES_PER_PAGE = 1_500
PAGES = 120
FLOORS = 3
EVENTS_PER_ROOM = 60_000
ID = re.compile(r"[A-Za-z0-9._-]{1,24}\Z")

TEACHER_CAPS = frozenset({"teach", "speak", "draw", "chat", "vote"})
STUDENT_CAPS = frozenset({"chat", "hand", "vote"})


class RefusedError(Exception):
    """The request is not allowed or makes no sense; ``why`` is a stable word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: number in the room, role, and what they may do."""

    person: int
    role: str
    caps: frozenset[str] = field(default_factory=frozenset)

    @property
    def staff(self) -> bool:
        """Whether this person leads the lesson."""
        return "teach" in self.caps


def _whole(data: Mapping[str, Any], key: str, low: int, high: int) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise RefusedError("bad")
    if not low <= value <= high:
        raise RefusedError("range")
    return value


def _flag(data: Mapping[str, Any], key: str) -> bool:
    value = data.get(key)
    if not isinstance(value, bool):
        raise RefusedError("bad")
    return value


def _text(data: Mapping[str, Any], key: str, longest: int) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise RefusedError("bad")
    cleaned = "".join(c for c in value if c == "\n" or c.isprintable()).strip()
    if not cleaned:
        raise RefusedError("empty")
    if len(cleaned) > longest:
        raise RefusedError("long")
    return cleaned


def _page(state: RoomState, data: Mapping[str, Any]) -> int:
    return _whole(data, "n", 1, max(1, state.deck_pages))


def _running(state: RoomState) -> None:
    if state.phase is Phase.ENDED:
        raise RefusedError("ended")


def _start(state: RoomState, _actor: Actor, _data: Mapping[str, Any]) -> dict[str, Any]:
    if state.phase not in {Phase.LOBBY, Phase.SCHEDULED}:
        raise RefusedError("state")
    return {}


def _pause(state: RoomState, _actor: Actor, _data: Mapping[str, Any]) -> dict[str, Any]:
    if state.phase is not Phase.LIVE:
        raise RefusedError("state")
    return {}


def _resume(
    state: RoomState, _actor: Actor, _data: Mapping[str, Any]
) -> dict[str, Any]:
    if state.phase is not Phase.PAUSED:
        raise RefusedError("state")
    return {}


def _end(_state: RoomState, _actor: Actor, _data: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _deck(_state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"v": _whole(data, "v", 1, 2**31), "c": _whole(data, "c", 0, PAGES)}


def _slide(state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"n": _page(state, data)}


def _points(data: Mapping[str, Any]) -> list[int]:
    points = data.get("pts")
    if not isinstance(points, list) or not points or len(points) % 2:
        raise RefusedError("bad")
    if len(points) > 2 * POINTS_PER_EVENT:
        raise RefusedError("long")
    for value in points:
        if type(value) is not int or not 0 <= value <= BOARD_SIZE:
            raise RefusedError("range")
    return points


def _ink(state: RoomState, actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    page = _page(state, data)
    number = _whole(data, "w", 0, 2**31)
    points = _points(data)
    strokes = state.board.get(page, [])
    same = [s for s in strokes if s.actor == actor.person and s.number == number]
    if not same and len(strokes) >= STROKES_PER_PAGE:
        raise RefusedError("full")
    if same and len(same[0].points) + len(points) > 2 * POINTS_PER_STROKE:
        raise RefusedError("full")
    drawn = sum(
        len(s.points) for page_strokes in state.board.values() for s in page_strokes
    )
    if drawn + len(points) > 2 * POINTS_PER_ROOM:
        raise RefusedError("full")
    pen = same[0].pen if same else _whole(data, "pen", 0, PENS - 1)
    return {"n": page, "w": number, "pen": pen, "pts": points}


def _undo(state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"n": _page(state, data), "w": _whole(data, "w", 0, 2**31)}


def _clear(state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"n": _page(state, data)}


def _chat(state: RoomState, actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    if not state.chat_open and not actor.staff:
        raise RefusedError("closed")
    return {"x": _text(data, "x", CHAT_LENGTH)}


def _hide(state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"m": _whole(data, "m", 1, max(1, state.s))}


def _rules(_state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"chat": _flag(data, "chat")}


def _hand(_state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"up": _flag(data, "up")}


def _someone(state: RoomState, data: Mapping[str, Any]) -> int:
    person = _whole(data, "p", 1, 2**16)
    if person not in state.people:
        raise RefusedError("nobody")
    return person


def _floor(state: RoomState, actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    person, on = _someone(state, data), _flag(data, "on")
    if not actor.staff and (on or person != actor.person):
        raise RefusedError("cap")
    if on and person not in state.floor and len(state.floor) >= FLOORS:
        raise RefusedError("full")
    return {"p": person, "on": on}


def _poll(state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    if state.poll is not None and state.poll.open:
        raise RefusedError("state")
    options = data.get("o")
    if not isinstance(options, list) or not OPTIONS[0] <= len(options) <= OPTIONS[1]:
        raise RefusedError("bad")
    return {
        "q": _text(data, "q", QUESTION_LENGTH),
        "o": [_text({"x": option}, "x", OPTION_LENGTH) for option in options],
    }


def _vote(state: RoomState, _actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    if state.poll is None or not state.poll.open:
        raise RefusedError("closed")
    return {"o": _whole(data, "o", 0, len(state.poll.options) - 1)}


def _shut(state: RoomState, _actor: Actor, _data: Mapping[str, Any]) -> dict[str, Any]:
    if state.poll is None or not state.poll.open:
        raise RefusedError("state")
    return {"r": state.poll.count()}


def _kick(state: RoomState, actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    person = _someone(state, data)
    if person == actor.person or state.people[person].role == "teacher":
        raise RefusedError("cap")
    return {"p": person}


Check = Callable[[RoomState, Actor, Mapping[str, Any]], dict[str, Any]]
COMMANDS: dict[str, tuple[str, Check]] = {
    "start": ("teach", _start),
    "pause": ("teach", _pause),
    "resume": ("teach", _resume),
    "end": ("teach", _end),
    "deck": ("teach", _deck),
    "slide": ("teach", _slide),
    "ink": ("draw", _ink),
    "undo": ("draw", _undo),
    "clear": ("draw", _clear),
    "chat": ("chat", _chat),
    "hide": ("teach", _hide),
    "rules": ("teach", _rules),
    "hand": ("hand", _hand),
    "floor": ("", _floor),
    "poll": ("teach", _poll),
    "vote": ("vote", _vote),
    "shut": ("teach", _shut),
    "kick": ("teach", _kick),
}


def decide(
    state: RoomState, actor: Actor, request: Mapping[str, Any], now: int
) -> Event:
    """Return the event a request becomes, or raise ``RefusedError``."""
    identifier = request.get("i")
    if not isinstance(identifier, str) or not ID.match(identifier):
        raise RefusedError("id")
    _running(state)
    kind = request.get("k")
    known = COMMANDS.get(kind) if isinstance(kind, str) else None
    if known is None:
        raise RefusedError("unknown")
    cap, check = known
    if cap and cap not in actor.caps:
        raise RefusedError("cap")
    if state.s >= EVENTS_PER_ROOM and kind != "end":
        raise RefusedError("full")
    data = check(state, actor, request)
    return Event(state.s + 1, now, str(kind), actor.person, identifier, data)


def repeated(state: RoomState, actor: Actor, identifier: object) -> int | None:
    """Return the number an already accepted request got, if it is a repeat."""
    if not isinstance(identifier, str):
        return None
    return state.recent.get((actor.person, identifier))


def may_speak(state: RoomState, actor: Actor) -> bool:
    """Whether this person's voice goes out now: the teacher, or with the floor."""
    if state.phase is Phase.ENDED:
        return False
    return "speak" in actor.caps or actor.person in state.floor


def by_system(state: RoomState, kind: str, now: int, **data: Any) -> Event:
    """Return an event of the room itself: a join, a lost teacher, a new deck."""
    return Event(state.s + 1, now, kind, SYSTEM, "", data)
