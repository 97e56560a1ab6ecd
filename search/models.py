"""The index in the database. Full text structures beside it: see the migration."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IndexGeneration(models.Model):
    """One build of the index: at most one answers, at most one is being built."""

    class State(models.TextChoices):
        """Whether it answers yet."""

        BUILDING = "building", _("being built")
        ACTIVE = "active", _("in use")
        RETIRED = "retired", _("to be deleted")

    state = models.CharField(max_length=10, choices=State.choices)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One answers and one is being built; retired ones wait to be deleted."""

        constraints = (
            models.UniqueConstraint(
                fields=["state"],
                condition=~Q(state="retired"),
                name="search_one_generation_a_state",
            ),
        )

    def __str__(self) -> str:
        """Name it by number."""
        return f"{self.pk} ({self.state})"


class IndexedDocument(models.Model):
    """A document as one generation holds it; `dropped` marks a removal mid-rebuild."""

    generation = models.ForeignKey(
        IndexGeneration, on_delete=models.CASCADE, related_name="documents"
    )
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    grade = models.PositiveSmallIntegerField(null=True)
    subject_code = models.CharField(max_length=20, blank=True)
    subject_name = models.CharField(max_length=200, blank=True)
    strand = models.CharField(max_length=300, blank=True)
    headings = models.JSONField(default=list)
    media = models.CharField(max_length=200, blank=True)  # "|audio|video|"
    bytes = models.PositiveBigIntegerField(default=0)
    licence = models.CharField(max_length=100, blank=True)
    updated_at = models.DateTimeField()
    dropped = models.BooleanField(default=False)

    class Meta:
        """A key once a generation."""

        constraints = (
            models.UniqueConstraint(
                fields=["generation", "key"], name="search_key_once_a_generation"
            ),
        )
        indexes = (
            models.Index(
                fields=["generation", "-updated_at"],
                condition=Q(dropped=False),
                name="search_newest",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class DocumentToken(models.Model):
    """Who may find a document: holders of this token."""

    document = models.ForeignKey(
        IndexedDocument, on_delete=models.CASCADE, related_name="tokens"
    )
    token = models.CharField(max_length=80)

    class Meta:
        """A token once a document; looked up from the document."""

        constraints = (
            models.UniqueConstraint(
                fields=["document", "token"], name="search_token_once_a_document"
            ),
        )

    def __str__(self) -> str:
        """Show the token."""
        return self.token
