"""The page tree (subject → grade → lesson), what lessons use, and their reviews."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester, Revision

from library.curriculum.models import GRADE, Outcome, Strand, Topic
from library.files.models import Licence
from library.lessons import rules
from library.lessons.blocks import LessonBlocks


class Addressed:
    """Wagtail asks a page for its address; ours come from urls.py, not from the tree."""

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        """Return the page's address."""
        raise NotImplementedError

    def get_full_url(self, request: Any = None) -> str:
        """Return the page's address with the site in front."""
        if request is not None:
            return str(request.build_absolute_uri(self.get_url()))
        return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{self.get_url()}"

    @property
    def url(self) -> str:
        """The page's address."""
        return self.get_url()

    @property
    def full_url(self) -> str:
        """The page's address with the site in front."""
        return self.get_full_url()


class TreePage(Addressed, Page):
    """A page of the tree itself; made by the curriculum import, never by hand."""

    permission_tester: ClassVar[type[PagePermissionTester]] = PagePermissionTester
    is_creatable = False
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Return the policy's answers for this page."""
        return self.permission_tester(user, self)


class LibraryIndex(TreePage):
    """Học liệu: the root of the tree."""

    subpage_types: ClassVar[list[str]] = ["library.SubjectPage"]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("library")

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        """Return the address of browsing."""
        return reverse("library:browse")


class SubjectPage(TreePage):
    """A subject's place in the tree."""

    subject = models.OneToOneField(
        "schools.Subject", on_delete=models.PROTECT, related_name="library_page"
    )
    subpage_types: ClassVar[list[str]] = ["library.GradePage"]
    parent_page_types: ClassVar[list[str]] = ["library.LibraryIndex"]

    class Meta:
        verbose_name = _("subject")

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        """Return the address of browsing this subject."""
        return f"{reverse('library:browse')}?mon={self.subject.code}"


class GradePage(TreePage):
    """A subject in a grade: the parent of its lessons."""

    subject = models.ForeignKey(
        "schools.Subject", on_delete=models.PROTECT, related_name="grade_pages"
    )
    grade = models.PositiveSmallIntegerField(validators=GRADE)
    subpage_types: ClassVar[list[str]] = ["library.LessonPage"]
    parent_page_types: ClassVar[list[str]] = ["library.SubjectPage"]

    class Meta:
        verbose_name = _("grade")
        constraints = [
            models.UniqueConstraint(fields=["subject", "grade"], name="one_grade_page")
        ]

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        """Return the address of browsing this subject in this grade."""
        return f"{reverse('library:browse')}?mon={self.subject.code}&lop={self.grade}"


class LessonPage(Addressed, Page):
    """A lesson (bài học). Whose it is and how wide it goes never come from a draft."""

    class Scope(models.TextChoices):
        """Lớp tôi, trường, kho chung."""

        CLASS = rules.CLASS, _("Own classes")
        SCHOOL = rules.SCHOOL, _("School")
        COMMONS = rules.COMMONS, _("Common store")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(
        "schools.Subject",
        editable=False,
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    grade = models.PositiveSmallIntegerField(validators=GRADE, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        editable=False,
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    organisation = models.ForeignKey(
        "schools.Organisation",
        editable=False,
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    scope = models.CharField(
        max_length=8, choices=Scope, default=Scope.CLASS, editable=False
    )
    strand = models.ForeignKey(
        Strand,
        verbose_name=_("strand"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    outcomes = ParentalManyToManyField(
        Outcome, verbose_name=_("outcomes"), blank=True, related_name="lessons"
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence, default=Licence.CC_BY
    )
    expected_minutes = models.PositiveSmallIntegerField(
        _("expected minutes"),
        default=45,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    periods = models.PositiveSmallIntegerField(
        _("periods (tiết)"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    summary = models.TextField(_("in two sentences"), max_length=600, blank=True)
    body = StreamField(LessonBlocks(), verbose_name=_("lesson"), blank=True)

    # apps.py fills these in: the policy and the form stand above the tables.
    permission_tester: ClassVar[type[PagePermissionTester]] = PagePermissionTester
    FIXED = (
        "uuid",
        "subject_id",
        "grade",
        "author_id",
        "organisation_id",
        "scope",
    )

    template = "library/lesson.html"
    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = ["library.GradePage"]
    show_in_menus_default = False
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", classname="title"),  # no address to keep in step
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("periods"),
                FieldPanel("expected_minutes"),
                FieldPanel("licence"),
            ],
            heading=_("About the lesson"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("strand"),
                FieldPanel("topic"),
                FieldPanel("outcomes", widget=CheckboxSelectMultiple),
            ],
            heading=_("In the programme"),
        ),
    ]
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=12), name="lesson_grade"
            ),
            models.CheckConstraint(
                condition=Q(scope__in=["class", "school", "commons"]),
                name="lesson_scope",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "grade"]),
            models.Index(fields=["scope", "organisation"]),
        ]

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Return the policy's answers for this lesson."""
        return self.permission_tester(user, self)

    def with_content_json(self, content: dict[str, Any]) -> "LessonPage":
        """Give a version its words; owner, place and scope stay the page's own."""
        version = super().with_content_json(content)
        for name in self.FIXED:
            setattr(version, name, getattr(self, name))
        return version

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Note which files the new version uses: readers of it may see them."""
        revision = super().save_revision(*args, **kwargs)
        LessonFile.objects.bulk_create(
            LessonFile(lesson_id=self.pk, revision=revision, kind=kind, target=target)
            for kind, target in sorted(files_of(self))
        )
        return revision

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        """Return the address students read it at."""
        return reverse("library:lesson", args=[self.uuid])

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Give previews what the lesson page needs."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "lesson": self, "is_preview": True}


def files_of(lesson: LessonPage) -> set[tuple[str, int]]:
    """Return (kind, pk) of every picture, document and recording in the body."""
    found: set[tuple[str, int]] = set()
    for block in lesson.body:
        kind, value = block.block_type, block.value
        if kind == "picture" and value["image"]:
            found.add((LessonFile.Kind.IMAGE, value["image"].pk))
        elif kind == "file" and value["document"]:
            found.add((LessonFile.Kind.DOCUMENT, value["document"].pk))
        elif kind in {"video", "audio"} and value:
            found.add((LessonFile.Kind.ASSET, value.pk))
    return found


class LessonFile(models.Model):
    """One version of a lesson uses one file: whoever may see it may see the file."""

    class Kind(models.TextChoices):
        """What is used."""

        IMAGE = "image", _("picture")
        DOCUMENT = "document", _("file")
        ASSET = "asset", _("recording")

    lesson = models.ForeignKey(
        LessonPage, on_delete=models.CASCADE, related_name="files"
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="lesson_files"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    target = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "kind", "target"], name="one_lesson_file"
            )
        ]
        indexes = [models.Index(fields=["kind", "target"])]

    def __str__(self) -> str:
        return f"{self.lesson_id}@{self.revision_id}: {self.kind} {self.target}"


class Review(models.Model):
    """A request to share a lesson wider, pinned to one version of it."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned for changes")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Step(models.TextChoices):
        """Who decides."""

        HEAD = rules.HEAD, _("Head of the subject team")
        LEADER = rules.LEADER, _("School leader")
        REVIEWER = rules.REVIEWER, _("Reviewer of the common store")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lesson = models.ForeignKey(
        LessonPage, on_delete=models.CASCADE, related_name="reviews"
    )
    revision = models.ForeignKey(Revision, on_delete=models.RESTRICT, related_name="+")
    wanted_scope = models.CharField(max_length=8, choices=LessonPage.Scope)
    step = models.CharField(max_length=8, choices=Step)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ("-submitted_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson"], condition=Q(state="open"), name="one_open_review"
            ),
            models.CheckConstraint(
                condition=Q(wanted_scope__in=["school", "commons"]),
                name="review_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} → {self.wanted_scope} ({self.state})"


class ReviewNote(models.Model):
    """One thing that happened in a review: who, when, as what, why. Never changed."""

    class Verb(models.TextChoices):
        """What was done."""

        SUBMIT = "submit", _("Submitted")
        APPROVE = "approve", _("Approved")
        RETURN = "return", _("Sent back")
        WITHDRAW = "withdraw", _("Withdrawn")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="notes")
    verb = models.CharField(max_length=10, choices=Verb)
    step = models.CharField(max_length=8, choices=Review.Step, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(verb="return") | ~Q(reason=""),
                name="a_return_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.verb}"
