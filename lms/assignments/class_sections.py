"""The class page's parts of this slice: assigned lessons, homework."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.assignments.queries.home import HOMEWORK, LESSON, due_for_learner
from lms.assignments.queries.homework import homework_given
from lms.assignments.queries.lessons import lessons_given
from lms.classes.permissions import Viewer
from lms.classes.sections import Section
from schools.public import class_members

SHOWN = 6


def lessons_section(viewer: Viewer, now: datetime.datetime) -> Section | None:
    """Return the class's lessons with counts; to learners all they have to do."""
    if viewer.is_staff:
        template = "assignments/section_lessons.html"
        return Section(LESSON, _("Lessons"), template, _staff(viewer, LESSON))
    if not viewer.learners:
        return None
    people = [
        {
            "learner": learner,
            "due": due_for_learner(learner, now, viewer.school_class),
        }
        for learner in viewer.learners
    ]
    heading = _("Lessons and homework")
    return Section("due", heading, "assignments/section_due.html", {"people": people})


def homework_section(viewer: Viewer, now: datetime.datetime) -> Section | None:
    """Return the class's homework with counts to staff; learners have it above."""
    if not viewer.is_staff:
        return None
    template = "assignments/section_homework.html"
    return Section(HOMEWORK, _("Homework"), template, _staff(viewer, HOMEWORK))


def _staff(viewer: Viewer, kind: str) -> dict[str, Any]:
    given = lessons_given if kind == LESSON else homework_given
    rows = given(viewer.school_class)
    if not (viewer.is_homeroom or viewer.leads):
        rows = rows.filter(subject__in=viewer.subjects)
    way = "assignments:give" if kind == LESSON else "assignments:set_homework"
    give = f"{reverse(way)}?lop={viewer.school_class.uuid}"
    if viewer.subjects:
        give += f"&mon={viewer.subjects[0].code}"
    return {
        "rows": rows[:SHOWN],
        "members": len(class_members(viewer.school_class)),
        "is_staff": True,
        "give": give if viewer.subjects else "",
    }
