"""Two servers for one room of N sockets: ours, and a raw ASGI loop over send().

``python -m tests.bench.live_servers ours|raw PORT FOLDER``. Each answers the control
message ``cpu`` with the CPU seconds it has used, so that only the fan-out is counted.
"""

import asyncio
import os
import resource
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

import uvicorn  # noqa: E402
from channels.routing import URLRouter  # noqa: E402

from live.bridge import MemoryBridge  # noqa: E402
from live.hub import Hub  # noqa: E402
from live.routing import websocket_urlpatterns  # noqa: E402
from live.running import HUBS  # noqa: E402

KIND, PORT, FOLDER = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
sockets = URLRouter(websocket_urlpatterns)
raw_sends = set()


def spent() -> str:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return f"{used.ru_utime + used.ru_stime:.6f}"


async def quiet(*_args) -> None:
    return None


async def control(receive, send) -> None:
    """Tell how much CPU time this process has used, whenever asked."""
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": spent()})


async def raw(receive, send) -> None:
    """Send what one socket says to all others, and nothing else."""
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "lesson.v1"})
    raw_sends.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            data = message.get("bytes")
            if data is None or data[:1] != b"\x01":
                continue
            out = {"type": "websocket.send", "bytes": data}
            for other in raw_sends:
                if other is not send:
                    await other(out)
    finally:
        raw_sends.discard(send)


async def application(scope, receive, send) -> None:
    if scope["path"] == "/cpu":
        await control(receive, send)
    elif KIND == "raw":
        await raw(receive, send)
    else:
        loop = asyncio.get_running_loop()
        if loop not in HUBS:
            HUBS[loop] = Hub(MemoryBridge(), FOLDER, quiet, quiet)
        await sockets(scope, receive, send)


if __name__ == "__main__":
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=PORT,
        ws="live.uvicorn_protocol:SmallBufferProtocol",
        lifespan="off",
        log_level="warning",
        access_log=False,
        ws_ping_interval=None,
    )
