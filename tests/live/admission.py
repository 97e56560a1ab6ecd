"""Who may enter, as the floor above decides it; and a sink that takes notes."""

from django.db.models import Q

from live.ports import Grant
from live.public import STUDENT_CAPS, TEACHER_CAPS
from schools.public import (
    class_of_learner,
    classes_taught,
    leads_school,
    learner_of,
    teaches,
)

NOTES = []


class ClassAdmission:
    """The class's subject teacher leads, its pupils learn, the school's leader looks."""

    def admit(self, account, room):
        if teaches(account, room.school_class, room.subject):
            return Grant("teacher", TEACHER_CAPS, account.display_name)
        learner = learner_of(account)
        if learner and class_of_learner(learner) == room.school_class:
            return Grant("student", STUDENT_CAPS, account.display_name)
        if leads_school(account, room.school_class.school):
            return Grant("guest", frozenset(), account.display_name)
        return Grant(None, frozenset(), "")

    def rooms_visible_to(self, account):
        mine = Q(school_class__in=classes_taught(account))
        learner = learner_of(account)
        if learner:
            mine |= Q(school_class=class_of_learner(learner))
        return mine


class Sink:
    """Remembers the rooms it heard of."""

    def lesson_ended(self, room):
        NOTES.append(room.uuid)
