"""Evidence (minh chứng) of online work, and the periods it makes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.classes.models import PlannedPeriod
from lms.indicators.rules import Kind as KindRule
from lms.indicators.rules import Mode as ModeRule
from lms.indicators.rules import Reason as ReasonRule
from schools.public import Organisation, SchoolClass, Subject


class Evidence(models.Model):
    """One piece of online work that took place, and how the rule judged it.

    Written by the records only (a lesson finished, a test closed, a live lesson
    ended); nobody types a number in. One row per source; judged anew, the row says
    so in `judged_at`.
    """

    class Kind(models.TextChoices):
        """As in the rules."""

        LIVE = KindRule.LIVE.value, _("live lesson")
        LESSON = KindRule.LESSON.value, _("assigned lesson")
        TEST = KindRule.TEST.value, _("test")

    class Mode(models.TextChoices):
        """As in the rules."""

        REPLACES = ModeRule.REPLACES.value, _("replaces the period")
        SUPPORTS = ModeRule.SUPPORTS.value, _("supports the period")
        BEYOND = ModeRule.BEYOND.value, _("beyond the plan")

    class Reason(models.TextChoices):
        """As in the rules."""

        COUNTED = ReasonRule.COUNTED.value, _("counted")
        BEYOND_PLAN = (
            ReasonRule.BEYOND_PLAN.value,
            _("beyond the plan: counts as participation"),
        )
        AT_SCHOOL = ReasonRule.AT_SCHOOL.value, _("took place at school")
        NOBODY_ENROLLED = ReasonRule.NOBODY_ENROLLED.value, _("nobody is enrolled")
        TOO_FEW = ReasonRule.TOO_FEW.value, _("too few took part")
        TOO_SHORT = ReasonRule.TOO_SHORT.value, _("too short a part of the period")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source_uuid = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    mode = models.CharField(max_length=10, choices=Mode)
    title = models.CharField(max_length=255)
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.PROTECT, related_name="evidence"
    )
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="evidence"
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_period = models.ForeignKey(
        PlannedPeriod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence",
    )
    took_place_at = models.DateTimeField()
    settles_at = models.DateTimeField()  # due, closed, ended: until then it grows
    participants = models.PositiveSmallIntegerField()
    enrolled = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    fraction = models.DecimalField(max_digits=3, decimal_places=2)
    reason = models.CharField(max_length=20, choices=Reason)
    rule = models.CharField(max_length=20)
    recorded_at = models.DateTimeField(default=timezone.now)
    judged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-took_place_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_uuid"], name="one_evidence_per_source"
            ),
            models.CheckConstraint(
                condition=Q(fraction__gte=0, fraction__lte=1), name="evidence_fraction"
            ),
            models.CheckConstraint(
                condition=~Q(reason="counted") | Q(planned_period__isnull=False),
                name="counted_evidence_has_a_period",
            ),
        ]
        indexes = [models.Index(fields=["school_class", "subject"])]

    def __str__(self) -> str:
        return self.title

    @property
    def counts(self) -> bool:
        """Whether the rule counted it."""
        return self.reason == self.Reason.COUNTED


class OnlinePeriod(models.Model):
    """Tiết học trực tuyến: a tiết counted, once, by its strongest evidence."""

    planned_period = models.OneToOneField(
        PlannedPeriod, on_delete=models.PROTECT, related_name="online"
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="periods"
    )
    mode = models.CharField(max_length=10, choices=Evidence.Mode)
    fraction = models.DecimalField(max_digits=3, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fraction__gt=0, fraction__lte=1),
                name="online_period_fraction",
            )
        ]

    def __str__(self) -> str:
        return f"{self.planned_period}: {self.fraction}"


class ReplacementDecision(models.Model):
    """The decision by which online lessons replace lessons at school (TT 09/2021)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="replacement_decisions"
    )
    number = models.CharField(_("Number"), max_length=40)
    decided_on = models.DateField(_("Date of the decision"))
    valid_from = models.DateField(_("First day"))
    valid_to = models.DateField(_("Last day"))
    cause = models.CharField(_("Cause"), max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-decided_on",)
        constraints = [
            models.UniqueConstraint(
                fields=["school", "number"], name="one_decision_number"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="decision_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.number
