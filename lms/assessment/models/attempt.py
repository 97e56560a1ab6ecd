"""Attempts: one document of answers, a log that only grows, every score kept."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.assessment.models.test import Test
from lms.assessment.rules import State as StateRule
from schools.public import Learner


class Attempt(models.Model):
    """Lượt làm bài. `answers`: field → [sequence, client clock, value]."""

    class State(models.TextChoices):
        """As in the rules."""

        OPEN = StateRule.OPEN.value, _("working on it")
        SUBMITTED = StateRule.SUBMITTED.value, _("handed in")
        EXPIRED = StateRule.EXPIRED.value, _("collected when time was over")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    test = models.ForeignKey(Test, on_delete=models.PROTECT, related_name="attempts")
    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveSmallIntegerField(default=1)
    form = models.PositiveSmallIntegerField()  # mã đề: 101, 102, …
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    last_seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    skew_ms = models.BigIntegerField(null=True, blank=True)  # server minus client
    receipt = models.CharField(max_length=12, blank=True)
    mark = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    late_waiting = models.BooleanField(default=False)  # the teacher is to decide

    class Meta:
        ordering = ("test", "learner", "number")
        indexes = [models.Index(fields=["state", "deadline_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["test", "learner", "number"], name="one_attempt_number"
            ),
            models.UniqueConstraint(
                fields=["test", "learner"],
                condition=Q(state="open"),
                name="one_open_attempt",
            ),
            models.CheckConstraint(
                condition=Q(mark__isnull=True) | Q(mark__gte=0, mark__lte=10),
                name="mark_out_of_ten",
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at__isnull=True)
                | ~Q(state="open") & Q(submitted_at__isnull=False),
                name="attempt_handed_in_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test_id}/{self.learner_id}/{self.number}"


class AttemptEvent(models.Model):
    """What happened to an attempt, in order; rows are added and never changed."""

    class Kind(models.TextChoices):
        """Saves that came in time, and everything that was decided."""

        STARTED = "started", _("started")
        SAVED = "saved", _("saved")
        SUBMITTED = "submitted", _("handed in")
        EXPIRED = "expired", _("collected when time was over")
        LATE = "late", _("answers that waited without a line")
        LATE_KEPT = "late_kept", _("late answers counted")
        LATE_DROPPED = "late_dropped", _("late answers not counted")
        EXTENDED = "extended", _("extra minutes")
        REOPENED = "reopened", _("opened again")
        SCORED = "scored", _("marked")

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    seq = models.PositiveIntegerField(default=0)  # the client's
    client_ms = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()  # the server's
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    payload = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"


class AttemptScore(models.Model):
    """A marking of an attempt; the last one is the attempt's mark."""

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="scores"
    )
    mark = models.DecimalField(max_digits=4, decimal_places=2)
    earned = models.DecimalField(max_digits=8, decimal_places=4)
    possible = models.DecimalField(max_digits=8, decimal_places=4)
    items = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    scored_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.mark}"
