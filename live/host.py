"""The keeper of one room: it alone numbers events and writes the log.

An event is decided, appended, on disk, and only then sent out and acknowledged.
"""

import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from live.commands import Actor, RefusedError, by_system, decide, may_speak, repeated
from live.messages import AUDIO, Frame, event_json, pack, to_json
from live.recording import PRESENCE, Log, Record, event_record, events_in, sound_record
from live.room import Event, Phase, RoomState, apply, fold, view
from live.tickets import Claims

RING = 4_000
TEACHER_SLOT = 0
FRAME_MS = 120

Fan = Callable[[Event], None]
FanSound = Callable[[int, bytes, int], None]


class Host:
    """One room, kept by this worker."""

    def __init__(
        self, path: Path, room: str, executor: Executor, fan: Fan, fan_sound: FanSound
    ) -> None:
        header = {
            "room": room,
            "epoch": secrets.token_hex(6),
            "started": int(time.time() * 1000),
            "codec": "opus",
            "rate": 48_000,
            "frame_ms": FRAME_MS,
        }
        self.log = Log(path, header, executor)
        self.epoch: str = self.log.header["epoch"]
        self.started: int = self.log.header["started"]
        events = events_in(self.log.records)
        self.log.records = []
        self.state: RoomState = fold(events)
        self.ring: deque[Event] = deque(events[-RING:], maxlen=RING)
        self.fan, self.fan_sound = fan, fan_sound
        self.pending: deque[Event] = deque()
        self.sounds = 0
        self.slots: dict[int, int] = {}
        self.record_pupils = False

    def now(self) -> int:
        """Return the lesson clock: ms since the log was begun, across restarts."""
        return max(0, int(time.time() * 1000) - self.started)

    def accept(self, event: Event) -> None:
        """Make a decided event part of the room; it is not on disk yet."""
        apply(self.state, event)
        self.ring.append(event)
        self.log.append(event_record(event))
        self.pending.append(event)

    async def settle(self, number: int) -> None:
        """Wait for the disk, then send out everything up to an event."""
        await self.log.durable()
        while self.pending and self.pending[0].s <= number:
            self.fan(self.pending.popleft())

    async def system(self, kind: str, **data: Any) -> None:
        """Let the room itself cause an event."""
        event = by_system(self.state, kind, self.now(), **data)
        self.accept(event)
        await self.settle(event.s)

    async def join(self, claims: Claims) -> int:
        """Return somebody's number in the room, giving one on the first join."""
        if claims.account in self.state.kicked:
            raise RefusedError("out")
        if self.state.phase is Phase.ENDED:
            raise RefusedError("ended")
        self.record_pupils = claims.record_pupils
        if self.state.phase is Phase.SCHEDULED:
            await self.system("open")
        if claims.deck[0] > self.state.deck_version:
            await self.system("deck", v=claims.deck[0], c=claims.deck[1])
        person = self.state.person_of(claims.account)
        if person is not None:
            return person
        person = len(self.state.people) + 1
        event = by_system(
            self.state,
            "join",
            self.now(),
            p=person,
            n=claims.name[:80],
            r=claims.role,
            u=claims.account,
        )
        self.accept(event)
        await self.settle(event.s)
        return person

    def greet(
        self, actor: Actor, since: object, epoch: object
    ) -> tuple[dict[str, Any], list[Event], int]:
        """Return the greeting, the events missed since, and the number reached.

        Somebody who was here a moment ago gets the missed events; a late joiner, or
        one who was away for long, a snapshot.
        """
        tail: list[Event] = []
        greeting: dict[str, Any] = {
            "k": "welcome",
            "v": 1,
            "p": actor.person,
            "role": actor.role,
            "caps": sorted(actor.caps),
            "epoch": self.epoch,
            "now": self.now(),
            "s": self.state.s,
        }
        if epoch == self.epoch and isinstance(since, int) and self._covers(since):
            tail = [event for event in self.ring if event.s > since]
        else:
            greeting["snap"] = view(self.state, actor.person, actor.staff)
        return greeting, tail, self.state.s

    def _covers(self, since: int) -> bool:
        if not 0 < since <= self.state.s:
            return False
        return since == self.state.s or (
            bool(self.ring) and self.ring[0].s <= since + 1
        )

    async def command(self, actor: Actor, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a request; the answer is given when it is on disk."""
        identifier = request.get("i")
        known = repeated(self.state, actor, identifier)
        if known is not None:
            await self.log.durable()
            return {"k": "ok", "i": identifier, "s": known}
        try:
            event = decide(self.state, actor, request, self.now())
        except RefusedError as refusal:
            return {"k": "no", "i": str(identifier)[:24], "why": refusal.why}
        self.accept(event)
        await self.settle(event.s)
        return {"k": "ok", "i": identifier, "s": event.s}

    def sound(self, actor: Actor, frame: Frame) -> bool:
        """Send one packet of somebody's voice to all others and record it."""
        if not may_speak(self.state, actor):
            return False
        slot = self._slot(actor)
        now = self.now()
        self.sounds = (self.sounds + 1) & 0xFFFF
        if self.state.phase is Phase.LIVE and (actor.staff or self.record_pupils):
            self.log.append(sound_record(slot, self.sounds, now, frame.payload))
        data = pack(AUDIO, slot, self.sounds, now, frame.payload)
        self.fan_sound(actor.person, data, self.sounds)
        return True

    def _slot(self, actor: Actor) -> int:
        if actor.staff:
            return TEACHER_SLOT
        if actor.person not in self.slots:
            for person in [p for p in self.slots if p not in self.state.floor]:
                del self.slots[person]
            free = {1, 2, 3} - set(self.slots.values())
            self.slots[actor.person] = min(free, default=3)
        return self.slots[actor.person]

    def beats(self, rows: Iterable[tuple[int, int, int]]) -> None:
        """Record who acknowledged what in the last ten seconds."""
        body = to_json({"b": [list(row) for row in rows]}).encode()
        self.log.append(Record(PRESENCE, self.now(), body))

    async def close(self) -> None:
        """Write the rest and let go of the log."""
        await self.log.close()

    def tell(self, event: Event) -> bytes:
        """Return an event as workers pass it on among themselves."""
        return event_json(event, private=True).encode()
