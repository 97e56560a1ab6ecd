"""One source file → one finished package: probe, plan, encode, package, publish.

Knows no database. Outputs are addressed by content (source bytes and pipeline version): the
same file is never worked on twice, and a package directory is either whole or not there.
"""

import fcntl
import hashlib
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import imageio_ffmpeg

from media_pipeline import ffmpeg, ladder, package, run
from media_pipeline.package import Manifest
from media_pipeline.probe import Facts

HASH_BLOCK = 1 << 20
DISK_MARGIN = 256 << 20
NEW_SECONDS = 60
TEMP_PREFIX = "work-"
LOCK = "lock"


class Listener(Protocol):
    """Hears how far the work is; raises `run.Stopped` to end it."""

    def __call__(self, stage: str, percent: float) -> None:
        """Take one report."""


def source_hash(source: Path, on_block: Callable[[], None] = lambda: None) -> str:
    """Name a file by its bytes."""
    digest = hashlib.sha256()
    with source.open("rb") as stream:
        while block := stream.read(HASH_BLOCK):
            digest.update(block)
            on_block()
    return digest.hexdigest()


def package_key(sha256: str) -> str:
    """Name a package: the same source under the same pipeline is the same package."""
    text = f"{sha256}:{ladder.PIPELINE_VERSION}"
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def transcode(
    source: Path, target: Path, temp: Path, report: Listener, sha256: str = ""
) -> Manifest:
    """Make the package at `target`, working in `temp` (same file system)."""
    source = source.resolve()
    report("hashing", 0)
    sha256 = sha256 or source_hash(source, lambda: report("hashing", 0))
    key = package_key(sha256)
    done = package.load(target)
    if done and done.key == key:
        report("done", 100)
        return done
    report("probing", 1)
    facts = run.read_facts(source)
    plan = ladder.plan(facts)
    check_disk(temp, plan)
    with workplace(temp) as work:
        encode(plan, source, work, report)
        report("packaging", 98)
        made = finished(work, facts, plan, key, sha256)
        return publish(work, target, made)


@contextmanager
def workplace(temp: Path) -> Iterator[Path]:
    """Give a directory of our own, locked for as long as this process lives."""
    work = temp / f"{TEMP_PREFIX}{uuid.uuid4().hex}"
    work.mkdir(parents=True)
    try:
        with (work / LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def encode(plan: ladder.Plan, source: Path, work: Path, report: Listener) -> None:
    """Run the one process that makes every rendition."""
    for name in ffmpeg.directories(plan):
        (work / name).mkdir()
    command = ffmpeg.arguments(plan, source, imageio_ffmpeg.get_ffmpeg_exe())
    run.encode(
        command,
        work,
        run.limits_for(plan),
        lambda seconds: report(
            "encoding", 2 + 95 * min(1.0, seconds / max(plan.seconds, 0.1))
        ),
    )


def finished(
    work: Path, facts: Facts, plan: ladder.Plan, key: str, sha256: str
) -> Manifest:
    """Check and describe what was made; anything missing is a failure, not a package."""
    for ours in (run.ERRORS, LOCK):
        (work / ours).unlink(missing_ok=True)
    try:
        return package.package(work, facts, plan, key, sha256)
    except (FileNotFoundError, ValueError) as problem:
        raise run.Failed("encode_failed", str(problem)) from problem


def publish(work: Path, target: Path, made: Manifest) -> Manifest:
    """Move a whole package to its place; if another worker was first, use theirs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        work.rename(target)
    except OSError:
        there = package.load(target)
        if there is None or there.key != made.key:
            raise
        return there
    return made


def check_disk(temp: Path, plan: ladder.Plan) -> None:
    """Refuse to start what the disk cannot hold."""
    temp.mkdir(parents=True, exist_ok=True)
    needed = DISK_MARGIN + round(plan.expected_kbps * 125 * plan.seconds)
    free = shutil.disk_usage(temp).free
    if free < needed:
        raise run.Failed("disk_full", f"{free} bytes free, {needed} needed")


def sweep(temp: Path) -> int:
    """Remove the directories of workers that are no more; a living one holds its lock."""
    removed = 0
    for left in temp.glob(f"{TEMP_PREFIX}*") if temp.is_dir() else ():
        if abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
            removed += 1
    return removed


def abandoned(work: Path) -> bool:
    """Whether nobody works in a directory (a just made one may not have its lock yet)."""
    try:
        if time.time() - work.stat().st_mtime < NEW_SECONDS:
            return False
        with (work / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # no lock file: packaged, or killed before it was made
        return work.is_dir()
    return True
