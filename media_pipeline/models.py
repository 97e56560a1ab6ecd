"""Tables: content (blobs, packages, renditions), assets that point to it, jobs, uploads."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from media_pipeline import messages


class Blob(models.Model):
    """Source bytes, stored once however many assets have them."""

    sha256 = models.CharField(max_length=64, unique=True)
    bytes = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256[:12]


class Package(models.Model):
    """A finished set of renditions, addressed by source bytes and pipeline version."""

    key = models.CharField(max_length=64, unique=True)
    blob = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="packages")
    pipeline = models.CharField(max_length=16)
    seconds = models.FloatField()
    poster = models.BooleanField(default=False)
    audio_file_bytes = models.BigIntegerField(default=0)
    warnings = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key[:12]


class Rendition(models.Model):
    """One way to follow a lesson, with its price in bytes (sound included)."""

    package = models.ForeignKey(
        Package, on_delete=models.CASCADE, related_name="renditions"
    )
    name = models.CharField(max_length=16)
    kind = models.CharField(max_length=8)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField()
    kbps = models.FloatField()
    peak_kbps = models.FloatField()
    playlist = models.CharField(max_length=40)

    class Meta:
        ordering = ("package", "bytes")
        constraints = [
            models.UniqueConstraint(
                fields=("package", "name"), name="rendition_once_per_package"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """A recording somebody uploaded; what lessons point to."""

    class Kind(models.TextChoices):
        """What it is to the student."""

        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Sound")

    class Status(models.TextChoices):
        """How far it is."""

        NEW = "new", _("Waiting")
        PROCESSING = "processing", _("Being prepared")
        PLAYABLE = "playable", _("Can be played")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="media_assets"
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.VIDEO)
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="assets")
    package = models.ForeignKey(
        Package,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assets",
    )
    duration_ms = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    source_bytes = models.BigIntegerField(default=0)
    smallest_bytes = models.BigIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    error_params = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def error(self) -> str:
        """What went wrong, in the reader's language."""
        return messages.text(self.error_code, self.error_params)

    @property
    def is_playable(self) -> bool:
        """Whether there is anything to play."""
        return self.package_id is not None

    @property
    def is_working(self) -> bool:
        """Whether a job is waiting or running for it."""
        return self.status in (self.Status.NEW, self.Status.PROCESSING)


class Job(models.Model):
    """One piece of work on one asset; the truth about it, whatever a task table says."""

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.QUEUED, State.RUNNING)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="jobs")
    queue = models.CharField(max_length=32, default="media")
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    stage = models.CharField(max_length=20, default="waiting")
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    cancel_requested = models.BooleanField(default=False)
    worker = models.CharField(max_length=80, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    enqueued_at = models.DateTimeField()
    error_code = models.CharField(max_length=40, blank=True)
    error_params = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("asset",),
                condition=Q(state__in=("queued", "running")),
                name="one_open_job_per_asset",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="job_progress_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_token__isnull=False),
                name="a_running_job_has_a_lease",
            ),
        ]
        indexes = [models.Index(fields=("state", "lease_until"))]

    def __str__(self) -> str:
        return f"{self.uuid} {self.state}"

    @property
    def error(self) -> str:
        """What went wrong, in the reader's language."""
        return messages.text(self.error_code, self.error_params)

    @property
    def stage_text(self) -> str:
        """What is being done now, in the reader's language."""
        return messages.stage(self.stage)


class Upload(models.Model):
    """A file that arrives piece by piece and continues where a dropped line left it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="media_uploads"
    )
    title = models.CharField(max_length=200)
    bytes = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received__lte=models.F("bytes")),
                name="upload_not_longer_than_said",
            )
        ]

    def __str__(self) -> str:
        return f"{self.uuid} {self.received}/{self.bytes}"
