"""All lessons of this worker.

One worker keeps a room's log; others reach it over the bridge and fan out to their
own sockets.
"""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from live.bridge import Bridge
from live.lesson import LessonRoom
from live.messages import CLOSE_ENDED, CLOSE_OUT, CLOSE_SLOW, to_json
from live.room import Phase
from live.seats import Seat, message_of

RENEW_SECONDS = 600.0

Report = Callable[[str, str], Awaitable[None]]
Renew = Callable[[Seat], Awaitable[str | None]]


class Hub:
    """This worker's lessons."""

    def __init__(
        self, bridge: Bridge, folder: Path, report: Report, renew: Renew
    ) -> None:
        self.bridge, self.folder = bridge, folder
        self.report, self.renew = report, renew
        self.worker = uuid.uuid4().hex[:12]
        self.rooms: dict[str, LessonRoom] = {}
        self.locks: dict[str, asyncio.Lock] = {}
        self.executor = ThreadPoolExecutor(2, thread_name_prefix="live-log")
        self.alone = bridge.alone
        self.renew_seconds = RENEW_SECONDS

    def path_of(self, room: str) -> Path:
        """Return where a room's log is."""
        return self.folder / room / "events.log"

    async def room(self, room: str) -> LessonRoom:
        """Return a room, opening it when this worker does not have it yet."""
        lock = self.locks.setdefault(room, asyncio.Lock())
        async with lock:
            found = self.rooms.get(room)
            if found is None:
                found = LessonRoom(self, room)
                await found.open()
                self.rooms[room] = found
            return found

    async def enter(self, seat: Seat, since: object, epoch: object) -> LessonRoom:
        """Seat somebody in the room of the ticket."""
        found = await self.room(seat.claims.room)
        found.last_seat = time.monotonic()
        await found.enter(seat, since, epoch)
        return found

    async def renew_seat(self, seat: Seat, now: float) -> None:
        """Ask from time to time whether somebody still may be here."""
        if now - seat.renewed < self.renew_seconds:
            return
        seat.renewed = now
        token = await self.renew(seat)
        if token is None:
            seat.drop(CLOSE_OUT)
        else:
            seat.put(message_of(to_json({"k": "token", "token": token})))

    async def forget(self, room: LessonRoom, code: int = CLOSE_ENDED) -> None:
        """Close a room nobody is in, or one that another worker took over.

        Nobody opens it again before its log is written to the end and let go of.
        """
        async with self.locks.setdefault(room.room, asyncio.Lock()):
            await self._forget(room, code)

    async def _forget(self, room: LessonRoom, code: int) -> None:
        if self.rooms.get(room.room) is room:
            del self.rooms[room.room]
        for seat in list(room.seats):
            seat.drop(code)
        await self.bridge.unsubscribe(room.room, room.on_bridge)
        if room.host is not None:
            await room.host.close()
            await self.bridge.disown(room.room, self.worker)

    async def end(self, room: str) -> bool:
        """End a lesson from outside a socket; False when it is not open here."""
        found = self.rooms.get(room)
        if found is None or found.host is None:
            return False
        if found.host.state.phase is not Phase.ENDED:
            found.beat()  # on disk together with the end: attendance is read next
            await found.host.system("end")
        return True

    async def close(self) -> None:
        """Close everything, logs first."""
        for room in list(self.rooms.values()):
            if room.ticker is not None:
                room.ticker.cancel()
            await self.forget(room, CLOSE_SLOW)
        await self.bridge.close()
        self.executor.shutdown(wait=True)
