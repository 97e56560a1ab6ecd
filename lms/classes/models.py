"""A class's teaching plan per subject and its periods (tiết)."""

import uuid

from django.db import models
from django.db.models import Q

from schools.public import SchoolYear


class TeachingPlan(models.Model):
    """Phân phối chương trình of one subject in one class, for the class's year."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school_class = models.ForeignKey(
        "schools.SchoolClass", on_delete=models.PROTECT, related_name="teaching_plans"
    )
    subject = models.ForeignKey(
        "schools.Subject", on_delete=models.PROTECT, related_name="teaching_plans"
    )
    planned_periods = models.PositiveSmallIntegerField()  # of the programme, a year
    # what the periods were last placed by; another one means: place them anew
    placed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("school_class", "subject")
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "subject"], name="one_teaching_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_class} {self.subject}"

    @property
    def year(self) -> SchoolYear:
        """The class's school year."""
        return self.school_class.year


class PlannedPeriod(models.Model):
    """One tiết: what evidence of online teaching is tied to.

    Its number never changes. Its day comes from the timetable and moves with it
    until the day has passed; a tiết the timetable has no room for has no day.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        TeachingPlan, on_delete=models.CASCADE, related_name="periods"
    )
    number = models.PositiveSmallIntegerField()  # 1 … planned_periods
    title = models.CharField(max_length=200, blank=True)
    outcomes = models.JSONField(default=list, blank=True)  # codes of outcomes
    week = models.PositiveSmallIntegerField(null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    session = models.CharField(max_length=10, blank=True)  # as of TimetableSlot
    period = models.PositiveSmallIntegerField(null=True, blank=True)  # 1–5 of the day

    class Meta:
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="one_period_number"
            ),
            models.UniqueConstraint(
                fields=["plan", "date", "session", "period"],
                condition=Q(date__isnull=False),
                name="one_period_slot",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="period_number"),
            models.CheckConstraint(
                condition=Q(
                    date__isnull=True,
                    week__isnull=True,
                    period__isnull=True,
                    session="",
                )
                | Q(date__isnull=False, week__isnull=False, period__isnull=False)
                & ~Q(session=""),
                name="period_wholly_dated",
            ),
        ]
        indexes = [models.Index(fields=["date"])]

    def __str__(self) -> str:
        return f"{self.plan}: {self.number}"
