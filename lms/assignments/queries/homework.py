"""Reads of homework and what was handed in."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from lms.assignments.models import (
    Assignment,
    Attachment,
    Submission,
    SubmissionPhoto,
)
from lms.assignments.rules import Standing, Tally, standing, tally
from schools.public import Learner, SchoolClass, class_members


def homework_by_uuid(uuid: object) -> Assignment | None:
    """Return homework with all its page needs."""
    return (
        Assignment.objects.filter(uuid=uuid)
        .select_related(
            "subject", "school_class__school", "school_class__year", "set_by__person"
        )
        .prefetch_related("attachments")
        .first()
    )


def _kept_photos() -> Prefetch:
    kept = SubmissionPhoto.objects.filter(removed_at__isnull=True)
    return Prefetch("photos", queryset=kept, to_attr="kept_photos")


def submission_by_uuid(uuid: object) -> Submission | None:
    """Return one learner's work with its homework, photos and versions."""
    return (
        Submission.objects.filter(uuid=uuid)
        .select_related(
            "learner__person",
            "marked_by__person",
            "assignment__subject",
            "assignment__school_class__school",
            "assignment__school_class__year",
        )
        .prefetch_related(_kept_photos(), "versions__photos")
        .first()
    )


def submission_of(work: Assignment, learner: Learner) -> Submission | None:
    """Return a learner's work on homework, if begun."""
    return (
        Submission.objects.filter(assignment=work, learner=learner)
        .select_related("marked_by__person")
        .prefetch_related(_kept_photos(), "versions__photos")
        .first()
    )


def photo_by_uuid(uuid: object) -> SubmissionPhoto | None:
    """Return a photo with the work it belongs to."""
    return (
        SubmissionPhoto.objects.filter(uuid=uuid)
        .select_related(
            "submission__learner",
            "submission__assignment__subject",
            "submission__assignment__school_class__school",
        )
        .first()
    )


def attachment_by_uuid(uuid: object) -> Attachment | None:
    """Return a teacher's file with its homework."""
    return (
        Attachment.objects.filter(uuid=uuid)
        .select_related("assignment__subject", "assignment__school_class__school")
        .first()
    )


def homework_given(school_class: SchoolClass) -> QuerySet[Assignment]:
    """Return a class's homework, latest due first, with counts."""
    state = Submission.State
    return (
        Assignment.objects.filter(school_class=school_class)
        .select_related("subject", "set_by__person")
        .annotate(
            handed_in=Count("submissions", filter=~Q(submissions__state=state.DRAFT)),
            waiting=Count("submissions", filter=Q(submissions__state=state.SUBMITTED)),
        )
    )


@dataclass(frozen=True)
class Line:
    """One learner's line of a homework's list."""

    learner: Learner
    submission: Submission | None
    standing: Standing


@dataclass(frozen=True)
class HandedIn:
    """A homework's list and its counts."""

    lines: tuple[Line, ...]
    tally: Tally


def handed_in(work: Assignment, now: datetime.datetime) -> HandedIn:
    """Return who handed in, who is late, who is missing, in class-list order.

    Those who have left the class stay in the list with what they handed in.
    """
    rows = {
        row.learner_id: row
        for row in work.submissions.select_related("learner__person").annotate(
            photo_count=Count("photos", filter=Q(photos__removed_at__isnull=True))
        )
    }
    learners = class_members(work.school_class)
    here = {learner.id for learner in learners}
    left = [
        row.learner
        for row in rows.values()
        if row.learner_id not in here and row.state != Submission.State.DRAFT
    ]
    everybody = sorted([*learners, *left], key=lambda each: each.person.sort_key)
    lines = tuple(_line(work, each, rows.get(each.id), now) for each in everybody)
    return HandedIn(lines, tally(line.standing for line in lines))


def _line(
    work: Assignment,
    learner: Learner,
    row: Submission | None,
    now: datetime.datetime,
) -> Line:
    state, late = (row.state, row.late) if row else (None, False)
    return Line(learner, row, standing(state, late, work.due_at, now))


@dataclass(frozen=True)
class Neighbours:
    """The handed-in work before and after one, and its place among them."""

    before: Submission | None
    after: Submission | None
    place: int
    count: int


def neighbours(submission: Submission) -> Neighbours:
    """Return where a teacher goes from here, in class-list order."""
    rows = list(
        Submission.objects.filter(assignment=submission.assignment)
        .exclude(state=Submission.State.DRAFT)
        .order_by("learner__person__sort_key", "id")
    )
    ids = [row.id for row in rows]
    if submission.id not in ids:
        return Neighbours(None, None, 0, len(rows))
    place = ids.index(submission.id)
    return Neighbours(
        before=rows[place - 1] if place else None,
        after=rows[place + 1] if place + 1 < len(rows) else None,
        place=place + 1,
        count=len(rows),
    )


def attachment_bytes(works: QuerySet[Assignment] | list[Assignment]) -> dict[int, int]:
    """Return the bytes of the files of homework, by homework id."""
    rows = (
        Attachment.objects.filter(assignment__in=works)
        .values("assignment")
        .annotate(total=Sum("bytes"))
    )
    return {row["assignment"]: row["total"] for row in rows}
