"""Takes limits for itself, then becomes the command it was given.

Run as a script between us and ffmpeg: limits set after a fork inside a threaded worker are
not safe, and a child must die with the worker that started it, even when that is killed.
"""

import argparse
import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent is gone (Linux only)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def bound(kind: int, value: int) -> None:
    """Lower one limit, never above what we may have."""
    hard = resource.getrlimit(kind)[1]
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (limit, limit))


def main() -> None:
    """Parse, bound, exec."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--cpu-seconds", type=int, required=True)
    parser.add_argument("--file-bytes", type=int, required=True)
    parser.add_argument("--memory", type=int, required=True)
    parser.add_argument("--nice", type=int, default=10)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    die_with(given.parent)
    os.nice(given.nice)
    bound(resource.RLIMIT_CPU, given.cpu_seconds)
    bound(resource.RLIMIT_FSIZE, given.file_bytes)
    bound(resource.RLIMIT_AS, given.memory)
    bound(resource.RLIMIT_CORE, 0)
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    os.execv(command[0], command)  # noqa: S606 - argv from our own plan, no shell


if __name__ == "__main__":
    main()
