"""Papers (đề): parts with points, and the snapshot once a paper is set."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.assessment.models.bank import Item
from schools.public import Subject


class Paper(models.Model):
    """A draft until it is set; then its snapshot and hash never change."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("Title"), max_length=160)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="+", verbose_name=_("Subject")
    )
    grade = models.PositiveSmallIntegerField(
        _("Grade"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="papers"
    )
    decimals = models.PositiveSmallIntegerField(
        _("Decimals of the mark"), default=2, validators=[MaxValueValidator(2)]
    )
    ladder = models.BooleanField(default=True)  # true/false 0.1–0.25–0.5–1, else linear
    snapshot = models.JSONField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(snapshot__isnull=True, digest="", frozen_at__isnull=True)
                | Q(snapshot__isnull=False, frozen_at__isnull=False) & ~Q(digest=""),
                name="paper_wholly_frozen",
            ),
            models.CheckConstraint(condition=Q(decimals__lte=2), name="mark_decimals"),
        ]

    def __str__(self) -> str:
        return self.title


class PaperPart(models.Model):
    """Phần I, II, III: items that earn the same points."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    points = models.DecimalField(
        max_digits=5, decimal_places=3, validators=[MinValueValidator(0)]
    )
    alternative = models.CharField(max_length=20, blank=True)  # "ICT" or "CS"

    class Meta:
        ordering = ("paper", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "position"], name="one_part_position"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="part_points"),
        ]

    def __str__(self) -> str:
        return self.title


class PaperItem(models.Model):
    """An item's place in a draft paper."""

    part = models.ForeignKey(PaperPart, on_delete=models.CASCADE, related_name="places")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("part", "position")
        constraints = [
            models.UniqueConstraint(fields=["part", "item"], name="item_once_a_part")
        ]

    def __str__(self) -> str:
        return f"{self.part_id}.{self.position}"
