"""Classes of a year, who is in them, who leads and teaches them: all dated."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from schools.models import (
    Enrolment,
    HomeroomAssignment,
    Learner,
    Organisation,
    SchoolClass,
    SchoolYear,
    Subject,
    SubjectTeam,
    Teacher,
    TeachingAssignment,
    TeamMembership,
)

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class NewAssignment:
    """A phân công giảng dạy to make; a substitute's `until` is the last day."""

    teacher: Teacher
    school_class: SchoolClass
    subject: Subject
    since: datetime.date
    kind: str = TeachingAssignment.Kind.MAIN
    component: str = ""
    until: datetime.date | None = None


class RefusedError(ValueError):
    """A change that cannot be made; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_class(
    school: Organisation,
    year: SchoolYear,
    name: str,
    grade: int,
    *,
    is_combined: bool = False,
) -> SchoolClass:
    """Open a class for a year; a combined class takes learners of several grades."""
    name = " ".join(name.split())
    if SchoolClass.objects.filter(school=school, year=year, name=name).exists():
        raise RefusedError("class_exists")
    return SchoolClass.objects.create(
        school=school, year=year, name=name, grade=grade, is_combined=is_combined
    )


def enrol(
    learners: Sequence[Learner],
    school_class: SchoolClass,
    since: datetime.date,
    *,
    grade: int | None = None,
    first_number: int | None = None,
) -> list[Enrolment]:
    """Enrol learners who are in no class; `grade` differs in combined classes."""
    return list(
        Enrolment.objects.bulk_create(
            Enrolment(
                learner=learner,
                school_class=school_class,
                grade=grade or school_class.grade,
                number=None if first_number is None else first_number + place,
                valid_from=since,
            )
            for place, learner in enumerate(learners)
        )
    )


@transaction.atomic
def transfer(
    learner: Learner,
    school_class: SchoolClass,
    since: datetime.date,
    *,
    reason: str = "",
    grade: int | None = None,
) -> Enrolment:
    """Move a learner to another class from a day on; what they earned stays theirs."""
    old = _open_enrolment(learner)
    if old and old.school_class_id == school_class.pk:
        raise RefusedError("same_class")
    if old:
        _end(old, since - DAY, reason)
    grade = grade or (old.grade if old and school_class.is_combined else None)
    return enrol([learner], school_class, since, grade=grade)[0]


@transaction.atomic
def end_enrolment(learner: Learner, last_day: datetime.date, reason: str) -> None:
    """End a learner's place in the class (moved away, left, finished)."""
    old = _open_enrolment(learner)
    if old is None:
        raise RefusedError("not_enrolled")
    _end(old, last_day, reason)


@transaction.atomic
def name_homeroom_teacher(
    school_class: SchoolClass, teacher: Teacher, since: datetime.date
) -> HomeroomAssignment:
    """Hand a class to a homeroom teacher from a day on."""
    for old in HomeroomAssignment.objects.select_for_update().filter(
        school_class=school_class, valid_to__isnull=True
    ):
        if old.teacher_id == teacher.pk:
            return old
        if old.valid_from >= since:
            raise RefusedError("before_current")
        old.valid_to = since - DAY
        old.save(update_fields=["valid_to"])
    return HomeroomAssignment.objects.create(
        school_class=school_class, teacher=teacher, valid_from=since
    )


@transaction.atomic
def assign_teaching(row: NewAssignment) -> TeachingAssignment:
    """Give a teacher a subject of a class; a substitute needs a last day."""
    if row.kind == TeachingAssignment.Kind.SUBSTITUTE and row.until is None:
        raise RefusedError("substitute_needs_end")
    if row.until is not None and row.until < row.since:
        raise RefusedError("ends_before_start")
    held = TeachingAssignment.objects.select_for_update().filter(
        teacher=row.teacher, school_class=row.school_class, subject=row.subject
    )
    if held.on(row.since).exists() or held.filter(valid_from=row.since).exists():
        raise RefusedError("assigned_already")
    return TeachingAssignment.objects.create(
        teacher=row.teacher,
        school_class=row.school_class,
        subject=row.subject,
        kind=row.kind,
        component=row.component,
        valid_from=row.since,
        valid_to=row.until,
    )


@transaction.atomic
def end_teaching(assignment: TeachingAssignment, last_day: datetime.date) -> None:
    """End an assignment; the rights it gives end with that day."""
    assignment.valid_to = max(last_day, assignment.valid_from - DAY)
    assignment.save(update_fields=["valid_to"])


@transaction.atomic
def form_team(
    school: Organisation, name: str, subjects: Iterable[Subject]
) -> SubjectTeam:
    """Form a subject team (tổ chuyên môn) over one or several subjects."""
    name = " ".join(name.split())
    if SubjectTeam.objects.filter(school=school, name=name).exists():
        raise RefusedError("team_exists")
    team = SubjectTeam.objects.create(school=school, name=name)
    team.subjects.set(subjects)
    return team


@transaction.atomic
def join_team(
    team: SubjectTeam, teacher: Teacher, role: str, since: datetime.date
) -> TeamMembership:
    """Put a teacher in a team; a change of role ends the role before."""
    for old in TeamMembership.objects.select_for_update().filter(
        team=team, teacher=teacher, valid_to__isnull=True
    ):
        if old.role == role:
            return old
        if old.valid_from >= since:
            raise RefusedError("before_current")
        old.valid_to = since - DAY
        old.save(update_fields=["valid_to"])
    return TeamMembership.objects.create(
        team=team, teacher=teacher, role=role, valid_from=since
    )


def leave_team(membership: TeamMembership, last_day: datetime.date) -> None:
    """End a membership."""
    membership.valid_to = max(last_day, membership.valid_from - DAY)
    membership.save(update_fields=["valid_to"])


def _open_enrolment(learner: Learner) -> Enrolment | None:
    return (
        Enrolment.objects.select_for_update()
        .filter(learner=learner, valid_to__isnull=True)
        .first()
    )


def _end(enrolment: Enrolment, last_day: datetime.date, reason: str) -> None:
    if last_day < enrolment.valid_from - DAY:
        raise RefusedError("before_current")
    enrolment.valid_to = last_day
    enrolment.reason = reason[:200]
    enrolment.save(update_fields=["valid_to", "reason"])
