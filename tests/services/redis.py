"""A throwaway Redis server for tests that need the real one.

`with throwaway_redis() as url:` starts a server of its own on a free loopback port and
removes every trace of it. HOABAN_TEST_REDIS (a URL) names a running server instead.
Without the binary the caller skips loudly, and fails under CI.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import redis

START_SECONDS = 20


def missing() -> None:
    """Skip loudly without Redis; where everything must run, fail."""
    message = "Redis is not installed: its tests did NOT run (apt: redis-server)"
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def throwaway_redis() -> Iterator[str]:
    """Start a server nobody else uses; yield its URL."""
    if given := os.environ.get("HOABAN_TEST_REDIS"):
        yield given
        return
    found = shutil.which("redis-server")
    if found is None:
        missing()
        return
    folder = Path(tempfile.mkdtemp(prefix="hoaban-redis-"))
    try:
        with _server(found, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(found: str, folder: Path) -> Iterator[str]:
    port = _free_port()
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [found, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder),
             "--save", "", "--appendonly", "no"],
            stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    try:
        _wait_for(port, server, folder / "log")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=10)
        if server.poll() is None:
            server.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(redis.ConnectionError):
            redis.Redis(port=port, socket_timeout=2).ping()
            return
        time.sleep(0.05)
    raise RuntimeError(f"Redis did not start:\n{log.read_text()[-2000:]}")
