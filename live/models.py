"""Rooms, their slides and who was there. What happened inside is in the log file."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from live.presence import ABSENT, PARTIAL, PRESENT


class Room(models.Model):
    """One live lesson of one class (phòng học trực tuyến)."""

    class State(models.TextChoices):
        """Where the lesson stands; a pause counts as live."""

        SCHEDULED = "scheduled", _("scheduled")
        LOBBY = "lobby", _("room open")
        LIVE = "live", _("live now")
        ENDED = "ended", _("ended")

    class Replay(models.TextChoices):
        """What can be played afterwards."""

        NONE = "none", _("nothing yet")
        WORKING = "working", _("being prepared")
        READY = "ready", _("ready")
        SILENT = "silent", _("without sound")
        FAILED = "failed", _("failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    school_class = models.ForeignKey(
        "schools.SchoolClass", models.PROTECT, related_name="live_rooms"
    )
    subject = models.ForeignKey(
        "schools.Subject", models.PROTECT, related_name="live_rooms"
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="live_rooms"
    )
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=45,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
    )
    tie_key = models.CharField(max_length=64, blank=True, db_index=True)
    record_pupils = models.BooleanField(_("record pupils' voices"), default=False)
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    live_seconds = models.PositiveIntegerField(default=0)
    replay = models.CharField(max_length=10, choices=Replay, default=Replay.NONE)
    replay_bytes = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-starts_at",)
        indexes = [models.Index(fields=["school_class", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False),
                name="live_room_ended_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.title


class RoomSlides(models.Model):
    """A deck of a room; a newer version replaces the one shown."""

    class State(models.TextChoices):
        """How far the conversion is."""

        WAITING = "waiting", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="slides")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=20, blank=True)
    problem_page = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    total_bytes = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(
                fields=["room", "version"], name="live_slides_one_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.version}"


class Attendance(models.Model):
    """Somebody's lesson. A correction is a new row; the newest row counts."""

    class Status(models.TextChoices):
        """Judged by ``live.presence.judge``, or by the teacher."""

        PRESENT = PRESENT, _("present")
        PARTIAL = PARTIAL, _("part of the lesson")
        ABSENT = ABSENT, _("absent")

    class Source(models.TextChoices):
        """Where the row comes from."""

        COMPUTED = "computed", _("from the connection")
        TEACHER = "teacher", _("corrected by the teacher")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="attendance")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="live_attendance"
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.COMPUTED)
    status = models.CharField(max_length=10, choices=Status)
    seconds = models.PositiveIntegerField(default=0)
    intervals = models.JSONField(default=list, blank=True)
    offered = models.PositiveIntegerField(default=0)
    acked = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="live_corrections",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("room", "account", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["room", "account"],
                condition=Q(source="computed"),
                name="live_attendance_computed_once",
            ),
            models.CheckConstraint(
                condition=Q(source="computed")
                | (Q(recorded_by__isnull=False) & ~Q(reason="")),
                name="live_correction_has_author_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(acked__lte=F("offered")), name="live_acked_within_offered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.account_id}: {self.status}"

    @property
    def ratio(self) -> float | None:
        """The share of the sound that arrived."""
        return self.acked / self.offered if self.offered else None
