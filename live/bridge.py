"""Between workers: one channel per room, and a lease that says who keeps its log.

In memory for one process; Redis when ``LIVE_REDIS_URL`` is set. Its cost grows with
workers, not with pupils: each worker fans out to its own sockets.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Protocol

import redis.asyncio as redis

LEASE_SECONDS = 15
Handler = Callable[[bytes], None]


class Bridge(Protocol):
    """What the hub needs of the world between workers."""

    alone: bool

    async def own(self, room: str, worker: str) -> bool:
        """Take or renew the room's lease; False when another worker has it."""
        ...

    async def disown(self, room: str, worker: str) -> None:
        """Give the lease back."""
        ...

    async def subscribe(self, room: str, handler: Handler) -> None:
        """Call the handler with whatever is published for the room."""
        ...

    async def unsubscribe(self, room: str, handler: Handler) -> None:
        """Stop calling the handler."""
        ...

    async def publish(self, room: str, data: bytes) -> None:
        """Send to all workers that have the room, this one included."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class MemoryBridge:
    """A bridge inside one process; several hubs may share one."""

    def __init__(self, alone: bool = True) -> None:
        self.alone = alone
        self.owners: dict[str, tuple[str, float]] = {}
        self.handlers: dict[str, list[Handler]] = {}

    async def own(self, room: str, worker: str) -> bool:
        """Take or renew the lease."""
        now = time.monotonic()
        owner, until = self.owners.get(room, (worker, 0.0))
        if owner != worker and until > now:
            return False
        self.owners[room] = (worker, now + LEASE_SECONDS)
        return True

    async def disown(self, room: str, worker: str) -> None:
        """Give the lease back."""
        if self.owners.get(room, ("", 0.0))[0] == worker:
            del self.owners[room]

    async def subscribe(self, room: str, handler: Handler) -> None:
        """Add a handler."""
        self.handlers.setdefault(room, []).append(handler)

    async def unsubscribe(self, room: str, handler: Handler) -> None:
        """Take a handler away."""
        with contextlib.suppress(KeyError, ValueError):
            self.handlers[room].remove(handler)

    async def publish(self, room: str, data: bytes) -> None:
        """Call the handlers soon."""
        for handler in list(self.handlers.get(room, ())):
            asyncio.get_running_loop().call_soon(handler, data)

    async def close(self) -> None:
        """Forget everybody."""
        self.handlers.clear()


RENEW = """
local owner = redis.call('get', KEYS[1])
if owner == false or owner == ARGV[1] then
  redis.call('set', KEYS[1], ARGV[1], 'EX', ARGV[2]); return 1
end
return 0
"""
RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""


class RedisBridge:
    """One Redis publish/subscribe channel per room, and the lease as a key."""

    alone = False

    def __init__(self, url: str) -> None:
        self.client = redis.from_url(url)
        self.renew = self.client.register_script(RENEW)
        self.release = self.client.register_script(RELEASE)
        self.pubsub = self.client.pubsub(ignore_subscribe_messages=True)
        self.handlers: dict[str, Handler] = {}
        self.reader: asyncio.Task[None] | None = None

    @staticmethod
    def _lease(room: str) -> str:
        return f"live:owner:{room}"

    @staticmethod
    def _channel(room: str) -> str:
        return f"live:room:{room}"

    async def own(self, room: str, worker: str) -> bool:
        """Take or renew the lease in one step."""
        return bool(
            await self.renew(keys=[self._lease(room)], args=[worker, LEASE_SECONDS])
        )

    async def disown(self, room: str, worker: str) -> None:
        """Give the lease back if it is still ours."""
        await self.release(keys=[self._lease(room)], args=[worker])

    async def subscribe(self, room: str, handler: Handler) -> None:
        """Listen to the room's channel."""
        self.handlers[self._channel(room)] = handler
        await self.pubsub.subscribe(self._channel(room))
        if self.reader is None or self.reader.done():
            self.reader = asyncio.get_running_loop().create_task(self._read())

    async def unsubscribe(self, room: str, handler: Handler) -> None:
        """Stop listening to the room's channel."""
        self.handlers.pop(self._channel(room), None)
        await self.pubsub.unsubscribe(self._channel(room))

    async def publish(self, room: str, data: bytes) -> None:
        """Send to all workers."""
        await self.client.publish(self._channel(room), data)

    async def _read(self) -> None:
        while self.handlers:
            try:
                message = await self.pubsub.get_message(timeout=5.0)
            except redis.ConnectionError:
                await asyncio.sleep(0.5)
                continue
            if message is None:
                continue
            handler = self.handlers.get(message["channel"].decode())
            if handler is not None:
                handler(message["data"])

    async def close(self) -> None:
        """Close the connections."""
        if self.reader is not None:
            self.reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.reader
        await self.pubsub.aclose()
        await self.client.aclose()
