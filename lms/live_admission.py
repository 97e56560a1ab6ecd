"""Who may enter a live lesson, and who hears that one was taught."""

from typing import Any

from django.db.models import Q

from live.public import STUDENT_CAPS, TEACHER_CAPS, Grant, Room
from lms.classes.ports import get_evidence_sink
from schools.public import (
    Appointment,
    Enrolment,
    HomeroomAssignment,
    TeachingAssignment,
    is_enrolled,
    is_homeroom_teacher,
    leads_school,
    teaches,
    today,
)

LEADERS = (Appointment.Role.PRINCIPAL, Appointment.Role.VICE_PRINCIPAL)
NOBODY = Grant(None, frozenset(), "")


class ClassAdmission:
    """Lets in a class's teachers of the subject, its pupils, and who leads them.

    A substitute comes in as a teacher while the substitution lasts; homeroom
    teacher and school leaders listen as guests.
    """

    def admit(self, account: Any, room: Room) -> Grant:
        """Return what the account is in the room today."""
        if not account.is_authenticated or not account.is_active:
            return NOBODY
        name = account.display_name
        if teaches(account, room.school_class, room.subject):
            return Grant("teacher", TEACHER_CAPS, name)
        if is_enrolled(account, room.school_class):
            return Grant("student", STUDENT_CAPS, name)
        if is_homeroom_teacher(account, room.school_class) or leads_school(
            account, room.school_class.school
        ):
            return Grant("guest", frozenset(), name)
        return NOBODY

    def rooms_visible_to(self, account: Any) -> Q:
        """Return the condition on rooms that `admit` would let the account into."""
        person = account.person_id if account.is_authenticated else None
        if person is None:
            return Q(pk__in=[])
        day = today()
        teaching = TeachingAssignment.objects.on(day).filter(teacher__person_id=person)
        condition = Q(
            school_class__in=Enrolment.objects.on(day)
            .filter(learner__person_id=person)
            .values("school_class")
        )
        condition |= Q(
            school_class__in=HomeroomAssignment.objects.on(day)
            .filter(teacher__person_id=person)
            .values("school_class")
        )
        condition |= Q(
            school_class__school__in=Appointment.objects.on(day)
            .filter(person_id=person, role__in=LEADERS)
            .values("organisation")
        )
        for class_id, subject_id in teaching.values_list("school_class", "subject"):
            condition |= Q(school_class=class_id, subject=subject_id)
        return condition


class LessonSink:
    """Passes on that a live lesson was taught, as evidence of its tiết."""

    def lesson_ended(self, room: Room) -> None:
        """Tell whoever counts online periods; may be called twice for one room."""
        get_evidence_sink().lesson_taught(room)
