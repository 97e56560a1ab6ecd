"""Tables of the library: images, documents, curriculum, lessons."""

from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from django.db import models


class LibraryImage(AbstractImage):
    """A picture of a lesson."""

    admin_form_fields = Image.admin_form_fields


class LibraryRendition(AbstractRendition):
    """A resized picture."""

    image = models.ForeignKey(
        LibraryImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class LibraryDocument(AbstractDocument):
    """A file of a lesson."""

    admin_form_fields = Document.admin_form_fields
