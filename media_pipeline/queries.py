"""Reads: assets with what their pages show, prices, package addresses."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from media_pipeline.models import Asset, Job, Rendition, Upload

KEY_CACHE_SECONDS = 600


@dataclass(frozen=True)
class Price:
    """One way to follow a lesson and what it costs."""

    name: str
    kind: str
    bytes: int
    height: int
    playlist: str


def assets() -> QuerySet[Asset]:
    """Read assets with their content rows."""
    return Asset.objects.select_related("owner", "package", "blob")


def assets_of(account: Any) -> QuerySet[Asset]:
    """List what somebody uploaded, newest first."""
    return assets().filter(owner=account)


def latest_job(asset: Asset) -> Job | None:
    """Find the job that says how the asset stands."""
    return asset.jobs.order_by("-pk").first()


def prices(asset: Asset) -> list[Price]:
    """List all ways of an asset, cheapest first."""
    if asset.package_id is None:
        return []
    rows = Rendition.objects.filter(package_id=asset.package_id).order_by("bytes")
    return [Price(r.name, r.kind, r.bytes, r.height, r.playlist) for r in rows]


def asset_bytes(asset: Asset) -> dict[str, int]:
    """Price each way in bytes, sound included: {"audio": n, "144p": n, …}."""
    return {price.name: price.bytes for price in prices(asset)}


def package_key(asset: uuid.UUID, *, fresh: bool = False) -> str:
    """Find the package an asset plays; remembered, so segments ask no database."""
    name = f"media:key:{asset.hex}"
    key = None if fresh else cache.get(name)
    if key is None:
        key = (
            Asset.objects.filter(uuid=asset, package__isnull=False)
            .values_list("package__key", flat=True)
            .first()
        )
        if key is None:
            return ""
        cache.set(name, key, KEY_CACHE_SECONDS)
    return str(key)


def open_uploads(account: Any) -> QuerySet[Upload]:
    """List uploads that have not become an asset yet."""
    return Upload.objects.filter(owner=account, asset__isnull=True)
