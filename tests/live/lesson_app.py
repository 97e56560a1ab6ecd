"""The sockets of lessons alone, for tests that kill the process that serves them.

``python -m tests.live.lesson_app PORT FOLDER`` serves; what it has to report about
rooms it writes as lines to FOLDER/reports.
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

import uvicorn  # noqa: E402
from channels.routing import URLRouter  # noqa: E402

from live import lesson  # noqa: E402
from live.bridge import MemoryBridge, RedisBridge  # noqa: E402
from live.hub import Hub  # noqa: E402
from live.routing import websocket_urlpatterns  # noqa: E402
from live.running import HUBS  # noqa: E402

FOLDER = Path(sys.argv[2] if len(sys.argv) > 2 else ".")
sockets = URLRouter(websocket_urlpatterns)


def fail_once(after: int) -> None:
    """Let one fsync fail as on a full disk."""
    real, calls = os.fsync, itertools.count(1)

    def fsync(number: int) -> None:
        if next(calls) == after:
            raise OSError(28, "No space left on device")
        real(number)

    os.fsync = fsync


if "LIVE_TEST_FSYNC_FAILS" in os.environ:
    fail_once(int(os.environ["LIVE_TEST_FSYNC_FAILS"]))


if "LIVE_TEST_PATIENCE" in os.environ:
    lost, empty, abandoned = os.environ["LIVE_TEST_PATIENCE"].split()
    lesson.TEACHER_LOST_SECONDS = float(lost)
    lesson.EMPTY_SECONDS = float(empty)
    lesson.ABANDONED_SECONDS = float(abandoned)


async def report(room: str, kind: str) -> None:
    with (FOLDER / "reports").open("a") as stream:
        stream.write(f"{room} {kind}\n")


async def renew(seat) -> str | None:
    if (FOLDER / "out" / seat.claims.account).exists():
        return None
    return seat.resume_token()


async def application(scope, receive, send) -> None:
    loop = asyncio.get_running_loop()
    if loop not in HUBS:
        url = os.environ.get("LIVE_REDIS_URL", "")
        bridge = RedisBridge(url) if url else MemoryBridge()
        hub = HUBS[loop] = Hub(bridge, FOLDER, report, renew)
        hub.renew_seconds = float(os.environ.get("LIVE_TEST_RENEW", "600"))
    if scope["type"] == "websocket":
        await sockets(scope, receive, send)


def main() -> None:
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        ws="live.uvicorn_protocol:SmallBufferProtocol",
        lifespan="off",
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
