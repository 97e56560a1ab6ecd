"""Reads of lessons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from library.curriculum.models import Outcome
from library.lessons.models import LessonFile, LessonPage, Review
from library.lessons.rich_text import plain_line, plain_text
from schools.public import Subject


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader chose on the browse page."""

    grade: int | None = None
    subject: Subject | None = None
    strand: int | None = None


def with_cards(lessons: QuerySet[LessonPage]) -> QuerySet[LessonPage]:
    """Load what a list of lessons shows."""
    return lessons.select_related(
        "subject", "author__person", "organisation", "strand"
    ).annotate(
        has_video=Exists(
            LessonFile.objects.filter(
                lesson=OuterRef("pk"),
                revision=OuterRef("live_revision_id"),
                kind=LessonFile.Kind.ASSET,
            )
        )
    )


def browse(lessons: QuerySet[LessonPage], chosen: Chosen) -> QuerySet[LessonPage]:
    """Narrow visible lessons to what was chosen, in reading order."""
    wanted = Q()
    if chosen.grade:
        wanted &= Q(grade=chosen.grade)
    if chosen.subject:
        wanted &= Q(subject=chosen.subject)
    if chosen.strand:
        wanted &= Q(strand=chosen.strand)
    return with_cards(lessons.filter(wanted)).order_by(
        "grade", "subject__position", "strand__position", "title", "pk"
    )


def lesson_by_uuid(uuid: object) -> LessonPage | None:
    """Return a lesson whatever its state; ask the policy before showing it."""
    return (
        LessonPage.objects.filter(uuid=uuid)
        .select_related(
            "subject",
            "author__person",
            "organisation",
            "strand",
            "topic",
            "live_revision",
        )
        .first()
    )


def recordings_of(lesson: LessonPage) -> list[Any]:
    """Return the recordings in the body, in order."""
    return [
        block.value
        for block in lesson.body
        if block.block_type in {"video", "audio"} and block.value is not None
    ]


def outcomes_of_lesson(lesson: LessonPage) -> Sequence[Outcome]:
    """Return the outcomes a lesson is aligned to."""
    return sorted(lesson.outcomes.all(), key=lambda each: each.code)


def lesson_weight(lesson: LessonPage) -> int:
    """Return the bytes of pictures and of each recording's lightest rendition."""
    pictures = sum(
        block.value["image"].rendition_bytes()
        for block in lesson.body
        if block.block_type == "picture" and block.value["image"]
    )
    return pictures + sum(asset.smallest_bytes for asset in recordings_of(lesson))


def text_of(lesson: LessonPage) -> str:
    """Return the words of every block for search; right answers stay out."""
    parts: list[str] = [plain_line(lesson.summary)]
    for block in lesson.body:
        if block.block_type != "heading":
            parts.extend(_words(block.block_type, block.value))
    return " ".join(part for part in parts if part)


def headings_of(lesson: LessonPage) -> tuple[str, ...]:
    """Return the headings of the body."""
    return tuple(
        plain_line(block.value)
        for block in lesson.body
        if block.block_type == "heading"
    )


def _words(kind: str, value: object) -> Iterable[str]:
    reader = _READERS.get(kind)
    return reader(value) if reader and value else ()


def _of_question(value: dict) -> list[str]:
    options = [plain_line(option["text"]) for option in value["options"] or ()]
    return [plain_line(value["question"]), *options]


_READERS = {
    "text": lambda value: [plain_text(str(value.source))],
    "maths": lambda value: [plain_line(f"\\({value['latex']}\\)")],
    "picture": lambda value: [value["alt"], value["caption"] or ""],
    "video": lambda value: [value.title],
    "audio": lambda value: [value.title],
    "file": lambda value: [value["title"] or ""],
    "callout": lambda value: [
        plain_line(value["title"] or ""),
        plain_text(str(value["text"].source)),
    ],
    "self_check": _of_question,
    "table": lambda value: [
        plain_line(value["caption"]),
        plain_line(value["rows"].replace("|", " ")),
    ],
}


def kinds_of_media(lesson: LessonPage) -> tuple[str, ...]:
    """Return the kinds of media a lesson has, for search filters."""
    names = {"video": "video", "audio": "audio", "picture": "picture", "file": "file"}
    found = {names[b.block_type] for b in lesson.body if b.block_type in names}
    return tuple(sorted(found))


def reviews_of(lesson: LessonPage) -> QuerySet[Review]:
    """Return a lesson's reviews with every step, newest first."""
    return lesson.reviews.prefetch_related("notes__account__person").order_by(
        "-submitted_at", "-pk"
    )
