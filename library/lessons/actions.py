"""Writes: the tree, lessons, and the way to approval. One verb, one transaction."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Revision,
    Site,
)

from library.curriculum.models import Outcome, Strand, SubjectGrade
from library.files.models import LibraryDocument, LibraryImage
from library.lessons import rules
from library.lessons.models import (
    GradePage,
    LessonPage,
    LibraryIndex,
    Review,
    ReviewNote,
    SubjectPage,
)
from library.permissions import (
    facts_of,
    may_decide,
    may_edit_lesson,
    may_submit,
    may_unpublish,
)
from library.viewers import viewer_of
from schools.public import Account, Organisation, now

AUTHORS = "Soạn bài"
LONGEST_REASON = 2000


@transaction.atomic
def build_tree() -> LibraryIndex:
    """Make the pages subject → grade that lessons hang from, and the authors' group."""
    index = LibraryIndex.objects.first() or _first_index()
    subjects = {page.subject_id: page for page in SubjectPage.objects.all()}
    grades = {(p.subject_id, p.grade) for p in GradePage.objects.all()}
    rows = SubjectGrade.objects.select_related("subject").order_by(
        "subject__position", "grade"
    )
    for row in rows:
        subject = row.subject
        if subject.pk not in subjects:
            page = SubjectPage(
                title=subject.name_vi, slug=slugify(subject.code), subject=subject
            )
            subjects[subject.pk] = index.add_child(instance=page)
        if (subject.pk, row.grade) not in grades:
            subjects[subject.pk].add_child(
                instance=GradePage(
                    title=f"{subject.name_vi} {row.grade}",
                    slug=f"lop-{row.grade}",
                    subject=subject,
                    grade=row.grade,
                )
            )
            grades.add((subject.pk, row.grade))
    _authors_group(index)
    return index


def _first_index() -> LibraryIndex:
    """Put the library where Wagtail's welcome page was."""
    root = Page.get_first_root_node()
    index = root.add_child(instance=LibraryIndex(title="Học liệu", slug="hoc-lieu"))
    for site in Site.objects.filter(is_default_site=True):
        site.root_page = index
        site.site_name = "Hoa Ban"
        site.save()
    if not Site.objects.exists():
        Site.objects.create(
            hostname="localhost",
            root_page=index,
            is_default_site=True,
            site_name="Hoa Ban",
        )
    for page in root.get_children().filter(content_type__model="page", slug="home"):
        page.delete()
    return LibraryIndex.objects.get(pk=index.pk)


def _authors_group(index: LibraryIndex) -> Group:
    """Make the group that opens Wagtail; what each may do there, the policy says."""
    group, _created = Group.objects.get_or_create(name=AUTHORS)
    group.permissions.add(
        Permission.objects.get(
            content_type__app_label="wagtailadmin", codename="access_admin"
        )
    )
    GroupPagePermission.objects.get_or_create(
        group=group,
        page=index.page_ptr,
        permission=Permission.objects.get(
            content_type__app_label="wagtailcore", codename="add_page"
        ),
    )
    root = Collection.get_first_root_node()
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for verb in ("add", "choose"):
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=root,
                permission=Permission.objects.get(
                    content_type__app_label=app, codename=f"{verb}_{model}"
                ),
            )
    return group


def grant_authoring(account: Account) -> None:
    """Let an account write lessons."""
    index = LibraryIndex.objects.first() or build_tree()
    account.groups.add(_authors_group(index))


def grade_page(subject_code: str, grade: int) -> GradePage:
    """Return the parent of lessons of a subject in a grade."""
    return GradePage.objects.get(subject__code=subject_code, grade=grade)


@transaction.atomic
def create_lesson_from_blocks(  # noqa: PLR0913 - the demo's own words
    data: Mapping[str, Any],
    author: Account,
    organisation: Organisation,
    scope: str = rules.CLASS,
    *,
    publish: bool = True,
    pictures: Mapping[str, Path | str] | None = None,
    assets: Mapping[str, Any] | None = None,
) -> LessonPage:
    """Create a lesson from the seed's JSON; blocks are judged like a teacher's."""
    parent = grade_page(data["subject"], int(data["grade"]))
    strand = Strand.objects.filter(
        subject_grade__subject=parent.subject,
        subject_grade__grade=parent.grade,
        key=data.get("strand") or "",
    ).first()
    lesson = LessonPage(
        title=data["title"],
        slug=_free_slug(parent, data.get("key") or data["title"]),
        subject=parent.subject,
        grade=parent.grade,
        author=author,
        owner=author,
        organisation=organisation,
        scope=scope,
        strand=strand,
        topic=strand.topics.filter(key=data.get("topic") or "").first()
        if strand
        else None,
        licence=data.get("licence") or "CC BY 4.0",
        expected_minutes=int(data.get("minutes") or 45),
        periods=int(data.get("periods") or 1),
        summary=data.get("summary") or "",
        live=False,
    )
    lesson.body = _clean_body(
        _Body(author, organisation, pictures or {}, assets or {}).blocks(data["body"])
    )
    parent.add_child(instance=lesson)
    codes = list(data.get("outcomes") or ())
    outcomes = list(Outcome.objects.filter(code__in=codes))
    if len(outcomes) != len(set(codes)):
        unknown = set(codes) - {each.code for each in outcomes}
        raise ValidationError(f"{data['title']}: {', '.join(sorted(unknown))}")
    lesson.outcomes = outcomes
    revision = lesson.save_revision(user=author)
    if publish:
        _publish(revision, author)
    return LessonPage.objects.get(pk=lesson.pk)


def _free_slug(parent: GradePage, name: str) -> str:
    base = slugify(name, allow_unicode=True)[:200] or "bai"
    taken = set(
        parent.get_children()
        .filter(slug__startswith=base)
        .values_list("slug", flat=True)
    )
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


class _Body:
    """Turns the seed's blocks into StreamField's stored form, files included."""

    def __init__(
        self,
        author: Account,
        organisation: Organisation,
        pictures: Mapping[str, Path | str],
        assets: Mapping[str, Any],
    ) -> None:
        self.owner = {"uploaded_by_user": author, "organisation": organisation}
        self.pictures = pictures
        self.assets = assets

    def blocks(self, body: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the stored form of a whole body."""
        writers = {
            "picture": self._picture,
            "video": self._asset,
            "audio": self._asset,
            "file": self._file,
            "self_check": _question,
        }
        return [
            {
                "type": block["type"],
                "value": writers.get(block["type"], _same)(block["value"]),
            }
            for block in body
        ]

    def _path(self, name: str) -> Path:
        if name not in self.pictures:
            raise ValidationError(f"{name}: file is missing")
        return Path(self.pictures[name])

    def _picture(self, value: Mapping[str, Any]) -> dict[str, Any]:
        path = self._path(value["file"])
        with path.open("rb") as source:
            image = LibraryImage(
                title=(value.get("caption") or value["alt"])[:255],
                description=value["alt"][:255],
                **self.owner,
            )
            image.file.save(path.name, File(source), save=False)
            image.save()
        caption = value.get("caption") or ""
        return {"image": image.pk, "alt": value["alt"], "caption": caption}

    def _file(self, value: Mapping[str, Any]) -> dict[str, Any]:
        path = self._path(value["file"])
        title = value.get("title") or path.name
        with path.open("rb") as source:
            document = LibraryDocument(title=title[:255], **self.owner)
            document.file.save(path.name, File(source), save=False)
            document.save()
        return {"document": document.pk, "title": title}

    def _asset(self, key: str) -> int:
        if key not in self.assets:
            raise ValidationError(f"{key}: recording is missing")
        return int(self.assets[key].pk)


def _same(value: Any) -> Any:
    return value


def _question(value: Mapping[str, Any]) -> dict[str, Any]:
    return {**value, "options": value.get("options") or []}


def _clean_body(raw: list[dict[str, Any]]) -> Any:
    """Judge stored blocks as the editor's form would."""
    block = LessonPage._meta.get_field("body").stream_block
    return block.clean(block.to_python(raw))


def _publish(revision: Revision, account: Account) -> None:
    PublishPageRevisionAction(revision, user=account).execute(
        skip_permission_checks=True
    )


def _note(review: Review, verb: str, account: Account, reason: str = "") -> None:
    ReviewNote.objects.create(
        review=review,
        verb=verb,
        step="" if verb in _AUTHORS_VERBS else review.step,
        account=account,
        at=now(),
        reason=reason.strip()[:LONGEST_REASON],
    )


_AUTHORS_VERBS = (ReviewNote.Verb.SUBMIT, ReviewNote.Verb.WITHDRAW)


@transaction.atomic
def submit(
    lesson: LessonPage, account: Account, wanted: str, words: str = ""
) -> Review:
    """Ask for a wider scope; the version asked about is the latest one, for good."""
    lesson = LessonPage.objects.select_for_update().get(pk=lesson.pk)
    if not may_submit(account, lesson, wanted):
        raise PermissionDenied
    if lesson.latest_revision_id is None:
        lesson.save_revision(user=account)
    review = Review.objects.create(
        lesson=lesson,
        revision_id=lesson.latest_revision_id,
        wanted_scope=wanted,
        step=rules.first_step(wanted, viewer_of(lesson.author), facts_of(lesson)),
        submitted_by=account,
        submitted_at=now(),
    )
    _note(review, ReviewNote.Verb.SUBMIT, account, words)
    return review


def _locked(review: Review, account: Account) -> Review:
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("lesson", "revision")
        .get(pk=review.pk)
    )
    if not may_decide(account, review):
        raise PermissionDenied
    return review


@transaction.atomic
def approve(review: Review, account: Account, words: str = "") -> Review:
    """Approve the open step; the last one publishes exactly the version submitted."""
    review = _locked(review, account)
    _note(review, ReviewNote.Verb.APPROVE, account, words)
    following = rules.step_after(review.wanted_scope, review.step)
    if following:
        review.step = following
        review.save(update_fields=["step"])
        return review
    review.state = Review.State.APPROVED
    review.save(update_fields=["state"])
    LessonPage.objects.filter(pk=review.lesson_id).update(scope=review.wanted_scope)
    _publish(review.revision, account)
    return review


@transaction.atomic
def return_with_reason(review: Review, account: Account, reason: str) -> Review:
    """Send the lesson back to its author, saying why."""
    if not reason.strip():
        raise ValidationError(_("Say what should be changed."))
    review = _locked(review, account)
    _note(review, ReviewNote.Verb.RETURN, account, reason)
    review.state = Review.State.RETURNED
    review.save(update_fields=["state"])
    return review


@transaction.atomic
def withdraw(review: Review, account: Account) -> Review:
    """Take one's own request back."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.state != Review.State.OPEN or not may_edit_lesson(account, review.lesson):
        raise PermissionDenied
    _note(review, ReviewNote.Verb.WITHDRAW, account)
    review.state = Review.State.WITHDRAWN
    review.save(update_fields=["state"])
    return review


@transaction.atomic
def unpublish(lesson: LessonPage, account: Account) -> None:
    """Take a published lesson back."""
    if not may_unpublish(account, lesson):
        raise PermissionDenied
    UnpublishPageAction(lesson, user=account).execute(skip_permission_checks=True)
