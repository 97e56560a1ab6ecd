"""Assigned lessons and who finished them."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LessonAssignment(models.Model):
    """A lesson set for a class. What replaces or supports a tiết names that tiết."""

    class Mode(models.TextChoices):
        """How the online work stands to lessons in class (TT 09/2021)."""

        HOMEWORK = "homework", _("homework beyond the plan")
        SUPPORTS = "supports", _("supports a period: part of it is online")
        REPLACES = "replaces", _("replaces a period: all of it is online")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # the page may be taken down; what was assigned and done stays on record
    lesson = models.ForeignKey(
        "library.LessonPage", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lesson_uuid = models.UUIDField()
    lesson_title = models.CharField(max_length=255)
    expected_minutes = models.PositiveSmallIntegerField(default=0)
    self_checks = models.PositiveSmallIntegerField(default=0)  # in the lesson then
    school_class = models.ForeignKey(
        "schools.SchoolClass", on_delete=models.PROTECT, related_name="+"
    )
    subject = models.ForeignKey(
        "schools.Subject", on_delete=models.PROTECT, related_name="+"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.HOMEWORK)
    planned_period = models.ForeignKey(
        "lms.PlannedPeriod",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lesson_assignments",
    )
    # the planned part of the tiết that is online: 1 replaces it, 0 is beyond it
    online_fraction = models.DecimalField(
        max_digits=3, decimal_places=2, default=Decimal(0)
    )
    note = models.CharField(max_length=300, blank=True)
    due_told_at = models.DateTimeField(null=True, blank=True)  # the sink heard of it

    class Meta:
        ordering = ("-due_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="lesson_due_after_assigned",
                condition=Q(due_at__gt=models.F("assigned_at")),
            ),
            models.CheckConstraint(
                name="lesson_mode_names_its_period",
                condition=Q(mode="homework", online_fraction=0)
                | Q(mode="replaces", online_fraction=1, planned_period__isnull=False)
                | Q(
                    mode="supports",
                    online_fraction__gt=0,
                    online_fraction__lt=1,
                    planned_period__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="one_lesson_a_period",
                fields=["lesson_uuid", "school_class", "planned_period"],
                condition=Q(planned_period__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["school_class", "due_at"])]

    def __str__(self) -> str:
        return f"{self.lesson_title} → {self.school_class}"


class LessonCompletion(models.Model):
    """What one learner did with an assigned lesson, as their device reported it."""

    class By(models.TextChoices):
        """Which half of the rule completed it."""

        SELF_CHECKS = "self_checks", _("answered all self-checks")
        DECLARED = "declared", _("said so after learning long enough")

    assignment = models.ForeignKey(
        LessonAssignment, on_delete=models.CASCADE, related_name="completions"
    )
    learner = models.ForeignKey(
        "schools.Learner", on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    seconds_active = models.PositiveIntegerField(default=0)
    played_seconds = models.PositiveIntegerField(default=0)
    self_checks_done = models.JSONField(default=list, blank=True)  # their keys
    # device key → sequence of its last batch taken: a repeat changes nothing
    devices = models.JSONField(default=dict, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.CharField(max_length=12, choices=By, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "learner"], name="one_lesson_completion"
            ),
            models.CheckConstraint(
                name="completed_by_a_rule",
                condition=Q(completed_at__isnull=True, completed_by="")
                | Q(completed_at__isnull=False) & ~Q(completed_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.assignment}"
