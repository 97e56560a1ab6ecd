"""What the media pipeline asks of a higher floor; `settings.MEDIA_ASSET_POLICY` names it."""

from typing import Any, Protocol

from media_pipeline.models import Asset


class AssetPolicy(Protocol):
    """Who may see and change an asset, decided by what it is used for.

    The owner may always do both. A policy may also say `may_upload(account) -> bool`; where
    it does not, Django's permission `media_pipeline.add_asset` decides.
    """

    def may_view(self, account: Any, asset: Asset) -> bool:
        """Whether this account (perhaps nobody signed in) may play the asset."""

    def may_edit(self, account: Any, asset: Asset) -> bool:
        """Whether this account may retry, cancel, download the source, delete."""
