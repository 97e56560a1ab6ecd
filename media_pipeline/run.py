"""Runs the reading child and ffmpeg: limits, watchdogs, progress, cancel.

No shell, no inherited input, own directory, own process group; whatever happens, the group
is gone when `encode` returns.
"""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from media_pipeline import limited, probe_child
from media_pipeline.ladder import Plan
from media_pipeline.probe import HEAD_BYTES, MAX_PIXELS, Facts, Refused, judge, sniff

PROBE_MEMORY = 2 << 30
PROBE_CPU_SECONDS = 20
PROBE_WALL_SECONDS = 30
ENCODER_MEMORY = 6 << 30
ERROR_TAIL = 2000
ERRORS = "errors.log"
GRACE_SECONDS = 5.0
TICK_SECONDS = 0.5

Progress = Callable[[float], None]


class Stopped(Exception):  # noqa: N818 - an order, not a fault
    """Whoever watches the work asked for its end (cancel, or the lease was lost)."""


class Failed(Exception):  # noqa: N818 - the opposite of Refused
    """The work broke for a reason that is not the source's fault: worth another try."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Limits:
    """How much one encode may use."""

    cpu_seconds: int
    wall_seconds: float
    stall_seconds: float
    file_bytes: int
    memory: int = ENCODER_MEMORY


def limits_for(plan: Plan) -> Limits:
    """Generous for a slow laptop, finite for a hostile file."""
    return Limits(
        cpu_seconds=round(300 + 20 * plan.seconds),
        wall_seconds=900 + 30 * plan.seconds,
        stall_seconds=120,
        file_bytes=max(64 << 20, round(plan.expected_kbps * 125 * plan.seconds * 4)),
    )


def read_facts(source: Path) -> Facts:
    """Look at a file in a limited process and judge what it is."""
    size = source.stat().st_size
    with source.open("rb") as stream:
        demuxer = sniff(stream.read(HEAD_BYTES))
    command = [
        sys.executable,
        "-I",
        probe_child.__file__,
        str(source.resolve()),
        f"--demuxer={demuxer}",
        f"--memory={PROBE_MEMORY}",
        f"--cpu-seconds={PROBE_CPU_SECONDS}",
        f"--max-pixels={MAX_PIXELS}",
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROBE_WALL_SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise Refused("probe_timeout") from None
    if done.returncode != 0:
        raise Refused("unreadable")
    return judge({"bytes": size, **json.loads(done.stdout)})


def encode(
    command: list[str], work: Path, limits: Limits, on_progress: Progress
) -> None:
    """Run one ffmpeg command in its directory until it ends, or end it.

    `on_progress` gets the seconds written so far, at least twice a second; whatever it
    raises stops the process group and is passed on.
    """
    with (work / ERRORS).open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - argv from our own plan, no shell
            wrapped(command, limits),
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        )
        try:
            watch(process, limits, on_progress)
            code = process.wait(timeout=GRACE_SECONDS)
        finally:
            end_group(process)
    if code != 0:
        raise Failed(failure_code(code), error_tail(work / ERRORS))


def wrapped(command: list[str], limits: Limits) -> list[str]:
    """Put the limits in front of a command."""
    return [
        sys.executable,
        "-I",
        "-S",
        limited.__file__,
        f"--parent={os.getpid()}",
        f"--cpu-seconds={limits.cpu_seconds}",
        f"--file-bytes={limits.file_bytes}",
        f"--memory={limits.memory}",
        "--",
        *command,
    ]


def watch(
    process: subprocess.Popen[bytes], limits: Limits, on_progress: Progress
) -> None:
    """Follow ffmpeg's own report until it closes it; notice a stall and an overrun."""
    started = moved = time.monotonic()
    written = 0.0
    for line in ticking_lines(process):
        now = time.monotonic()
        seconds = out_seconds(line)
        if seconds > written:
            written, moved = seconds, now
        on_progress(written)
        if now - moved > limits.stall_seconds:
            raise Failed("stalled")
        if now - started > limits.wall_seconds:
            raise Failed("timed_out")


def ticking_lines(process: subprocess.Popen[bytes]) -> Iterator[str]:
    """Lines as they come, and an empty one whenever nothing came for a tick."""
    if process.stdout is None:
        return
    with selectors.DefaultSelector() as selector, process.stdout as pipe:
        selector.register(pipe, selectors.EVENT_READ)
        rest = b""
        while True:
            if not selector.select(TICK_SECONDS):
                yield ""
                continue
            block = os.read(pipe.fileno(), 65536)
            if not block:
                return
            *lines, rest = (rest + block).split(b"\n")
            times = [line for line in lines if line.startswith(b"out_time_us=")]
            yield times[-1].decode("ascii", "replace") if times else ""


def out_seconds(line: str) -> float:
    """Seconds from an `out_time_us=` line; 0 for anything else."""
    value = line.partition("=")[2].strip()
    return int(value) / 1e6 if value.lstrip("-").isdigit() else 0.0


def end_group(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, a short wait, SIGKILL: to the whole group, whether it still runs or not."""
    if process.poll() is None:
        signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=GRACE_SECONDS)
    signal_group(process.pid, signal.SIGKILL)
    process.wait()


def signal_group(leader: int, number: signal.Signals) -> None:
    """Signal a group that may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def failure_code(code: int) -> str:
    """Name the limit that ended a process, where one did."""
    by_signal = {
        -signal.SIGXCPU: "cpu_limit",
        -signal.SIGXFSZ: "output_too_large",
        -signal.SIGKILL: "killed",
    }
    return by_signal.get(code, "encode_failed")


def error_tail(log: Path) -> str:
    """Return the last words of ffmpeg, for the operator's log only."""
    return log.read_bytes()[-ERROR_TAIL:].decode("utf-8", "replace")
