"""Homework, what was handed in, its photos, and photos on their way."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Assignment(models.Model):
    """Homework handed in as text and photos, returned with a mark and a comment."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school_class = models.ForeignKey(
        "schools.SchoolClass", on_delete=models.PROTECT, related_name="+"
    )
    subject = models.ForeignKey(
        "schools.Subject", on_delete=models.PROTECT, related_name="+"
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=200)
    instructions = models.TextField(blank=True)  # plain text, shown escaped
    due_at = models.DateTimeField()
    allow_late = models.BooleanField(default=True)
    max_mark = models.DecimalField(max_digits=3, decimal_places=1, default=Decimal(10))

    class Meta:
        ordering = ("-due_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="homework_due_after_set",
                condition=Q(due_at__gt=models.F("set_at")),
            ),
            models.CheckConstraint(
                name="homework_ten_point_scale",
                condition=Q(max_mark__gt=0, max_mark__lte=10),
            ),
        ]
        indexes = [models.Index(fields=["school_class", "due_at"])]

    def __str__(self) -> str:
        return f"{self.title} → {self.school_class}"


class Attachment(models.Model):
    """A file the teacher gives with the homework."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.FileField(upload_to="homework/", max_length=200)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    bytes = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """Bài làm: one learner's answer to one homework, as it stands now."""

    class State(models.TextChoices):
        """Where the work is."""

        DRAFT = "draft", _("not handed in")
        SUBMITTED = "submitted", _("handed in")
        REVISION = "revision", _("to be revised")
        RETURNED = "returned", _("returned")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="submissions"
    )
    learner = models.ForeignKey(
        "schools.Learner", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    text = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    mark = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    comment = models.TextField(blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "learner"], name="one_submission"
            ),
            models.CheckConstraint(
                name="submission_mark_of_ten",
                condition=Q(mark__isnull=True) | Q(mark__gte=0, mark__lte=10),
            ),
            models.CheckConstraint(
                name="submission_handed_in_at",
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submission_returned_at",
                condition=Q(state__in=["draft", "submitted"])
                | Q(returned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.assignment}"


class SubmissionPhoto(models.Model):
    """A photo of handwritten work, re-encoded by us: no place, no camera, no more."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="photos"
    )
    file = models.FileField(upload_to="submissions/", max_length=200)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    source_key = models.UUIDField(null=True, blank=True)  # the phone's, for repeats
    saved_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)  # versions still show it

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "source_key"],
                condition=Q(source_key__isnull=False),
                name="one_photo_a_source",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class SubmissionVersion(models.Model):
    """What was handed in at one time, and what the teacher said to it."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    photos = models.ManyToManyField(SubmissionPhoto, related_name="versions")
    submitted_at = models.DateTimeField()
    late = models.BooleanField()
    mark = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    comment = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="one_submission_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} #{self.number}"


class PhotoUpload(models.Model):
    """A photo on its way, taken up where the line dropped."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="uploads"
    )
    source_key = models.UUIDField()  # chosen by the phone: creating twice is once
    total = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "source_key"], name="one_upload_a_source"
            ),
            models.CheckConstraint(
                name="upload_within_total",
                condition=Q(received__lte=models.F("total")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received}/{self.total}"


class UploadChunk(models.Model):
    """The bytes of one PATCH; gone once the photo is saved."""

    upload = models.ForeignKey(
        PhotoUpload, on_delete=models.CASCADE, related_name="chunks"
    )
    offset = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ("offset",)
        constraints = [
            models.UniqueConstraint(fields=["upload", "offset"], name="one_chunk")
        ]

    def __str__(self) -> str:
        return f"{self.offset}"
