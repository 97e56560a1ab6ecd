"""What the library offers the floors above."""

from library.curriculum.actions import import_official, load_bundled
from library.curriculum.models import Outcome, Programme, Strand, SubjectGrade, Topic
from library.curriculum.queries import outcomes_of, planned_periods, strands_of
from library.lessons.actions import (
    approve,
    build_tree,
    create_lesson_from_blocks,
    grant_authoring,
    return_with_reason,
    submit,
)
from library.lessons.models import LessonPage, Review
from library.lessons.queries import lesson_by_uuid, lesson_weight
from library.permissions import may_author, may_view_lesson, visible_lessons

__all__ = [
    "LessonPage",
    "Outcome",
    "Programme",
    "Review",
    "Strand",
    "SubjectGrade",
    "Topic",
    "approve",
    "build_tree",
    "create_lesson_from_blocks",
    "grant_authoring",
    "import_official",
    "lesson_by_uuid",
    "lesson_weight",
    "load_bundled",
    "may_author",
    "may_view_lesson",
    "outcomes_of",
    "planned_periods",
    "return_with_reason",
    "strands_of",
    "submit",
    "visible_lessons",
]
