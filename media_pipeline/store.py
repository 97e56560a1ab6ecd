"""Where bytes lie on disk. Nothing else in the app builds a path."""

import hashlib
import shutil
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File

COLLECT_AFTER_SECONDS = 3600
UPLOAD_MAX_AGE_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class Stored:
    """Bytes that have just been put into the store."""

    sha256: str
    bytes: int


def root() -> Path:
    """Everything of the pipeline, under the private media folder."""
    return Path(settings.MEDIA_ROOT) / "media_pipeline"


def temp() -> Path:
    """Work in progress, on the same file system as the results."""
    return root() / "temp"


def source_path(sha256: str) -> Path:
    """Say where source bytes lie, by content."""
    return root() / "sources" / sha256[:2] / sha256


def package_path(key: str) -> Path:
    """Say where a finished package lies, by content."""
    return root() / "packages" / key[:2] / key


def upload_path(upload: uuid.UUID) -> Path:
    """Say where a file lies that is still arriving."""
    return root() / "uploads" / f"{upload.hex}.part"


def put(file: File[Any]) -> Stored:
    """Copy a file into the store under its content's name."""
    temp().mkdir(parents=True, exist_ok=True)
    arriving = temp() / f"put-{uuid.uuid4().hex}"
    digest, size = hashlib.sha256(), 0
    try:
        with arriving.open("wb") as out:
            for block in file.chunks():
                digest.update(block)
                size += len(block)
                out.write(block)
        return adopt(arriving, digest.hexdigest(), size)
    finally:
        arriving.unlink(missing_ok=True)


def adopt(file: Path, sha256: str, size: int) -> Stored:
    """Move a file into the store; an equal one that is there is made new again."""
    target = source_path(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)
    return Stored(sha256, size)


def collect(sources: Iterable[str], packages: Iterable[str], older: float) -> int:
    """Remove bytes no row names any more, once they are old enough to be no upload's."""
    removed = 0
    for folder, kept in (("sources", set(sources)), ("packages", set(packages))):
        for path in (root() / folder).glob("*/*"):
            if path.name in kept or time.time() - path.stat().st_mtime < older:
                continue
            removed += 1
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
    for path in temp().glob("put-*"):
        if time.time() - path.stat().st_mtime > UPLOAD_MAX_AGE_SECONDS:
            path.unlink(missing_ok=True)
    return removed
