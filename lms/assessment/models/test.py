"""Tests: a paper set for a class, and what is decided about it later."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.assessment.models.paper import Paper
from lms.assessment.rules import Kind as KindRule
from lms.assessment.rules import Release as ReleaseRule
from lms.classes.models import PlannedPeriod
from schools.public import Learner, SchoolClass, Subject


class Test(models.Model):
    """Bài kiểm tra. Midterm and final: at school, or by the principal's decision."""

    __test__ = False  # not pytest's

    class Kind(models.TextChoices):
        """As in the rules."""

        PRACTICE = KindRule.PRACTICE.value, _("Practice")
        REGULAR = KindRule.REGULAR.value, _("Regular mark")
        MIDTERM = KindRule.MIDTERM.value, _("Midterm")
        FINAL = KindRule.FINAL.value, _("Final")

    class Release(models.TextChoices):
        """When learners see their marks."""

        SUBMITTED = ReleaseRule.SUBMITTED.value, _("as soon as it is handed in")
        CLOSED = ReleaseRule.CLOSED.value, _("when the test has closed")
        HELD = ReleaseRule.HELD.value, _("when I release them")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("Title"), max_length=160)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="tests")
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.PROTECT, related_name="tests"
    )
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="tests")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tests_set"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REGULAR)
    opens_at = models.DateTimeField(_("Opens"))
    closes_at = models.DateTimeField(_("Closes"))
    minutes = models.PositiveSmallIntegerField(
        _("Minutes"), validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    planned_period = models.ForeignKey(
        PlannedPeriod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tests",
    )
    at_school = models.BooleanField(default=False)
    session_code = models.CharField(max_length=6, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    decision_date = models.DateField(null=True, blank=True)
    shuffled = models.BooleanField(default=True)
    forms = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    release = models.CharField(
        max_length=10, choices=Release, default=Release.SUBMITTED
    )
    released_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-opens_at",)
        indexes = [
            models.Index(fields=["school_class", "closes_at"]),
            models.Index(fields=["subject", "closes_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["practice", "regular"])
                | Q(at_school=True)
                | ~Q(decision_number="") & Q(decision_date__isnull=False),
                name="periodic_test_at_school_or_decided",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="test_times"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=300), name="test_minutes"
            ),
            models.CheckConstraint(
                condition=Q(forms__gte=1, forms__lte=24), name="test_forms"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Accommodation(models.Model):
    """Extra minutes for a learner, with the reason."""

    test = models.ForeignKey(
        Test, on_delete=models.CASCADE, related_name="accommodations"
    )
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="+")
    extra_minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["test", "learner"], name="one_accommodation"
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes__lte=180), name="extra_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test_id}: +{self.extra_minutes}"


class KeyCorrection(models.Model):
    """A wrong key put right after the test was set; never edited, only added to."""

    test = models.ForeignKey(Test, on_delete=models.PROTECT, related_name="corrections")
    key = models.CharField(max_length=20)  # of the paper's item
    change = models.JSONField()  # laid over the item's document
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.test_id}: {self.key}"
