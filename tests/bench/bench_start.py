"""How long `manage.py demo` takes to its first answer, again, and what it holds.

Times are wall-clock on the machine at hand, so every row says how busy it was.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.browser.conftest import free_port
from tests.demo_fixture import ROOT, demo_environment

FIRST_SECONDS = 180
SECOND_SECONDS = 10
MEGABYTES = 1024
SETTLING_SECONDS = 5
PATIENCE = 900


@contextmanager
def started(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Start the demo; yield it and the seconds until its first answer."""
    port = free_port()
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)],
        cwd=ROOT,
        env=demo_environment(data),
        stdout=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}/tai-khoan/dang-nhap/"
        while not answers(address):
            if process.poll() is not None or time.monotonic() - begun > PATIENCE:
                raise AssertionError("the demo did not start")
            time.sleep(0.1)
        yield process, time.monotonic() - begun
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(address: str) -> bool:
    """Return whether the sign-in page comes."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def held(process: subprocess.Popen[bytes]) -> float:
    """Return the megabytes the demo's processes hold together (PSS)."""
    own = psutil.Process(process.pid)
    family = [own, *own.children(recursive=True)]
    return sum(each.memory_full_info().pss for each in family) / 2**20


def row(name: str, value: float, unit: str, goal: float) -> dict[str, Any]:
    """Return one result line."""
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "goal": goal,
        "met": value <= goal,
        "load": round(os.getloadavg()[0], 1),
    }


def rows() -> Iterator[dict[str, Any]]:
    """Start from nothing while the video is transcoded, and again."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with started(data) as (process, seconds):
            yield row("demo_first_start", seconds, "s", FIRST_SECONDS)
            time.sleep(SETTLING_SECONDS)
            yield row("demo_memory_transcoding", held(process), "MB", MEGABYTES)
        with started(data) as (process, seconds):
            yield row("demo_second_start", seconds, "s", SECOND_SECONDS)
            time.sleep(SETTLING_SECONDS)
            yield row("demo_memory", held(process), "MB", MEGABYTES)
