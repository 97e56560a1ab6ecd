"""Lessons as search sees them: words, filters, and who may find them."""

from collections.abc import Iterator

from library.lessons import rules
from library.lessons.models import LessonPage
from library.lessons.queries import (
    headings_of,
    kinds_of_media,
    lesson_weight,
    text_of,
)
from library.permissions import facts_of
from library.viewers import viewer_of
from search.public import Document


def key_of(lesson: LessonPage) -> str:
    """Return the key a lesson is indexed under."""
    return f"lesson:{lesson.uuid}"


def document_of(lesson: LessonPage) -> Document:
    """Return a published lesson as a search document."""
    return Document(
        key=key_of(lesson),
        kind=LessonSource.kind,
        title=lesson.title,
        body=text_of(lesson),
        headings=headings_of(lesson),
        url=lesson.get_url(),
        grade=lesson.grade,
        subject_code=lesson.subject.code,
        subject_name=lesson.subject.name_vi,
        strand=lesson.strand.name if lesson.strand else "",
        media=kinds_of_media(lesson),
        bytes=lesson_weight(lesson),
        licence=lesson.licence,
        visible_to=rules.lesson_tokens(facts_of(lesson)),
        updated_at=lesson.last_published_at,
    )


class LessonSource:
    """Every published lesson; tokens say who may find which."""

    kind = "lesson"

    def documents(self) -> Iterator[Document]:
        """Give every published lesson, for a rebuild."""
        lessons = LessonPage.objects.filter(live=True).select_related(
            "subject", "strand"
        )
        for lesson in lessons.order_by("pk").iterator(chunk_size=100):
            yield document_of(lesson)

    def tokens_for(self, account: object) -> tuple[str, ...]:
        """Give the tokens an account holds today."""
        return rules.reader_tokens(viewer_of(account))
