"""One socket in a lesson: what it gets at once, what waits, and what it misses.

Sound is dropped for somebody who cannot keep up, events never are. Lag is measured
by the phone's own acknowledgements: buffers between us and it tell nothing.
"""

import asyncio
import time
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

from live.commands import Actor
from live.limits import Limits
from live.messages import CLOSE_SLOW
from live.room import Event
from live.tickets import Claims, mint_resume

#: sound packets on their way before sound is held back, and when it comes again
LAG_STOP, LAG_GO = 18, 9
QUEUE_LIMIT = 500
SILENCE_LIMIT = 30.0

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]
Close = Callable[[int], Awaitable[None]]


@types.coroutine
def _resume(
    coroutine: Coroutine[Any, Any, None], waiting_for: object
) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was driven by hand up to its first wait."""
    yield waiting_for
    yield from coroutine  # type: ignore[misc]


def message_of(data: str | bytes) -> dict[str, Any]:
    """Wrap encoded data once, for all sockets that get it."""
    if isinstance(data, bytes):
        return {"type": "websocket.send", "bytes": data}
    return {"type": "websocket.send", "text": data}


class Seat:
    """One connected device of one person."""

    __slots__ = (
        "acked",
        "actor",
        "beats",
        "born",
        "claims",
        "close",
        "closing",
        "dropped",
        "early",
        "flying",
        "gone",
        "heard_from",
        "held_back",
        "limits",
        "offered",
        "queue",
        "ready",
        "renewed",
        "s",
        "send",
        "staff",
        "task",
        "wants_sound",
    )

    def __init__(self, claims: Claims, send: Send, close: Close) -> None:
        self.claims = claims
        self.send = send
        self.close = close
        self.actor = Actor(0, claims.role, frozenset(claims.caps))
        self.staff = self.actor.staff  # sees what teachers see
        self.limits = Limits()
        self.wants_sound = False
        self.s = 0
        self.early: list[Event] | None = []
        self.ready = False
        self.gone = self.closing = False
        self.born = self.renewed = time.monotonic()
        self.queue: deque[dict[str, Any]] = deque()
        self.task: asyncio.Task[None] | None = None
        self.flying: deque[int] = deque()
        self.held_back = False
        self.heard_from = time.monotonic()
        self.offered = self.acked = self.beats = 0
        self.dropped = 0

    def resume_token(self) -> str:
        """Return what lets this person come back without a new page."""
        return mint_resume(self.claims)

    def put(self, message: dict[str, Any]) -> None:
        """Send now if the line is free, else queue; too long a queue ends it."""
        if self.gone:
            return
        if self.task is not None or not self.ready:
            self.queue.append(message)
            if len(self.queue) > QUEUE_LIMIT:
                self.drop(CLOSE_SLOW)
            return
        self._step(message)

    def open(self, first: list[dict[str, Any]]) -> None:
        """Send the greeting, then what came up meanwhile."""
        self.ready = True
        self.queue.extendleft(reversed(first))
        while self.queue and self.task is None and not self.gone:
            self._step(self.queue.popleft())

    def sound(self, message: dict[str, Any], number: int) -> None:
        """Send one sound packet, or leave it out when this phone lags behind."""
        if not self.wants_sound or not self.ready or self.gone:
            return
        self.offered += 1
        flying = self.flying
        if self.held_back:
            self.held_back = len(flying) > LAG_GO
        elif len(flying) >= LAG_STOP:
            self.held_back = True
        if self.held_back or self.task is not None:
            self.dropped += 1
            return
        flying.append(number)
        self._step(message)

    def ack(self, number: int, sound: bool) -> None:
        """Note that the phone has everything up to a sound packet."""
        self.heard_from = time.monotonic()
        self.beats += 1
        if not sound:
            return
        while self.flying and (number - self.flying[0]) & 0xFFFF < 0x8000:
            self.flying.popleft()
            self.acked += 1

    def silent(self, now: float) -> bool:
        """Whether nothing was heard from this phone for too long."""
        return now - self.heard_from > SILENCE_LIMIT

    def beat(self) -> tuple[int, int, int]:
        """Return and reset (times heard from, offered, acknowledged)."""
        result = (self.beats, self.offered, self.acked)
        self.beats = self.offered = self.acked = 0
        return result

    def drop(self, code: int) -> None:
        """Close the socket; the browser comes back and gets a snapshot."""
        if self.closing:
            return
        self.gone = self.closing = True
        self.queue.clear()
        if self.task is not None:
            self.task.cancel()
        asyncio.get_running_loop().create_task(self._close(code))

    async def _close(self, code: int) -> None:
        try:
            await asyncio.wait_for(self.close(code), 5)
        except Exception:  # noqa: BLE001 - a dead socket may fail in any way
            self.gone = True

    def _step(self, message: dict[str, Any]) -> None:
        """Drive one send by hand; only one that has to wait costs a task."""
        coroutine = self.send(message)
        try:
            waiting_for = coroutine.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 - a dead socket may fail in any way
            self.gone = True
            return
        self.task = asyncio.get_running_loop().create_task(
            self._finish(coroutine, waiting_for)
        )

    async def _finish(
        self, coroutine: Coroutine[Any, Any, None], waiting_for: object
    ) -> None:
        try:
            await _resume(coroutine, waiting_for)
            while self.queue:
                await self.send(self.queue.popleft())
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - a dead socket may fail in any way
            self.gone = True
        finally:
            self.task = None
