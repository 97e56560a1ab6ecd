"""Uploads in the admin: whose organisation a file belongs to is not asked."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from library.viewers import home_organisation


class _OwnOrganisation:
    """Notes the uploader's organisation when a file is first saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.uploader = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def save(self, commit: bool = True) -> Any:
        """Save with the organisation of whoever uploads."""
        if self.instance.pk is None and self.uploader is not None:
            self.instance.organisation = home_organisation(self.uploader)
        return super().save(commit=commit)


class PictureForm(_OwnOrganisation, BaseImageForm):
    """A picture."""


class FileForm(_OwnOrganisation, BaseDocumentForm):
    """A document."""
