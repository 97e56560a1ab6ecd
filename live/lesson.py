"""One lesson on this worker: its seats, and how one message reaches them all.

A message is encoded once and handed to every socket directly; no channel layer is
involved (measured: a thirteenth of its CPU time).
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from live.commands import Actor
from live.host import Host
from live.messages import (
    CLOSE_OUT,
    CLOSE_REPLACED,
    CLOSE_SLOW,
    Frame,
    event_from_json,
    event_json,
    to_json,
    wire,
)
from live.remote import (
    ANSWER,
    EVENT_OUT,
    SOUND_OUT,
    SPEAKER,
    Desk,
    KeeperLostError,
    RemoteHost,
)
from live.room import Event, Phase
from live.seats import Seat, message_of

if TYPE_CHECKING:
    from live.hub import Hub

logger = logging.getLogger("live")

TICK_SECONDS = 2.0
BEAT_SECONDS = 10.0
TEACHER_LOST_SECONDS = 8.0
ABANDONED_SECONDS = 1200.0
EMPTY_SECONDS = 60.0
ENDED_SECONDS = 20.0
SEATS_PER_PERSON = 3


class LessonRoom:
    """The seats of one room on this worker, and the way to its keeper."""

    def __init__(self, hub: "Hub", room: str) -> None:
        self.hub, self.room = hub, room
        self.seats: set[Seat] = set()
        self.host: Host | None = None
        self.remote: RemoteHost | None = None
        self.ticker: asyncio.Task[None] | None = None
        self.last_beat = self.last_seat = time.monotonic()
        self.teacher_seen = time.monotonic()
        self.desk: Desk | None = None
        self.ended = 0.0
        self.shown: Any = None
        self.tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Become the room's keeper, or find the worker that is."""
        await self.hub.bridge.subscribe(self.room, self.on_bridge)
        if await self.hub.bridge.own(self.room, self.hub.worker):
            path = self.hub.path_of(self.room)
            self.host = Host(
                path, self.room, self.hub.executor, self.fan_out, self.sound_out
            )
            self.desk = Desk(self.room, self.host, self.hub.bridge)
        else:
            self.remote = RemoteHost(self.room, self.hub.worker, self.hub.bridge)
        self.ticker = asyncio.get_running_loop().create_task(self._tick())

    # -- the door: the same for rooms kept here and elsewhere

    async def enter(self, seat: Seat, since: object, epoch: object) -> None:
        """Seat somebody: greeting first, then whatever happens from there on."""
        door = self.host or self.remote
        assert door is not None  # noqa: S101 - open() set one of them
        person = await door.join(seat.claims)
        seat.actor = Actor(person, seat.claims.role, frozenset(seat.claims.caps))
        self._make_place(person)
        self.seats.add(seat)
        self.last_seat = time.monotonic()
        if seat.staff:
            self.teacher_seen = time.monotonic()
        if self.host is not None:
            greeting, tail, seat.s = self.host.greet(seat.actor, since, epoch)
            seat.early = None
            await self.host.log.durable()
        else:
            assert self.remote is not None  # noqa: S101
            greeting, tail, seat.s = await self.remote.greeting(
                seat.actor, since, epoch
            )
        greeting["token"] = seat.resume_token()
        first = [message_of(to_json(greeting))]
        first += [message_of(wire(event, seat.staff)) for event in tail]
        early, seat.early = seat.early or [], None
        seat.open(first)
        for event in early:
            self._hand(seat, event, message_of(wire(event, seat.staff)))
        await self._teacher_back(seat)

    def _make_place(self, person: int) -> None:
        own = [seat for seat in self.seats if seat.actor.person == person]
        own.sort(key=lambda seat: seat.born)
        for seat in own[: max(0, len(own) - SEATS_PER_PERSON + 1)]:
            self.leave(seat)
            seat.drop(CLOSE_REPLACED)

    async def _teacher_back(self, seat: Seat) -> None:
        if not seat.staff or self.host is None:
            return
        if self.host.state.phase is Phase.PAUSED:
            pauses = [event for event in self.host.ring if event.k == "pause"]
            if pauses and pauses[-1].d.get("why") == "lost":
                await self.host.system("resume")

    def leave(self, seat: Seat) -> None:
        """Take a seat away."""
        self.seats.discard(seat)
        seat.gone = True
        self.last_seat = time.monotonic()

    async def command(self, seat: Seat, request: dict[str, Any]) -> None:
        """Carry out a request and tell its author how it went."""
        door = self.host or self.remote
        assert door is not None  # noqa: S101
        try:
            reply = await door.command(seat.actor, request)
        except KeeperLostError:
            seat.drop(CLOSE_SLOW)
            return
        except OSError:
            # the disk is full or gone: begin again from what is on it
            logger.exception("a lesson's log could not be written")
            await self.hub.forget(self, CLOSE_SLOW)
            return
        seat.put(message_of(to_json(reply)))

    async def sound(self, seat: Seat, frame: Frame) -> None:
        """Pass on a packet of somebody's voice."""
        if self.host is not None:
            self.host.sound(seat.actor, frame)
        elif self.remote is not None:
            await self.remote.sound(seat.actor, frame)

    # -- fan-out

    def fan_out(self, event: Event) -> None:
        """Send the keeper's event to our own seats and to other workers."""
        self.fan(event)
        if not self.hub.alone:
            self._publish(EVENT_OUT + event_json(event, private=True).encode())
        if event.k in {"open", "start", "end"}:
            self._later(self._report(event.k))

    async def _report(self, kind: str) -> None:
        try:
            if kind == "end" and self.host is not None:
                self.beat()
                await self.host.log.durable()
            await self.hub.report(self.room, kind)
        except Exception:
            logger.exception("could not note %s of a lesson", kind)

    def _publish(self, data: bytes) -> None:
        if not self.hub.alone:
            self._later(self.hub.bridge.publish(self.room, data))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def fan(self, event: Event) -> None:
        """Hand one event to our own seats, encoded once for pupils and once for staff."""
        plain = message_of(wire(event, staff=False))
        full = message_of(wire(event, staff=True)) if event.k == "vote" else plain
        for seat in list(self.seats):
            self._hand(seat, event, full if seat.staff else plain)
        if event.k == "kick":
            for seat in [s for s in self.seats if s.actor.person == event.d["p"]]:
                seat.drop(CLOSE_OUT)

    @staticmethod
    def _hand(seat: Seat, event: Event, message: dict[str, Any]) -> None:
        if seat.early is not None:  # another worker's greeting is still on its way
            seat.early.append(event)
        elif event.s > seat.s:
            seat.s = event.s
            seat.put(message)

    def sound_out(self, speaker: int, data: bytes, number: int) -> None:
        """Send the keeper's sound to our own seats and to other workers."""
        self.fan_sound(speaker, data, number)
        if not self.hub.alone:
            self._publish(SOUND_OUT + SPEAKER.pack(speaker) + data)

    def fan_sound(self, speaker: int, data: bytes, number: int) -> None:
        """Hand one packet to our own seats; nobody hears the own voice."""
        message = message_of(data)
        for seat in self.seats:
            if seat.actor.person != speaker:
                seat.sound(message, number)

    # -- the bridge

    def on_bridge(self, data: bytes) -> None:
        """Take what another worker published for this room."""
        kind, body = data[:1], data[1:]
        if self.desk is not None:
            self.desk.take(kind, body)
        elif kind == EVENT_OUT:
            self.fan(event_from_json(body.decode()))
        elif kind == SOUND_OUT:
            (speaker,) = SPEAKER.unpack_from(body)
            packet = body[SPEAKER.size :]
            self.fan_sound(speaker, packet, int.from_bytes(packet[2:4], "big"))
        elif kind == ANSWER and self.remote is not None:
            self.remote.answered(body)

    # -- time

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                await self._round(time.monotonic())
            except KeeperLostError:
                await self.hub.forget(self, CLOSE_SLOW)
                return
            except Exception:
                logger.exception("lesson round failed")
            if self.hub.rooms.get(self.room) is not self:
                return
            if not self.seats and time.monotonic() - self.last_seat > self._patience():
                await self.hub.forget(self)
                return

    def _patience(self) -> float:
        """Return how long a room without anybody stays open.

        A lesson that runs stays until it has been ended: its attendance must count.
        """
        runs = {Phase.LIVE, Phase.PAUSED}
        if self.host is not None and self.host.state.phase in runs:
            return ABANDONED_SECONDS + EMPTY_SECONDS
        return EMPTY_SECONDS

    async def _round(self, now: float) -> None:
        for seat in [s for s in self.seats if s.gone or s.silent(now)]:
            self.leave(seat)
            seat.drop(CLOSE_SLOW)
        if now - self.last_beat >= BEAT_SECONDS:
            self.last_beat = now
            await self._beats()
        self._show_people()
        for seat in list(self.seats):
            await self.hub.renew_seat(seat, now)
        await self._watch_teacher(now)

    async def _beats(self) -> None:
        if self.host is not None:
            self.beat()
            if not await self.hub.bridge.own(self.room, self.hub.worker):
                await self.hub.forget(self, CLOSE_SLOW)
        elif self.remote is not None:
            staff = sum(seat.staff for seat in self.seats)
            await self.remote.beats(self._rows(), staff)

    def beat(self) -> None:
        """Record what our own seats acknowledged since the last time."""
        if self.host is not None and (rows := self._rows()):
            self.host.beats(rows)

    def _rows(self) -> list[tuple[int, int, int]]:
        rows: dict[int, tuple[int, int]] = {}
        for seat in self.seats:
            heard, offered, acked = seat.beat()
            if heard:
                before = rows.get(seat.actor.person, (0, 0))
                rows[seat.actor.person] = (
                    max(offered, before[0]),
                    max(acked, before[1]),
                )
        return [(person, *counts) for person, counts in rows.items()]

    def _show_people(self) -> None:
        staff = [seat for seat in self.seats if seat.staff]
        if not staff:
            return
        here: dict[int, int] = {}
        for seat in self.seats:
            slow = 1 if seat.held_back else 0
            here[seat.actor.person] = min(slow, here.get(seat.actor.person, 1))
        rows = sorted(here.items())
        if rows != self.shown:
            self.shown = rows
            message = message_of(to_json({"k": "here", "l": rows}))
            for seat in staff:
                seat.put(message)

    async def _watch_teacher(self, now: float) -> None:
        if self.host is None or self.desk is None:
            return
        if any(seat.staff for seat in self.seats) or self.desk.staff(now):
            self.teacher_seen = now
        away = now - self.teacher_seen
        phase = self.host.state.phase
        if phase is Phase.ENDED:
            self.ended = self.ended or now
            if now - self.ended > ENDED_SECONDS:
                await self.hub.forget(self)
        elif phase is Phase.LIVE and away > TEACHER_LOST_SECONDS:
            await self.host.system("pause", why="lost")
        elif phase is Phase.PAUSED and away > ABANDONED_SECONDS:
            await self.host.system("end", why="lost")
