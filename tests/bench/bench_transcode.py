"""CPU of the whole pipeline ÷ CPU of one bare ffmpeg process with the very same arguments.

Both arms prepare the same excerpt of the demo lesson; children's CPU is counted (the
pipeline's own processes as well). Every media file of both arms must be equal byte for byte.
"""

import hashlib
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from media_pipeline import ffmpeg, ladder, pipeline, run
from tests.bench.harness import abba, row
from tests.factories.media_pipeline import LESSON

SECONDS = 24
GOAL = 1.05
MEDIA = {".m4s", ".mp4", ".m4a", ".jpg", ".webp"}


def rows() -> Iterator[dict[str, Any]]:
    """One row: the pipeline against its own ffmpeg command without anything around it."""
    with tempfile.TemporaryDirectory(prefix="bench-transcode-") as name:
        folder = Path(name)
        source = excerpt(folder)
        plan = ladder.plan(run.read_facts(source))
        pair = abba(lambda: whole(source, folder), lambda: bare(plan, source, folder))
        yield row("transcode_cpu_over_bare_ffmpeg", pair, "CPU s", GOAL)


def excerpt(folder: Path) -> Path:
    """Cut the beginning of the demo lesson without encoding it again."""
    source = folder / "excerpt.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error"]
    command += ["-i", str(LESSON), "-t", str(SECONDS), "-c", "copy", str(source)]
    subprocess.run(command, check=True)
    return source


def cpu() -> float:
    """CPU of this process and of every child that has ended."""
    used = [
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return sum(each.ru_utime + each.ru_stime for each in used)


def whole(source: Path, folder: Path) -> tuple[float, dict[str, str]]:
    """Run the pipeline as a worker does: hash, probe, encode, measure, package, publish."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        target = Path(name) / "package"
        before = cpu()
        pipeline.transcode(source, target, Path(name) / "temp", lambda *_: None)
        return cpu() - before, hashes(target)


def bare(plan: ladder.Plan, source: Path, folder: Path) -> tuple[float, dict[str, str]]:
    """Run the same arguments directly."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        work = Path(name)
        for directory in ffmpeg.directories(plan):
            (work / directory).mkdir()
        command = ffmpeg.arguments(plan, source, imageio_ffmpeg.get_ffmpeg_exe())
        before = cpu()
        subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL)
        return cpu() - before, hashes(work)


def hashes(folder: Path) -> dict[str, str]:
    """Name every media file by its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in MEDIA
    }
