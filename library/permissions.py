"""The library's one policy: pages, drafts, reviews, pictures, files, recordings.

Explorer, choosers, previews, version history, file addresses, recordings and search
all ask here. The decisions are in `lessons/rules.py`; the filters below say the same
in SQL and a property test holds the two together.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from library.files.models import LibraryDocument, LibraryImage
from library.lessons import rules
from library.lessons.models import LessonFile, LessonPage, Review
from library.viewers import viewer_of


def facts_of(lesson: LessonPage) -> rules.Lesson:
    """Return what the rules need to know of a lesson."""
    review = lesson.reviews.filter(state=Review.State.OPEN).first()
    return rules.Lesson(
        author=lesson.author_id,
        organisation=lesson.organisation_id,
        subject=lesson.subject_id,
        scope=lesson.scope,
        is_live=lesson.live,
        key=lesson.pk or 0,
        review=None
        if review is None
        else rules.Review(
            wanted=review.wanted_scope,
            step=review.step,
            submitted_by=review.submitted_by_id,
        ),
    )


def may_view_lesson(account: object, lesson: LessonPage) -> bool:
    """Return whether the published lesson may be read."""
    return rules.may_read(viewer_of(account), facts_of(lesson))


def may_edit_lesson(account: object, lesson: LessonPage) -> bool:
    """Return whether drafts, versions and previews are open to the account."""
    return rules.may_edit(viewer_of(account), facts_of(lesson))


def may_publish_at_once(account: object, lesson: LessonPage) -> bool:
    """Return whether the lesson may go out without approval (own classes)."""
    return rules.may_publish_at_once(viewer_of(account), facts_of(lesson))


def may_unpublish(account: object, lesson: LessonPage) -> bool:
    """Return whether the lesson may be taken back."""
    return rules.may_withdraw_lesson(viewer_of(account), facts_of(lesson))


def may_see_review(account: object, review: Review) -> bool:
    """Return whether the version under review is open to the account.

    A closed review stays open to the author only.
    """
    facts = facts_of(review.lesson)
    if review.state != Review.State.OPEN:
        return rules.may_edit(viewer_of(account), facts)
    return rules.may_see_review(viewer_of(account), facts)


def may_decide(account: object, review: Review) -> bool:
    """Return whether the account decides the open step."""
    if review.state != Review.State.OPEN:
        return False
    return rules.may_decide(viewer_of(account), facts_of(review.lesson))


def may_submit(account: object, lesson: LessonPage, wanted: str) -> bool:
    """Return whether the account may ask for a wider scope now."""
    return rules.may_submit(viewer_of(account), facts_of(lesson), wanted)


def may_author(account: object) -> bool:
    """Return whether the account writes lessons at all."""
    viewer = viewer_of(account)
    return viewer.is_superuser or viewer.is_author_anywhere


def may_review(account: object) -> bool:
    """Return whether lessons can ever wait for this account's decision."""
    viewer = viewer_of(account)
    return bool(viewer.heads or viewer.leads or viewer.reviews)


def readable(viewer: rules.Viewer, prefix: str = "") -> Q:
    """Say `rules.may_read` of published lessons as a filter."""
    live = Q(**{f"{prefix}live": True})
    if viewer.is_superuser:
        return live
    school = {f"{prefix}scope": rules.SCHOOL}
    own_class = {f"{prefix}scope": rules.CLASS}
    by = f"{prefix}organisation_id__in"
    wanted = Q(**{f"{prefix}scope": rules.COMMONS})
    if viewer.account:
        wanted |= Q(**{f"{prefix}author_id": viewer.account})
        wanted |= Q(**{by: viewer.oversees})
        wanted |= Q(**{f"{prefix}pk__in": viewer.opened})
        wanted |= Q(**school, **{by: viewer.schools})
        wanted |= Q(**own_class, **{f"{prefix}author_id__in": viewer.taught_by})
        for organisation, subject in viewer.heads:
            wanted |= Q(
                **own_class,
                **{
                    f"{prefix}organisation_id": organisation,
                    f"{prefix}subject_id": subject,
                },
            )
    return live & wanted


def decidable(viewer: rules.Viewer) -> Q:
    """Say `rules.may_see_review` (for others than the author) as a filter on Review."""
    if not viewer.account:
        return Q(pk__in=())
    wanted = Q(
        wanted_scope=rules.COMMONS, lesson__organisation_id__in=viewer.reviews
    ) | Q(wanted_scope=rules.SCHOOL, lesson__organisation_id__in=viewer.leads)
    for organisation, subject in viewer.heads:
        wanted |= Q(
            wanted_scope=rules.SCHOOL,
            lesson__organisation_id=organisation,
            lesson__subject_id=subject,
        )
    return Q(state=Review.State.OPEN) & wanted


def visible_lessons(account: object) -> QuerySet[LessonPage]:
    """Return the published lessons an account may read."""
    return LessonPage.objects.filter(readable(viewer_of(account)))


def editable_lessons(account: object) -> QuerySet[LessonPage]:
    """Return the lessons whose drafts are open to an account."""
    viewer = viewer_of(account)
    if viewer.is_superuser:
        return LessonPage.objects.all()
    if not viewer.account:
        return LessonPage.objects.none()
    return LessonPage.objects.filter(author_id=viewer.account)


def uses_open_to(viewer: rules.Viewer) -> QuerySet[LessonFile]:
    """Return the uses of files in lesson versions the viewer may see."""
    reviews = Review.objects.filter(
        decidable(viewer), revision_id=OuterRef("revision_id")
    )
    return LessonFile.objects.filter(
        (Q(revision_id=F("lesson__live_revision_id")) & readable(viewer, "lesson__"))
        | (Q(lesson__author_id=viewer.account) if viewer.account else Q(pk__in=()))
        | Exists(reviews)
    )


def may_view_file(account: object, kind: str, target: int, owner: int | None) -> bool:
    """Return whether a picture, document or recording may be fetched."""
    viewer = viewer_of(account)
    if viewer.is_superuser or (viewer.account and viewer.account == owner):
        return True
    return uses_open_to(viewer).filter(kind=kind, target=target).exists()


def may_view_image(account: object, image: LibraryImage) -> bool:
    """Return whether a picture may be fetched or chosen."""
    return may_view_file(
        account, LessonFile.Kind.IMAGE, image.pk, image.uploaded_by_user_id
    )


def may_view_document(account: object, document: LibraryDocument) -> bool:
    """Return whether a document may be fetched or chosen."""
    return may_view_file(
        account, LessonFile.Kind.DOCUMENT, document.pk, document.uploaded_by_user_id
    )


def viewable_files(account: object, kind: str, owner_field: str) -> Q:
    """Say `may_view_file` as a filter on pictures, documents or recordings."""
    viewer = viewer_of(account)
    if viewer.is_superuser:
        return Q()
    if not viewer.account:
        return Q(pk__in=())
    used = uses_open_to(viewer).filter(kind=kind).values("target")
    return Q(**{owner_field: viewer.account}) | Q(pk__in=used)
