"""The one hub of this process, made from settings on first use."""

import asyncio
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.conf import settings

from live.actions import note_progress
from live.bridge import Bridge, MemoryBridge, RedisBridge
from live.hub import Hub
from live.models import Room
from live.permissions import readmit
from live.seats import Seat
from live.sweeping import look_later

HUBS: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()
PATIENCE_SECONDS = 10


def live_folder() -> Path:
    """Return the folder of all lessons."""
    return Path(settings.MEDIA_ROOT) / "live"


def current_hub() -> Hub:
    """Return the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    hub = HUBS.get(loop)
    if hub is None:
        url = getattr(settings, "LIVE_REDIS_URL", "")
        bridge: Bridge = RedisBridge(url) if url else MemoryBridge()
        hub = HUBS[loop] = Hub(bridge, live_folder(), report, renew)
    return hub


async def report(room: str, kind: str) -> None:
    """Write to the database that a lesson opened, began or ended."""
    await sync_to_async(_note, thread_sensitive=False)(room, kind)


def _note(room: str, kind: str) -> None:
    note_progress(room, kind)
    if kind == "start":
        look_later(Room.objects.get(uuid=room))


async def renew(seat: Seat) -> str | None:
    """Ask again whether somebody may be here; return a fresh token, or None."""
    grant = await sync_to_async(readmit, thread_sensitive=False)(
        seat.claims.account, seat.claims.room
    )
    if grant is None or grant.role != seat.claims.role:
        return None
    seat.claims = replace(seat.claims, caps=tuple(sorted(grant.caps)))
    return seat.resume_token()


def end_open_lesson(room: str) -> bool:
    """End a lesson from a page's thread; False when no hub here has it open."""
    for loop, hub in list(HUBS.items()):
        if loop.is_running() and room in hub.rooms:
            future = asyncio.run_coroutine_threadsafe(hub.end(room), loop)
            return future.result(PATIENCE_SECONDS)
    return False
