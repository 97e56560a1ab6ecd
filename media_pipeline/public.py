"""What the media pipeline offers the floors above."""

from media_pipeline.actions import cancel, create_asset, delete_asset, retry
from media_pipeline.models import Asset
from media_pipeline.permissions import may_upload, may_view
from media_pipeline.ports import AssetPolicy
from media_pipeline.queries import asset_bytes, assets_of

__all__ = [
    "Asset",
    "AssetPolicy",
    "asset_bytes",
    "assets_of",
    "cancel",
    "create_asset",
    "delete_asset",
    "may_upload",
    "may_view",
    "retry",
]
