"""Clips made with the real ffmpeg, accounts, assets and a policy that says what it is told."""

import subprocess
from datetime import timedelta
from pathlib import Path

import imageio_ffmpeg
from django.core.files.base import ContentFile, File
from django.utils import timezone

from media_pipeline import actions, work
from schools.models import Account

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "media"
LESSON = Path(__file__).resolve().parents[2] / "config/demo/media/lecture-slides.mp4"
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
_next = iter(range(1, 1_000_000))


def odd(name: str) -> Path:
    return SAMPLES / "odd" / name


def ffmpeg(*words: str | Path) -> None:
    command = [FFMPEG, "-nostdin", "-loglevel", "error", "-y", *map(str, words)]
    subprocess.run(command, check=True, timeout=120)


def clip(path: Path, seconds=1.0, size="256x144", rate=25, sound=True, seed=0) -> Path:
    """Write a small film with a tone; another seed is another file."""
    picture = f"testsrc2=size={size}:rate={rate}:duration={seconds}"
    tone = f"sine=frequency={300 + seed}:duration={seconds}"
    inputs = ["-f", "lavfi", "-i", picture]
    if sound:
        inputs += ["-f", "lavfi", "-i", tone]
    ffmpeg(*inputs, "-c:v", "libx264", "-preset", "ultrafast", "-g", rate, path)
    return path


def account(username: str = "") -> Account:
    return Account.objects.create_user(username or f"gv{next(_next)}", "mat khau dai")


def asset(owner=None, source: Path | bytes = b"not a film", title="Phân số"):
    """Create an asset and its queued job, without running it."""
    owner = owner or account()
    if isinstance(source, bytes):
        return actions.create_asset(owner, title, ContentFile(source, "film.mp4"))
    with source.open("rb") as stream:
        return actions.create_asset(owner, title, File(stream, source.name))


def job_of(made):
    return made.jobs.latest("pk")


def ready(owner=None, source: Path | None = None, title="Phân số"):
    """Create an asset and prepare it with the real pipeline."""
    made = asset(owner, source, title)
    worked = work.do(job_of(made).uuid)
    assert worked.outcome == "done", job_of(made).error
    made.refresh_from_db()
    return made


def expire(job, minutes=5):
    """Make a running job look as if its worker had died a while ago."""
    job.lease_until = timezone.now() - timedelta(minutes=minutes)
    job.save(update_fields=["lease_until"])


class ListedPolicy:
    """Who may is listed by the test."""

    viewers: set[int] = set()
    editors: set[int] = set()
    uploaders: set[int] = set()
    public: set[int] = set()
    asked = 0

    def may_view(self, account, asset):
        type(self).asked += 1
        return asset.pk in self.public or account.pk in self.viewers

    def may_edit(self, account, asset):
        return account.pk in self.editors

    def may_upload(self, account):
        return account.pk in self.uploaders
