"""A lesson room as the fold of its events.

Nothing here knows of sockets, files or Django: ``apply`` adds one event to a
state, ``fold`` adds many, ``view`` is what one person may see of the result.
Whether somebody may cause an event is decided in ``live.commands``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SYSTEM = 0
CHATS_KEPT = 200
CHATS_SHOWN = 50
RECENT_IDS = 4096


class Phase(StrEnum):
    """Where a lesson stands."""

    SCHEDULED = "scheduled"
    LOBBY = "lobby"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


class GapError(ValueError):
    """An event is missing between the state and the event offered to it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: number, lesson clock in ms, kind, actor, data."""

    s: int
    t: int
    k: str
    a: int = SYSTEM
    i: str = ""
    d: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Person:
    """Somebody who has been in the room; ``account`` never leaves the server."""

    name: str
    role: str
    account: str


@dataclass(slots=True)
class Stroke:
    """One line on the board: who drew it, with which pen, through which points."""

    actor: int
    number: int
    pen: int
    points: list[int]


@dataclass(slots=True)
class Poll:
    """The one question that may be open, or the last one that was."""

    number: int
    question: str
    options: list[str]
    votes: dict[int, int] = field(default_factory=dict)
    result: list[int] | None = None

    @property
    def open(self) -> bool:
        """Whether answers are still taken."""
        return self.result is None

    def count(self) -> list[int]:
        """How many chose each option."""
        chosen = list(self.votes.values())
        return [chosen.count(option) for option in range(len(self.options))]


@dataclass(slots=True)
class Chat:
    """One line of talk; a hidden one keeps its number and loses its words."""

    s: int
    t: int
    actor: int
    text: str


@dataclass(slots=True)
class RoomState:
    """Everything the room knows; changed by ``apply`` and by nothing else."""

    s: int = 0
    phase: Phase = Phase.SCHEDULED
    deck_version: int = 0
    deck_pages: int = 0
    slide: int = 1
    people: dict[int, Person] = field(default_factory=dict)
    board: dict[int, list[Stroke]] = field(default_factory=dict)
    chats: list[Chat] = field(default_factory=list)
    chat_open: bool = True
    hands: list[int] = field(default_factory=list)
    floor: list[int] = field(default_factory=list)
    poll: Poll | None = None
    kicked: set[str] = field(default_factory=set)
    live_since: int | None = None
    live_ms: int = 0
    recent: dict[tuple[int, str], int] = field(default_factory=dict)

    def person_of(self, account: str) -> int | None:
        """Return the number somebody was given on the first join."""
        for number, person in self.people.items():
            if person.account == account:
                return number
        return None

    def live_for(self, now: int) -> int:
        """Milliseconds of lesson so far, pauses left out."""
        running = now - self.live_since if self.live_since is not None else 0
        return self.live_ms + running


def _join(state: RoomState, event: Event) -> None:
    data = event.d
    state.people[data["p"]] = Person(data["n"], data["r"], data.get("u", ""))


def _deck(state: RoomState, event: Event) -> None:
    state.deck_version, state.deck_pages = event.d["v"], event.d["c"]
    state.slide = 1
    state.board = {}


def _open(state: RoomState, _event: Event) -> None:
    state.phase = Phase.LOBBY


def _run(state: RoomState, event: Event) -> None:
    state.phase = Phase.LIVE
    if state.live_since is None:
        state.live_since = event.t


def _halt(state: RoomState, event: Event, phase: Phase) -> None:
    if state.live_since is not None:
        state.live_ms += max(0, event.t - state.live_since)
        state.live_since = None
    state.phase = phase


def _pause(state: RoomState, event: Event) -> None:
    _halt(state, event, Phase.PAUSED)


def _end(state: RoomState, event: Event) -> None:
    _halt(state, event, Phase.ENDED)
    state.hands, state.floor = [], []


def _slide(state: RoomState, event: Event) -> None:
    state.slide = event.d["n"]


def _ink(state: RoomState, event: Event) -> None:
    strokes = state.board.setdefault(event.d["n"], [])
    for stroke in reversed(strokes):
        if stroke.actor == event.a and stroke.number == event.d["w"]:
            stroke.points.extend(event.d["pts"])
            return
    strokes.append(Stroke(event.a, event.d["w"], event.d["pen"], list(event.d["pts"])))


def _undo(state: RoomState, event: Event) -> None:
    kept = [
        stroke
        for stroke in state.board.get(event.d["n"], [])
        if (stroke.actor, stroke.number) != (event.a, event.d["w"])
    ]
    state.board[event.d["n"]] = kept


def _clear(state: RoomState, event: Event) -> None:
    state.board.pop(event.d["n"], None)


def _chat(state: RoomState, event: Event) -> None:
    state.chats.append(Chat(event.s, event.t, event.a, event.d["x"]))
    del state.chats[:-CHATS_KEPT]


def _hide(state: RoomState, event: Event) -> None:
    for chat in state.chats:
        if chat.s == event.d["m"]:
            chat.text = ""


def _rules(state: RoomState, event: Event) -> None:
    state.chat_open = event.d["chat"]


def _hand(state: RoomState, event: Event) -> None:
    if event.a in state.hands:
        state.hands.remove(event.a)
    if event.d["up"] and event.a not in state.floor:  # who speaks asks no more
        state.hands.append(event.a)


def _floor(state: RoomState, event: Event) -> None:
    person = event.d["p"]
    if person in state.floor:
        state.floor.remove(person)
    if event.d["on"]:
        state.floor.append(person)
        if person in state.hands:
            state.hands.remove(person)


def _poll(state: RoomState, event: Event) -> None:
    state.poll = Poll(event.s, event.d["q"], list(event.d["o"]))


def _vote(state: RoomState, event: Event) -> None:
    if state.poll is not None and state.poll.open and "o" in event.d:
        state.poll.votes[event.a] = event.d["o"]


def _shut(state: RoomState, event: Event) -> None:
    if state.poll is not None:
        state.poll.result = list(event.d["r"])


def _kick(state: RoomState, event: Event) -> None:
    person = event.d["p"]
    if person in state.people:
        state.kicked.add(state.people[person].account)
    for group in (state.hands, state.floor):
        if person in group:
            group.remove(person)


APPLY = {
    "open": _open,
    "join": _join,
    "deck": _deck,
    "start": _run,
    "resume": _run,
    "pause": _pause,
    "end": _end,
    "slide": _slide,
    "ink": _ink,
    "undo": _undo,
    "clear": _clear,
    "chat": _chat,
    "hide": _hide,
    "rules": _rules,
    "hand": _hand,
    "floor": _floor,
    "poll": _poll,
    "vote": _vote,
    "shut": _shut,
    "kick": _kick,
}


def apply(state: RoomState, event: Event) -> bool:
    """Add one event; an old one changes nothing, a skipped one is refused.

    Kinds this version does not know still count, so that numbering stays whole.
    """
    if event.s <= state.s:
        return False
    if event.s != state.s + 1:
        raise GapError(f"expected event {state.s + 1}, got {event.s}")
    change = APPLY.get(event.k)
    if change is not None:
        change(state, event)
    if event.i:
        state.recent[event.a, event.i] = event.s
        if len(state.recent) > RECENT_IDS:
            state.recent.pop(next(iter(state.recent)))
    state.s = event.s
    return True


def fold(events: Iterable[Event], state: RoomState | None = None) -> RoomState:
    """Add events that may arrive twice and out of order, as after a reconnect."""
    state = state if state is not None else RoomState()
    for event in sorted(events, key=lambda event: event.s):
        apply(state, event)
    return state


def view(state: RoomState, person: int, staff: bool) -> dict[str, Any]:
    """Return what one person may see, small enough to send to a late joiner."""
    return {
        "s": state.s,
        "phase": str(state.phase),
        "deck": [state.deck_version, state.deck_pages],
        "slide": state.slide,
        "people": {
            str(number): [someone.name, someone.role]
            for number, someone in state.people.items()
        },
        "board": {
            str(page): [[s.actor, s.number, s.pen, s.points] for s in strokes]
            for page, strokes in state.board.items()
            if strokes
        },
        "chats": [[c.s, c.t, c.actor, c.text] for c in state.chats[-CHATS_SHOWN:]],
        "chat": state.chat_open,
        "hands": list(state.hands),
        "floor": list(state.floor),
        "poll": _poll_view(state.poll, person, staff),
        "live": [state.live_ms, state.live_since],
    }


def _poll_view(poll: Poll | None, person: int, staff: bool) -> dict[str, Any] | None:
    if poll is None:
        return None
    counts = poll.result if poll.result is not None else poll.count() if staff else None
    return {
        "q": poll.question,
        "o": list(poll.options),
        "open": poll.open,
        "mine": poll.votes.get(person),
        "n": len(poll.votes),
        "r": counts,
    }
