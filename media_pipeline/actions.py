"""What people and workers do to assets and jobs."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from media_pipeline import jobs, pipeline, store
from media_pipeline.models import Asset, Blob, Job, Package

STALE_QUEUE = timedelta(minutes=10)


def create_asset(owner: Any, title: str, file: File[Any]) -> Asset:
    """Store a file as somebody's asset and start its preparation."""
    return asset_of(owner, title, store.put(file))


def asset_of(owner: Any, title: str, stored: store.Stored) -> Asset:
    """Make an asset of bytes that are in the store."""
    with transaction.atomic():
        blob, _is_new = Blob.objects.get_or_create(
            sha256=stored.sha256, defaults={"bytes": stored.bytes}
        )
        asset = Asset.objects.create(
            owner=owner, title=title[:200], blob=blob, source_bytes=stored.bytes
        )
        enqueue(asset)
    return asset


def enqueue(asset: Asset) -> Job:
    """Queue the preparation of an asset that has no open job."""
    job = Job.objects.create(asset=asset, enqueued_at=timezone.now())
    transaction.on_commit(partial(jobs.enqueue, job.uuid))
    return job


def retry(asset: Asset) -> Job | None:
    """Try again after a failure or a cancel; nothing while a job is open."""
    with transaction.atomic():
        locked = Asset.objects.select_for_update().get(pk=asset.pk)
        if locked.jobs.filter(state__in=Job.OPEN).exists():
            return None
        Asset.objects.filter(pk=asset.pk).update(
            status=Asset.Status.NEW, error_code="", error_params={}
        )
        return enqueue(locked)


def cancel(asset: Asset) -> bool:
    """Ask for the end of the open job; one that nobody works on ends at once."""
    now = timezone.now()
    with transaction.atomic():
        closed = asset.jobs.filter(state=Job.State.QUEUED).update(
            state=Job.State.CANCELLED, cancel_requested=True, finished_at=now
        )
        if closed:
            Asset.objects.filter(pk=asset.pk).update(status=Asset.Status.CANCELLED)
        asked = asset.jobs.filter(state=Job.State.RUNNING).update(cancel_requested=True)
    return bool(closed or asked)


def delete_asset(asset: Asset) -> None:
    """Remove an asset; bytes go when no other asset has them (see `collect`)."""
    with transaction.atomic():
        asset.jobs.filter(state=Job.State.RUNNING).update(cancel_requested=True)
        blob = asset.blob_id
        asset.delete()
        unused = Blob.objects.filter(pk=blob, assets__isnull=True)
        Package.objects.filter(blob__in=unused, assets__isnull=True).delete()
        unused.delete()


def reap(now: datetime) -> int:
    """Requeue what dead workers left running, and what the queue itself lost."""
    found = 0
    for job in Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now):
        found += _take_back(job, now)
    waiting = Job.objects.filter(
        state=Job.State.QUEUED, enqueued_at__lt=now - STALE_QUEUE
    )
    for job in waiting:
        again = waiting.filter(pk=job.pk).update(enqueued_at=now)
        if again:
            jobs.enqueue(job.uuid)
            found += 1
    return found


def _take_back(job: Job, now: datetime) -> int:
    """End one expired lease: cancelled if asked for, failed at the limit, else queued."""
    lease = Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, lease_token=job.lease_token
    ).filter(lease_until__lt=now)
    fields: dict[str, Any] = {"lease_token": None, "lease_until": None}
    if job.cancel_requested:
        state, status, error = Job.State.CANCELLED, Asset.Status.CANCELLED, ""
    elif job.attempts >= job.max_attempts:
        state, status, error = Job.State.FAILED, Asset.Status.FAILED, "worker_lost"
    else:
        state, status, error = Job.State.QUEUED, Asset.Status.NEW, ""
        fields |= {"enqueued_at": now, "stage": "waiting", "progress": 0}
    if state != Job.State.QUEUED:
        fields["finished_at"] = now
    with transaction.atomic():
        if not lease.update(state=state, error_code=error, **fields):
            return 0
        Asset.objects.filter(pk=job.asset_id).update(status=status, error_code=error)
        if state == Job.State.QUEUED:
            transaction.on_commit(partial(jobs.enqueue, job.uuid))
    return 1


def collect(older_seconds: float = store.COLLECT_AFTER_SECONDS) -> int:
    """Remove bytes without an owner and work that nobody is doing any more."""
    removed = pipeline.sweep(store.temp())
    return removed + store.collect(
        Blob.objects.values_list("sha256", flat=True),
        Package.objects.values_list("key", flat=True),
        older_seconds,
    )
