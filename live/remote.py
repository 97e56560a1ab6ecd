"""A room whose log another worker keeps: the same door, over the bridge."""

import asyncio
import itertools
import json
import struct
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from live.bridge import Bridge
from live.commands import Actor, RefusedError
from live.host import Host
from live.messages import Frame, event_from_json, event_json, pack, to_json, unpack
from live.room import Event
from live.tickets import Claims

ANSWER_SECONDS = 5.0
ABSENT_SECONDS = 25.0
EVENT_OUT, SOUND_OUT, SOUND_IN, ASK, ANSWER = b"E", b"S", b"U", b"Q", b"R"
SPEAKER = struct.Struct(">H")


class KeeperLostError(ConnectionError):
    """The worker that keeps the room does not answer."""


def actor_json(actor: Actor) -> list[Any]:
    """Write an actor."""
    return [actor.person, actor.role, sorted(actor.caps)]


def actor_of(content: list[Any]) -> Actor:
    """Read an actor."""
    return Actor(content[0], content[1], frozenset(content[2]))


def claims_of(content: dict[str, Any]) -> Claims:
    """Read claims that went through JSON."""
    content = dict(content)
    content["caps"], content["deck"] = tuple(content["caps"]), tuple(content["deck"])
    return Claims(**content)


class RemoteHost:
    """Asks the keeper for what ``Host`` would do here."""

    def __init__(self, room: str, worker: str, bridge: Bridge) -> None:
        self.room, self.worker, self.bridge = room, worker, bridge
        self.numbers = itertools.count(1)
        self.open: dict[int, asyncio.Future[Any]] = {}

    async def _ask(self, op: str, *args: Any) -> Any:
        number = next(self.numbers)
        future = asyncio.get_running_loop().create_future()
        self.open[number] = future
        question = {"w": self.worker, "n": number, "op": op, "a": args}
        await self.bridge.publish(self.room, ASK + to_json(question).encode())
        try:
            answer = await asyncio.wait_for(future, ANSWER_SECONDS)
        except TimeoutError as error:
            raise KeeperLostError(self.room) from error
        finally:
            self.open.pop(number, None)
        if "why" in answer:
            raise RefusedError(answer["why"])
        return answer["r"]

    def answered(self, body: bytes) -> None:
        """Take the keeper's answer."""
        answer = json.loads(body)
        future = self.open.get(answer["n"])
        if answer["w"] == self.worker and future is not None and not future.done():
            future.set_result(answer)

    async def join(self, claims: Claims) -> int:
        """Return somebody's number in the room."""
        return int(await self._ask("join", asdict(claims)))

    async def greeting(
        self, actor: Actor, since: object, epoch: object
    ) -> tuple[dict[str, Any], list[Event], int]:
        """Return greeting, missed events and the number reached."""
        greeting, tail, reached = await self._ask(
            "greet", actor_json(actor), since, epoch
        )
        return greeting, [event_from_json(text) for text in tail], reached

    async def command(self, actor: Actor, request: Mapping[str, Any]) -> dict[str, Any]:
        """Have the keeper carry out a request."""
        reply: dict[str, Any] = await self._ask(
            "command", actor_json(actor), dict(request)
        )
        return reply

    async def sound(self, actor: Actor, frame: Frame) -> None:
        """Pass on a packet of somebody's voice."""
        head = to_json(actor_json(actor)).encode()
        data = pack(frame.kind, frame.flags, frame.number, frame.t, frame.payload)
        await self.bridge.publish(
            self.room, SOUND_IN + SPEAKER.pack(len(head)) + head + data
        )

    async def beats(self, rows: Iterable[tuple[int, int, int]], staff: int) -> None:
        """Pass on what phones acknowledged, and how many teachers are here."""
        await self._ask("beats", [list(row) for row in rows], staff, self.worker)


def sound_in(body: bytes) -> tuple[Actor, Frame]:
    """Read what ``RemoteHost.sound`` sent."""
    (length,) = SPEAKER.unpack_from(body)
    head = body[SPEAKER.size : SPEAKER.size + length]
    return actor_of(json.loads(head)), unpack(body[SPEAKER.size + length :])


def greeting_json(
    greeting: tuple[dict[str, Any], list[Event], int],
) -> list[Any]:
    """Write a greeting for another worker."""
    first, tail, reached = greeting
    return [first, [event_json(event, private=True) for event in tail], reached]


class Desk:
    """Where the keeper answers other workers."""

    def __init__(self, room: str, host: Host, bridge: Bridge) -> None:
        self.room, self.host, self.bridge = room, host, bridge
        self.teachers: dict[str, tuple[int, float]] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def take(self, kind: bytes, body: bytes) -> None:
        """Take a question or a packet of sound from another worker."""
        if kind == SOUND_IN:
            self.host.sound(*sound_in(body))
        elif kind == ASK:
            task = asyncio.get_running_loop().create_task(
                self._answer(json.loads(body))
            )
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def staff(self, now: float) -> int:
        """Return how many teachers sit at other workers."""
        return sum(n for n, at in self.teachers.values() if now - at < ABSENT_SECONDS)

    async def _answer(self, question: dict[str, Any]) -> None:
        answer = {"w": question["w"], "n": question["n"]}
        try:
            answer["r"] = await self._carry_out(question["op"], question["a"])
        except RefusedError as refusal:
            answer["why"] = refusal.why
        await self.bridge.publish(self.room, ANSWER + to_json(answer).encode())

    async def _carry_out(self, op: str, args: list[Any]) -> Any:
        if op == "join":
            return await self.host.join(claims_of(args[0]))
        if op == "greet":
            greeting = self.host.greet(actor_of(args[0]), args[1], args[2])
            await self.host.log.durable()
            return greeting_json(greeting)
        if op == "command":
            return await self.host.command(actor_of(args[0]), args[1])
        rows, staff, worker = args
        self.host.beats((row[0], row[1], row[2]) for row in rows)
        self.teachers[worker] = (staff, time.monotonic())
        return None
