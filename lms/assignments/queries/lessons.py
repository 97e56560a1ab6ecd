"""Reads of assigned lessons."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from library.public import LessonPage
from lms.assignments.models import LessonAssignment, LessonCompletion
from lms.assignments.rules import Progress, credited_seconds, needed_seconds
from schools.public import Learner, SchoolClass, class_members

SELF_CHECK = "self_check"
RECENT = datetime.timedelta(days=14)


def self_checks_in(lesson: LessonPage) -> list[str]:
    """Return the keys of a lesson's self-check questions."""
    return [str(b.id) for b in lesson.body if b.block_type == SELF_CHECK]


def progress_of(row: LessonCompletion) -> Progress:
    """Return a learner's row as the rules see it."""
    return Progress(
        opened_at=row.opened_at,
        seconds_active=row.seconds_active,
        played_seconds=row.played_seconds,
        self_checks=frozenset(row.self_checks_done),
        devices=row.devices,
    )


def lesson_work_by_uuid(uuid: object) -> LessonAssignment | None:
    """Return an assigned lesson with all its page needs."""
    return (
        LessonAssignment.objects.filter(uuid=uuid)
        .select_related(
            "lesson",
            "subject",
            "school_class__school",
            "school_class__year",
            "assigned_by__person",
            "planned_period__plan",
        )
        .first()
    )


def completion_of(work: LessonAssignment, learner: Learner) -> LessonCompletion | None:
    """Return what a learner did with an assigned lesson."""
    return LessonCompletion.objects.filter(assignment=work, learner=learner).first()


def lessons_given(school_class: SchoolClass) -> QuerySet[LessonAssignment]:
    """Return a class's assigned lessons, latest due first, with who is done."""
    return (
        LessonAssignment.objects.filter(school_class=school_class)
        .select_related("subject", "assigned_by__person", "lesson", "planned_period")
        .annotate(
            done=Count("completions", filter=Q(completions__completed_at__isnull=False))
        )
    )


@dataclass(frozen=True)
class LearnerProgress:
    """One learner's line of the progress list."""

    learner: Learner
    completion: LessonCompletion | None
    minutes: int

    @property
    def is_done(self) -> bool:
        """Whether the lesson is finished."""
        return bool(self.completion and self.completion.completed_at)


def class_progress(
    work: LessonAssignment, now: datetime.datetime
) -> list[LearnerProgress]:
    """Return every learner of the class with what they did."""
    rows = {row.learner_id: row for row in work.completions.all()}
    lines = []
    for learner in class_members(work.school_class):
        row = rows.get(learner.id)
        seconds = 0
        if row is not None:
            until = row.completed_at or now
            seconds = credited_seconds(progress_of(row), until)
        cap = work.expected_minutes * 60 * 3 or seconds
        lines.append(LearnerProgress(learner, row, round(min(seconds, cap) / 60)))
    return lines


def minutes_needed(work: LessonAssignment) -> int:
    """Return the least minutes before a learner may say they are done."""
    return -(-needed_seconds(work.expected_minutes) // 60)


def completed_ids(learner: Learner, works: Iterable[LessonAssignment]) -> set[int]:
    """Return which of the assigned lessons a learner has finished."""
    return set(
        LessonCompletion.objects.filter(
            learner=learner, assignment__in=list(works), completed_at__isnull=False
        ).values_list("assignment_id", flat=True)
    )
