"""Whom an assigned lesson is open to: what was given to a class stays readable there."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from lms.assignments.models import LessonAssignment, LessonCompletion
from schools.public import (
    Appointment,
    Enrolment,
    Guardianship,
    HomeroomAssignment,
    TeachingAssignment,
)

LEADERS = (Appointment.Role.PRINCIPAL, Appointment.Role.VICE_PRINCIPAL)


class AssignedLessons:
    """Opens a lesson to the class it was assigned to, its family and its staff.

    Its author may have left the class meanwhile. Who moved to another class keeps
    what they began. Lessons of kho chung are open to everybody and left out.
    """

    def lessons_given_to(self, account: Any, on: datetime.date) -> frozenset[int]:
        """Return the ids of assigned lessons the account opens on the day."""
        person = account.person_id
        rows = LessonAssignment.objects.filter(
            _learns_there(person, on) | _works_there(person, on),
            lesson__live=True,
        ).exclude(lesson__scope="commons")
        return frozenset(rows.values_list("lesson_id", flat=True))


def _learns_there(person: int, day: datetime.date) -> Q:
    children = Guardianship.objects.on(day).filter(guardian__person_id=person)
    enrolled = Enrolment.objects.on(day).filter(
        Q(learner__person_id=person) | Q(learner_id__in=children.values("learner_id"))
    )
    begun = LessonCompletion.objects.filter(learner__person_id=person)
    return Q(school_class__in=enrolled.values("school_class")) | Q(
        pk__in=begun.values("assignment")
    )


def _works_there(person: int, day: datetime.date) -> Q:
    teaching = TeachingAssignment.objects.on(day).filter(
        teacher__person_id=person,
        school_class=OuterRef("school_class"),
        subject=OuterRef("subject"),
    )
    homerooms = HomeroomAssignment.objects.on(day).filter(teacher__person_id=person)
    led = Appointment.objects.on(day).filter(person_id=person, role__in=LEADERS)
    return (
        Q(Exists(teaching))
        | Q(school_class__in=homerooms.values("school_class"))
        | Q(school_class__school__in=led.values("organisation"))
    )
