"""Rooms served by a real process, and people who join them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from tests.live.phone import Phone, claims

ROOT = Path(__file__).resolve().parents[2]
ADMISSION = "tests.live.admission.ClassAdmission"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process):
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail("the lesson server did not start")


class LessonServer:
    """A worker that serves sockets; it can be killed and started again."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.port, self.env = folder, free_port(), env
        self.process: subprocess.Popen | None = None

    def start(self):
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.live.lesson_app",
                str(self.port),
                str(self.folder),
            ],
            cwd=ROOT,
            env=os.environ | self.env,
        )
        wait_for_port(self.port, self.process)
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()

    def log(self, room) -> Path:
        return self.folder / room / "events.log"

    def reports(self):
        path = self.folder / "reports"
        return path.read_text().split("\n") if path.exists() else []


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = LessonServer(tmp_path_factory.mktemp("lessons")).start()
    yield running
    running.stop()


@pytest.fixture
def own_server(tmp_path):
    running = LessonServer(tmp_path).start()
    yield running
    running.stop()


@pytest.fixture
def room():
    return str(uuid.uuid4())


@pytest.fixture
async def people(room):
    """Return a function that seats somebody: (server, role, …) → Phone."""
    seated = []

    async def seat(server, role="student", sound=False, **fields):
        phone = Phone(server.port, claims(room, role, **fields), sound)
        seated.append(phone)
        return await phone.join()

    yield seat
    for phone in seated:
        await phone.leave()


@pytest.fixture
def live_settings(settings, tmp_path):
    """Files in a folder of the test's own, and the admission of these tests."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.LIVE_ADMISSION = ADMISSION
    settings.LIVE_LESSON_SINK = None
    return settings


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    """A Redis of this test run's own."""
    binary = shutil.which("redis-server")
    if binary is None:
        if os.environ.get("CI"):
            pytest.fail("redis-server is missing: the bridge cannot be tested")
        pytest.skip("redis-server is missing: the Redis bridge was NOT tested")
    port = free_port()
    process = subprocess.Popen(
        [binary, "--port", str(port), "--save", "", "--bind", "127.0.0.1"],
        cwd=tmp_path_factory.mktemp("redis"),
        stdout=subprocess.DEVNULL,
    )
    wait_for_port(port, process)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(5)
