"""The programme: subjects by grade, strands, topics, outcomes. Bulk-imported."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

GRADE = [MinValueValidator(1), MaxValueValidator(12)]


class Level(models.TextChoices):
    """Cấp học."""

    TH = "TH", _("Primary")
    THCS = "THCS", _("Lower secondary")
    THPT = "THPT", _("Upper secondary")


class Programme(models.Model):
    """A national programme, dated, with the circulars it rests on."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    legal_basis = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    weeks_per_year = models.PositiveSmallIntegerField(default=35)

    class Meta:
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return self.name


class SubjectGrade(models.Model):
    """A subject in one grade: how many periods a year the programme plans."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="subject_grades"
    )
    subject = models.ForeignKey(
        "schools.Subject", on_delete=models.PROTECT, related_name="subject_grades"
    )
    grade = models.PositiveSmallIntegerField(validators=GRADE)
    level = models.CharField(max_length=4, choices=Level)
    kind = models.CharField(max_length=30)  # compulsory, optional, component:TINCN …
    periods_per_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("grade", "subject__position")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "subject", "grade"], name="one_subject_grade"
            ),
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=12), name="subject_grade_grade"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.grade}"

    @property
    def is_component(self) -> bool:
        """True where the periods are already counted inside another subject."""
        return self.kind.startswith("component:")


class Strand(models.Model):
    """Mạch nội dung of a subject in a grade."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True)
    subject_grade = models.ForeignKey(
        SubjectGrade, on_delete=models.PROTECT, related_name="strands"
    )
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=250)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("subject_grade", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_grade", "key"], name="one_strand_key"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """Chủ đề inside a strand."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True)
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="topics")
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=400)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("strand", "position")
        constraints = [
            models.UniqueConstraint(fields=["strand", "key"], name="one_topic_key")
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """Yêu cầu cần đạt: a stable id and a sentence, ours or the official one."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=24, unique=True)  # TOAN.07.012
    guid = models.UUIDField(default=uuid.uuid4, unique=True)
    subject_grade = models.ForeignKey(
        SubjectGrade, on_delete=models.PROTECT, related_name="outcomes"
    )
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    text = models.TextField()
    is_own_words = models.BooleanField(default=False)  # not the official sentence
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        indexes = [models.Index(fields=["subject_grade", "retired_at"])]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"
