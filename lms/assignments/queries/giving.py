"""What a teacher may choose from when giving work."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q

from library.public import LessonPage, visible_lessons
from schools.public import Account, SchoolClass, Subject, TeachingAssignment, today

MOST_LESSONS = 40


@dataclass(frozen=True)
class Teaching:
    """A subject taught in a class."""

    school_class: SchoolClass
    subject: Subject


def teaching_of(account: Account) -> list[Teaching]:
    """Return what an account teaches today, by class and subject."""
    if not account.is_authenticated or account.person_id is None:
        return []
    rows = (
        TeachingAssignment.objects.on(today())
        .filter(teacher__person_id=account.person_id)
        .select_related("school_class", "subject")
        .order_by("school_class__grade", "school_class__name", "subject__position")
    )
    return list(dict.fromkeys(Teaching(row.school_class, row.subject) for row in rows))


def class_and_subject(uuid: str, code: str) -> Teaching | None:
    """Return the class and subject an address names."""
    subject = Subject.objects.filter(code=code[:12]).first()
    try:
        school_class = (
            SchoolClass.objects.filter(uuid=uuid)
            .select_related("school", "year")
            .first()
        )
    except (ValueError, ValidationError):
        return None
    return Teaching(school_class, subject) if school_class and subject else None


def parallel_classes(account: Account, where: Teaching) -> list[SchoolClass]:
    """Return the classes of the grade to which the account teaches the subject."""
    rows = TeachingAssignment.objects.on(today()).filter(
        teacher__person_id=account.person_id, subject=where.subject
    )
    return list(
        SchoolClass.objects.filter(
            id__in=rows.values("school_class"),
            grade=where.school_class.grade,
            year=where.school_class.year,
            school=where.school_class.school,
        )
    )


def lessons_to_give(
    account: Account, where: Teaching, wanted: str = "", only: str | None = None
) -> list[LessonPage]:
    """Return lessons of the class's grade and subject that its pupils may open.

    Lessons for their author's classes are given by the author alone, a school's
    lessons inside the school.
    """
    rows = (
        visible_lessons(account)
        .filter(grade=where.school_class.grade, subject=where.subject)
        .filter(
            Q(scope=LessonPage.Scope.COMMONS)
            | Q(
                scope=LessonPage.Scope.SCHOOL,
                organisation=where.school_class.school,
            )
            | Q(scope=LessonPage.Scope.CLASS, author=account)
        )
        .select_related("author__person")
        .order_by("title", "id")
    )
    if only is not None:
        return list(rows.filter(uuid=_uuid(only)))
    if wanted:
        rows = rows.filter(title__icontains=wanted)
    return list(rows[:MOST_LESSONS])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
