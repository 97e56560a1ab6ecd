"""Timetables valid from a week, and the bell."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.models.organisation import Organisation
from schools.models.person import Teacher
from schools.models.school_class import SchoolClass, Subject


class Session(models.TextChoices):
    """Buổi học."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")


class TimetableVersion(models.Model):
    """A class's timetable from a week on; the latest that has begun holds."""

    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, related_name="timetables"
    )
    valid_from_week = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("school_class", "valid_from_week")
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "valid_from_week"], name="one_timetable"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_class} ≥ {self.valid_from_week}"


class TimetableSlot(models.Model):
    """One tiết of the week: a subject, or an activity such as Chào cờ."""

    version = models.ForeignKey(
        TimetableVersion, on_delete=models.CASCADE, related_name="slots"
    )
    weekday = models.PositiveSmallIntegerField()  # 1 Monday … 6 Saturday
    session = models.CharField(max_length=10, choices=Session)
    period = models.PositiveSmallIntegerField()  # 1–5
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="slots")
    teacher = models.ForeignKey(
        Teacher, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots"
    )
    activity = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("weekday", "session", "period")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "weekday", "session", "period"], name="one_slot"
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=6), name="no_sunday_lessons"
            ),
            models.CheckConstraint(
                condition=Q(period__gte=1, period__lte=5), name="five_periods"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}.{self.period} {self.subject}"


class BellTime(models.Model):
    """When a period begins and ends at a school."""

    school = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="bell_times"
    )
    session = models.CharField(max_length=10, choices=Session)
    period = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ("school", "starts")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "session", "period"], name="one_bell"
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=models.F("starts")), name="bell_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.period}: {self.starts:%H:%M}"
