"""Who may upload, play and change what."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from media_pipeline.models import Asset
from media_pipeline.ports import AssetPolicy


def policy() -> AssetPolicy:
    """Return the policy that settings name."""
    made: AssetPolicy = import_string(settings.MEDIA_ASSET_POLICY)()
    return made


def may_view(account: Any, asset: Asset) -> bool:
    """Whether this account may play the asset."""
    return _owns(account, asset) or policy().may_view(account, asset)


def may_edit(account: Any, asset: Asset) -> bool:
    """Whether this account may retry, cancel, delete and take the source."""
    return _owns(account, asset) or policy().may_edit(account, asset)


def may_upload(account: Any) -> bool:
    """Whether this account may add recordings."""
    if not account.is_authenticated or not account.is_active:
        return False
    asked = getattr(policy(), "may_upload", None)
    if asked is not None:
        return bool(asked(account))
    return bool(account.has_perm("media_pipeline.add_asset"))


def _owns(account: Any, asset: Asset) -> bool:
    return bool(
        account.is_authenticated
        and account.is_active
        and account.pk is not None
        and asset.owner_id == account.pk
    )
