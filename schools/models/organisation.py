"""Organisations and the two dated relations between them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.models.dated import Dated, dates_in_order


class Organisation(models.Model):
    """A ministry, province (Sở), commune or school.

    District offices (Phòng GDĐT) closed on 1 July 2025; `district` exists for the
    history of older records only.
    """

    class Kind(models.TextChoices):
        """Levels of the two-tier administration."""

        MINISTRY = "ministry", _("Ministry")
        PROVINCE = "province", _("Province")
        COMMUNE = "commune", _("Commune")
        SCHOOL = "school", _("School")
        DISTRICT = "district", _("District (closed)")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    # school levels taught: any of "TH", "THCS", "THPT"
    levels = models.JSONField(default=list, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class OrganisationLink(Dated):
    """`managed_by` decides rights and reporting, `located_in` the map."""

    class Relation(models.TextChoices):
        """TH and THCS are managed by the commune, THPT by the Sở."""

        MANAGED_BY = "managed_by", _("managed by")
        LOCATED_IN = "located_in", _("located in")

    child = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="links_up"
    )
    parent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="links_down"
    )
    relation = models.CharField(max_length=10, choices=Relation)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "relation"],
                condition=Q(valid_to__isnull=True),
                name="one_open_parent",
            ),
            models.CheckConstraint(
                condition=~Q(child=models.F("parent")), name="no_own_parent"
            ),
            dates_in_order("organisation_link_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.child} {self.relation} {self.parent}"
