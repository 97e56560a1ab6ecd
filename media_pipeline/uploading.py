"""Writes of a resumable upload: every piece is fenced by its offset."""

import fcntl
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from media_pipeline import actions, pipeline, store
from media_pipeline.models import Upload

PIECE_BYTES = 256 * 1024
OPEN_LIMIT = 10
STALE = timedelta(days=7)


@dataclass(frozen=True)
class Taken:
    """Whether a piece was taken, and how the upload stands."""

    accepted: bool
    upload: Upload


def start(owner: Any, title: str, bytes: int) -> Upload:
    """Open an upload; the oldest unfinished ones of the same person give way."""
    stale = Upload.objects.filter(owner=owner, asset__isnull=True).order_by("-pk")
    for old in stale[OPEN_LIMIT - 1 :]:
        store.upload_path(old.uuid).unlink(missing_ok=True)
        old.delete()
    return Upload.objects.create(owner=owner, title=title, bytes=bytes)


def add(upload: Upload, offset: int, piece: bytes) -> Taken:
    """Append a piece at its offset; the last one makes the asset.

    The bytes are on disk before the row says so: after a crash the row is behind, never
    ahead, and the piece is written again over itself.
    """
    path = store.upload_path(upload.uuid)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        upload.refresh_from_db()
        if not upload.asset_id and path.stat().st_size < upload.received:
            begin_again(upload)  # what was there has been swept away
        end = offset + len(piece)
        if upload.asset_id or offset != upload.received or end > upload.bytes:
            return Taken(bool(upload.asset_id), upload)
        with path.open("r+b") as out:
            out.truncate(offset)
            out.seek(offset)
            out.write(piece)
        Upload.objects.filter(pk=upload.pk).update(
            received=end, touched_at=timezone.now()
        )
        upload.received = end
        if end == upload.bytes:
            finish(upload)
    return Taken(True, upload)


def begin_again(upload: Upload) -> None:
    """Forget what was received."""
    Upload.objects.filter(pk=upload.pk).update(received=0)
    upload.received = 0


def forget_stale(now: datetime) -> int:
    """Remove uploads nobody has gone on with for a week."""
    stale = Upload.objects.filter(touched_at__lt=now - STALE)
    for upload in stale:
        store.upload_path(upload.uuid).unlink(missing_ok=True)
    return int(stale.delete()[0])


def finish(upload: Upload) -> None:
    """Make the asset of a whole file; hashing happens before the transaction."""
    path = store.upload_path(upload.uuid)
    sha256, size = pipeline.source_hash(path), path.stat().st_size
    with transaction.atomic():
        stored = store.adopt(path, sha256, size)
        asset = actions.asset_of(upload.owner, upload.title, stored)
        Upload.objects.filter(pk=upload.pk).update(asset=asset)
    upload.asset = asset
