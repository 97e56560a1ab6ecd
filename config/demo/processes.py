"""Run the demo's processes together: one ends, all end."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1


def _die_with_parent(parent: int) -> None:
    """Ask the kernel to end this child when its parent is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it went before we could ask
            os._exit(1)


def command(*words: str) -> list[str]:
    """Return a management command's argv."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


def worker(queue: str) -> list[str]:
    """Return the argv of the one worker of a queue."""
    if queue == "media":
        return command("media_worker", "--interval", "0.5", "-v", "0")
    return command("db_worker", "--queue-name", queue, "--interval", "0.5", "-v", "0")


class Together:
    """A set of child processes that live and end together."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = {**os.environ, **env}
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, argv: Sequence[str]) -> None:
        """Start one child."""
        self.children[name] = subprocess.Popen(  # noqa: S603  our own argv
            argv,
            cwd=ROOT,
            env=self.env,
            preexec_fn=partial(_die_with_parent, os.getpid()),
            start_new_session=True,
        )

    def fallen(self) -> str | None:
        """Return the name of a child that has ended, if one has."""
        for name, child in self.children.items():
            if child.poll() is not None:
                return name
        return None

    def stop(self, patience: float = 6) -> None:
        """End every child: ask, wait, then make."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        limit = time.monotonic() + patience
        for child in self.children.values():
            try:
                child.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
