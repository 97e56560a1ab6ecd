"""What the home page and the class page ask: what is due, what is to be marked."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from library.public import lesson_weight
from lms.assignments.models import Assignment, LessonAssignment, Submission
from lms.assignments.queries.homework import attachment_bytes
from lms.assignments.queries.lessons import RECENT, completed_ids
from lms.assignments.rules import Standing, standing
from schools.public import (
    Account,
    Learner,
    SchoolClass,
    Subject,
    TeachingAssignment,
    class_of_learner,
    today,
)

LESSON, HOMEWORK = "lesson", "homework"
PAGE_BYTES = 20_000  # what a page without media weighs on a first visit


@dataclass(frozen=True)
class Due:
    """A lesson or homework that a learner has before them, or did lately."""

    kind: str  # LESSON or HOMEWORK
    uuid: UUID
    title: str
    subject: Subject
    given_by: str
    due_at: datetime.datetime
    bytes: int
    standing: Standing
    is_overdue: bool

    @property
    def url(self) -> str:
        """Where it is done."""
        name = "assignments:lesson" if self.kind == LESSON else "assignments:homework"
        return reverse(name, args=[self.uuid])

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.standing in {
            Standing.TO_DO,
            Standing.MISSING,
            Standing.TO_REVISE,
        }


def due_for_learner(
    learner: Learner,
    now: datetime.datetime,
    school_class: SchoolClass | None = None,
) -> list[Due]:
    """Return what a learner has to do: open work first, by due date, then the done.

    Work due more than two weeks ago is left out.
    """
    where = school_class or class_of_learner(learner, now.date())
    if where is None:
        return []
    rows = [*_lessons_due(learner, where, now), *_homework_due(learner, where, now)]
    return sorted(rows, key=lambda each: (not each.is_open, each.due_at))


def _lessons_due(
    learner: Learner, school_class: SchoolClass, now: datetime.datetime
) -> list[Due]:
    works = list(
        LessonAssignment.objects.filter(
            school_class=school_class, due_at__gte=now - RECENT, assigned_at__lte=now
        ).select_related("subject", "assigned_by__person", "lesson")
    )
    done = completed_ids(learner, works)
    return [
        Due(
            kind=LESSON,
            uuid=work.uuid,
            title=work.lesson_title,
            subject=work.subject,
            given_by=work.assigned_by.display_name,
            due_at=work.due_at,
            bytes=PAGE_BYTES + (lesson_weight(work.lesson) if work.lesson else 0),
            standing=_lesson_standing(work, work.id in done, now),
            is_overdue=work.id not in done and now > work.due_at,
        )
        for work in works
    ]


def _lesson_standing(
    work: LessonAssignment, is_done: bool, now: datetime.datetime
) -> Standing:
    if is_done:
        return Standing.RETURNED
    return standing(None, False, work.due_at, now)


def _homework_due(
    learner: Learner, school_class: SchoolClass, now: datetime.datetime
) -> list[Due]:
    works = list(
        Assignment.objects.filter(
            school_class=school_class, due_at__gte=now - RECENT, set_at__lte=now
        ).select_related("subject", "set_by__person")
    )
    mine = {
        row.assignment_id: row
        for row in Submission.objects.filter(assignment__in=works, learner=learner)
    }
    weights = attachment_bytes(works)
    return [
        _homework_row(work, mine.get(work.id), weights.get(work.id, 0), now)
        for work in works
    ]


def _homework_row(
    work: Assignment, row: Submission | None, weight: int, now: datetime.datetime
) -> Due:
    state, late = (row.state, row.late) if row else (None, False)
    stands = standing(state, late, work.due_at, now)
    return Due(
        kind=HOMEWORK,
        uuid=work.uuid,
        title=work.title,
        subject=work.subject,
        given_by=work.set_by.display_name,
        due_at=work.due_at,
        bytes=PAGE_BYTES + weight,
        standing=stands,
        is_overdue=stands == Standing.MISSING,
    )


@dataclass(frozen=True)
class ToMark:
    """Homework with work waiting for its mark."""

    work: Assignment
    waiting: int

    @property
    def url(self) -> str:
        """Where the list of handed-in work is."""
        return reverse("assignments:homework", args=[self.work.uuid])


def to_mark(account: Account, day: datetime.date | None = None) -> list[ToMark]:
    """Return the homework of an account's classes that waits for marks, oldest first."""
    if not account.is_authenticated or account.person_id is None:
        return []
    pairs = (
        TeachingAssignment.objects.on(day or today())
        .filter(teacher__person_id=account.person_id)
        .values_list("school_class", "subject")
    )
    mine = Q(pk__in=[])
    for school_class, subject in set(pairs):
        mine |= Q(school_class=school_class, subject=subject)
    rows = (
        Assignment.objects.filter(mine)
        .select_related("school_class", "subject")
        .annotate(
            waiting=Count(
                "submissions", filter=Q(submissions__state=Submission.State.SUBMITTED)
            )
        )
        .filter(waiting__gt=0)
        .order_by("due_at", "id")
    )
    return [ToMark(work, work.waiting) for work in rows]
