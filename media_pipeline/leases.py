"""A worker's hold on a job: claim, beat, finish, all fenced by the lease's token.

A worker that lost its lease (it slept, another took over) can change nothing any more.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.db.models import F

from media_pipeline.models import Asset, Job, Package, Rendition
from media_pipeline.package import Manifest

LEASE = timedelta(seconds=60)

Answer = Literal["go", "cancel", "lost"]


@dataclass(frozen=True)
class Claim:
    """A job held by this worker."""

    job: uuid.UUID
    token: uuid.UUID
    asset_id: int
    sha256: str
    attempts: int
    max_attempts: int


def claim(job: uuid.UUID, worker: str, now: datetime) -> Claim | None:
    """Take a queued job, or nothing if it is not queued any more."""
    token = uuid.uuid4()
    with transaction.atomic():
        taken = Job.objects.filter(
            uuid=job, state=Job.State.QUEUED, cancel_requested=False
        ).update(
            state=Job.State.RUNNING,
            lease_token=token,
            lease_until=now + LEASE,
            heartbeat_at=now,
            attempts=F("attempts") + 1,
            worker=worker,
            stage="hashing",
            progress=0,
            error_code="",
            error_params={},
        )
        if not taken:
            return None
        row = Job.objects.select_related("asset__blob").get(uuid=job)
        Asset.objects.filter(pk=row.asset_id).update(
            status=Asset.Status.PROCESSING, error_code="", error_params={}
        )
    return Claim(
        job=job,
        token=token,
        asset_id=row.asset_id,
        sha256=row.asset.blob.sha256,
        attempts=row.attempts,
        max_attempts=row.max_attempts,
    )


def beat(held: Claim, stage: str, percent: float, now: datetime) -> Answer:
    """Say that the worker lives and how far it is; hear whether to go on."""
    rows = _held(held)
    alive = rows.update(
        stage=stage,
        progress=max(0, min(100, round(percent))),
        heartbeat_at=now,
        lease_until=now + LEASE,
    )
    if not alive:
        return "lost"
    wanted = Job.objects.filter(uuid=held.job).values_list(
        "cancel_requested", flat=True
    )
    return "cancel" if wanted.get() else "go"


def finish(held: Claim, made: Manifest, now: datetime) -> bool:
    """Record the package, attach it to the asset and close the job, in one go."""
    with transaction.atomic():
        if not _close(held, Job.State.DONE, now, stage="done", progress=100):
            return False
        asset = Asset.objects.select_related("blob").get(pk=held.asset_id)
        package = _package(asset, made)
        top = next((r for r in made.renditions if r.kind == "video"), None)
        Asset.objects.filter(pk=asset.pk).update(
            status=Asset.Status.READY,
            kind=made.kind,
            package=package,
            duration_ms=round(made.seconds * 1000),
            width=top.width if top else 0,
            height=top.height if top else 0,
            smallest_bytes=min(r.bytes for r in made.renditions),
        )
    return True


def _package(asset: Asset, made: Manifest) -> Package:
    package, is_new = Package.objects.get_or_create(
        key=made.key,
        defaults={
            "blob": asset.blob,
            "pipeline": made.pipeline,
            "seconds": made.seconds,
            "poster": made.poster,
            "audio_file_bytes": made.audio_file_bytes,
            "warnings": list(made.warnings),
        },
    )
    if is_new:
        Rendition.objects.bulk_create(
            Rendition(package=package, **_columns(asdict(each)))
            for each in made.renditions
        )
    return package


def _columns(rendition: dict[str, Any]) -> dict[str, Any]:
    named = (
        "name",
        "kind",
        "width",
        "height",
        "bytes",
        "kbps",
        "peak_kbps",
        "playlist",
    )
    return {name: rendition[name] for name in named}


def fail(held: Claim, code: str, params: dict[str, Any], now: datetime) -> bool:
    """Close the job as failed, with its reason on job and asset."""
    with transaction.atomic():
        error = {"error_code": code, "error_params": params}
        if not _close(held, Job.State.FAILED, now, **error):
            return False
        Asset.objects.filter(pk=held.asset_id).update(
            status=Asset.Status.FAILED, **error
        )
    return True


def cancelled(held: Claim, now: datetime) -> bool:
    """Close the job because somebody asked for it."""
    with transaction.atomic():
        if not _close(held, Job.State.CANCELLED, now):
            return False
        Asset.objects.filter(pk=held.asset_id).update(status=Asset.Status.CANCELLED)
    return True


def release(held: Claim, now: datetime, *, counted: bool) -> bool:
    """Give the job back to the queue; an attempt nobody is to blame for does not count."""
    back = {} if counted else {"attempts": max(0, held.attempts - 1)}
    with transaction.atomic():
        if not _held(held).update(
            state=Job.State.QUEUED,
            lease_token=None,
            lease_until=None,
            enqueued_at=now,
            stage="waiting",
            progress=0,
            **back,
        ):
            return False
        Asset.objects.filter(pk=held.asset_id).update(status=Asset.Status.NEW)
    return True


def _held(held: Claim) -> Any:
    return Job.objects.filter(
        uuid=held.job, lease_token=held.token, state=Job.State.RUNNING
    )


def _close(held: Claim, state: str, now: datetime, **fields: Any) -> bool:
    closed = _held(held).update(
        state=state,
        lease_token=None,
        lease_until=None,
        heartbeat_at=now,
        finished_at=now,
        **fields,
    )
    return bool(closed)
