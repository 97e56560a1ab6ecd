"""Who may play or change a recording: the media pipeline asks through its port."""

from library.lessons.models import LessonFile
from library.permissions import may_author, may_view_file
from library.viewers import viewer_of


class LibraryAssetPolicy:
    """A recording is as visible as the lessons that use it."""

    def may_view(self, account: object, asset: object) -> bool:
        """Return whether the account may play the recording."""
        return may_view_file(account, LessonFile.Kind.ASSET, asset.pk, asset.owner_id)

    def may_edit(self, account: object, asset: object) -> bool:
        """Return whether the account may rename, retry or delete it: the owner."""
        viewer = viewer_of(account)
        return viewer.is_superuser or bool(
            viewer.account and viewer.account == asset.owner_id
        )

    def may_upload(self, account: object) -> bool:
        """Return whether the account may add recordings: whoever writes lessons."""
        return may_author(account)
