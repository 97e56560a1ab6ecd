"""Reads of the curriculum."""

from django.db.models import QuerySet

from library.curriculum.models import Outcome, Strand, SubjectGrade
from schools.public import Subject


def planned_periods(subject: Subject, grade: int) -> int:
    """Return how many periods a year the programme plans; 0 if not taught."""
    row = SubjectGrade.objects.filter(
        subject=subject, grade=grade, programme__valid_to=None
    ).first()
    return row.periods_per_year if row else 0


def strands_of(subject: Subject | int, grade: int) -> QuerySet[Strand]:
    """Return a subject's strands in a grade, in order."""
    return Strand.objects.filter(
        subject_grade__subject=subject, subject_grade__grade=grade
    ).order_by("position")


def outcomes_of(subject: Subject | int, grade: int) -> QuerySet[Outcome]:
    """Return the outcomes in force of a subject in a grade."""
    return Outcome.objects.filter(
        subject_grade__subject=subject, subject_grade__grade=grade, retired_at=None
    ).select_related("strand", "topic")
