"""Pictures and documents of lessons: whose, under which licence, served by us only."""

import uuid
from pathlib import PurePath

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

LESSON_SPEC = "width-720|format-webp|webpquality-75"


class Licence(models.TextChoices):
    """How others may use it."""

    CC_BY = "CC BY 4.0", "CC BY 4.0"
    CC_BY_SA = "CC BY-SA 4.0", "CC BY-SA 4.0"
    CC_BY_NC = "CC BY-NC 4.0", "CC BY-NC 4.0"
    CC0 = "CC0", "CC0"
    SCHOOL = "school", _("Only inside the school")


class Owned(models.Model):
    """What every uploaded file carries; the uploader is Wagtail's own field."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "schools.Organisation",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence, default=Licence.CC_BY
    )

    class Meta:
        abstract = True


class LibraryImage(Owned, AbstractImage):
    """A picture of a lesson."""

    admin_form_fields = ("title", "file", "description", "collection", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.title)

    def rendition_bytes(self) -> int:
        """Return what the picture weighs on a lesson page."""
        try:
            return int(self.get_rendition(LESSON_SPEC).file.size)
        except OSError:
            return 0


class LibraryRendition(AbstractRendition):
    """A resized picture; its address asks who reads."""

    image = models.ForeignKey(
        LibraryImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    @property
    def url(self) -> str:
        """The address that checks the policy, never the file's own."""
        return reverse(
            "library:picture",
            args=[self.image.uuid, PurePath(self.file.name).name],
        )


class LibraryDocument(Owned, AbstractDocument):
    """A file of a lesson."""

    admin_form_fields = ("title", "file", "collection", "licence")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return str(self.title)

    @property
    def url(self) -> str:
        """The address that checks the policy, never the file's own."""
        return reverse("library:document", args=[self.uuid, self.filename])
