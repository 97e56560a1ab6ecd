"""Assign a lesson, follow it, finish it, tell who counts."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.db import transaction

from library.public import LessonPage
from lms.assignments.jobs import tell_when_due
from lms.assignments.models import LessonAssignment, LessonCompletion
from lms.assignments.queries.lessons import progress_of, self_checks_in
from lms.assignments.rules import (
    Batch,
    Progress,
    answered_all,
    is_known,
    seconds_lacking,
    take,
)
from lms.classes.models import PlannedPeriod
from lms.classes.ports import get_evidence_sink
from schools.public import Account, Learner, SchoolClass, Subject

Mode = LessonAssignment.Mode
By = LessonCompletion.By


class NoSuchPeriod(Exception):  # noqa: N818 - says what it is
    """A class's plan has no tiết of the number that another class's work names."""

    def __init__(self, school_class: SchoolClass) -> None:
        super().__init__(str(school_class))
        self.school_class = school_class


class AlreadyTied(Exception):  # noqa: N818 - says what it is
    """The lesson is assigned to this tiết of the class already."""

    def __init__(self, school_class: SchoolClass) -> None:
        super().__init__(str(school_class))
        self.school_class = school_class


@dataclass(frozen=True)
class Task:
    """What a teacher assigns, whatever the class."""

    lesson: LessonPage
    subject: Subject
    due_at: datetime.datetime
    mode: str = Mode.HOMEWORK
    period_number: int | None = None
    online_fraction: Decimal = Decimal(0)
    note: str = ""


@transaction.atomic
def assign_lesson(
    account: Account,
    task: Task,
    classes: Sequence[SchoolClass],
    now: datetime.datetime,
) -> list[LessonAssignment]:
    """Assign a lesson to classes; in each it is tied to the tiết of that number."""
    given = []
    for school_class in classes:
        work = LessonAssignment.objects.create(
            lesson=task.lesson,
            lesson_uuid=task.lesson.uuid,
            lesson_title=task.lesson.title,
            expected_minutes=task.lesson.expected_minutes,
            self_checks=len(self_checks_in(task.lesson)),
            school_class=school_class,
            subject=task.subject,
            assigned_by=account,
            assigned_at=now,
            due_at=task.due_at,
            mode=task.mode,
            planned_period=_period(task, school_class),
            online_fraction=_fraction(task),
            note=task.note,
        )
        transaction.on_commit(partial(tell_when_due, work.uuid, work.due_at))
        given.append(work)
    return given


def _fraction(task: Task) -> Decimal:
    fixed = {Mode.HOMEWORK: Decimal(0), Mode.REPLACES: Decimal(1)}
    return fixed.get(Mode(task.mode), task.online_fraction)


def _period(task: Task, school_class: SchoolClass) -> PlannedPeriod | None:
    if task.period_number is None:
        return None
    period = PlannedPeriod.objects.filter(
        plan__school_class=school_class,
        plan__subject=task.subject,
        number=task.period_number,
    ).first()
    if period is None:
        raise NoSuchPeriod(school_class)
    if LessonAssignment.objects.filter(
        lesson_uuid=task.lesson.uuid, planned_period=period
    ).exists():
        raise AlreadyTied(school_class)
    return period


@transaction.atomic
def withdraw_lesson(work: LessonAssignment) -> bool:
    """Take an assigned lesson back, unless somebody has finished it."""
    if work.completions.filter(completed_at__isnull=False).exists():
        return False
    work.delete()
    return True


def open_lesson(
    work: LessonAssignment, learner: Learner, now: datetime.datetime
) -> LessonCompletion:
    """Note that a learner opened the lesson; the first time counts."""
    row, _is_new = LessonCompletion.objects.get_or_create(
        assignment=work, learner=learner, defaults={"opened_at": now}
    )
    return row


@transaction.atomic
def record_progress(
    work: LessonAssignment,
    learner: Learner,
    batches: Sequence[Batch],
    now: datetime.datetime,
) -> LessonCompletion:
    """Take a device's reports in their order; a repeated one changes nothing."""
    row = _locked(work, learner, now)
    progress = progress_of(row)
    allowed = set(self_checks_in(work.lesson)) if work.lesson else set()
    for batch in sorted(batches, key=lambda each: each.sequence):
        if not is_known(progress, batch):
            known = tuple(key for key in batch.self_checks if key in allowed)
            progress = take(progress, _with_checks(batch, known), now)
    _write(row, progress)
    if answered_all(progress, work.self_checks):
        _complete(row, By.SELF_CHECKS, now)
    return row


def _with_checks(batch: Batch, keys: tuple[str, ...]) -> Batch:
    return Batch(
        batch.device, batch.sequence, batch.seconds_active, batch.played_seconds, keys
    )


@transaction.atomic
def declare_done(
    work: LessonAssignment, learner: Learner, now: datetime.datetime
) -> int:
    """Take a learner's word; return the seconds still lacking (0: it is done)."""
    row = _locked(work, learner, now)
    if row.completed_at is None:
        lacking = seconds_lacking(progress_of(row), work.expected_minutes, now)
        if lacking:
            return lacking
        _complete(row, By.DECLARED, now)
    return 0


def _locked(
    work: LessonAssignment, learner: Learner, now: datetime.datetime
) -> LessonCompletion:
    open_lesson(work, learner, now)
    return LessonCompletion.objects.select_for_update().get(
        assignment=work, learner=learner
    )


def _write(row: LessonCompletion, progress: Progress) -> None:
    row.seconds_active = progress.seconds_active
    row.played_seconds = progress.played_seconds
    row.self_checks_done = sorted(progress.self_checks)
    row.devices = dict(progress.devices)
    row.save()


def _complete(row: LessonCompletion, by: str, now: datetime.datetime) -> None:
    if row.completed_at is not None:
        return
    row.completed_at, row.completed_by = now, by
    row.save(update_fields=["completed_at", "completed_by"])
    sink = get_evidence_sink()
    transaction.on_commit(partial(sink.lesson_assignment_done, row.assignment))
