"""What stands on the class page, slice by slice, in this order.

`lms/classes` owns the page and may not import the slices above it; here they meet.
"""

import datetime

from django.utils.translation import gettext as _

from live.public import rooms_of
from lms.assessment.queries.tests import tests_for_learner, tests_of_class
from lms.assignments.class_sections import homework_section, lessons_section
from lms.classes.permissions import Viewer
from lms.classes.sections import Section, class_page
from lms.indicators.class_marks import evidence_marks, online_section

SHOWN = 5
EVENING = datetime.timedelta(hours=12)


def live_section(viewer: Viewer, now: datetime.datetime) -> Section | None:
    """Return the live lessons on now or to come, then the latest past ones."""
    if not (viewer.is_staff or viewer.learners):
        return None
    rooms = rooms_of(viewer.account).filter(school_class=viewer.school_class)
    over = rooms.filter(state="ended").order_by("-starts_at")
    ahead = rooms.exclude(state="ended").filter(starts_at__gt=now - EVENING)
    if not viewer.is_staff and not rooms.exists():
        return None
    context = {
        "ahead": ahead.order_by("starts_at")[:SHOWN],
        "over": over[:2],
        "may_schedule": bool(viewer.subjects),
    }
    return Section(
        "live", _("Live lessons of the class"), "classes/section_live.html", context
    )


def tests_section(viewer: Viewer, now: datetime.datetime) -> Section | None:
    """Return the class's tests to staff, each learner's own to the learner."""
    heading, template = _("Tests"), "classes/section_tests.html"
    if viewer.is_staff:
        tests = tests_of_class(viewer.school_class)
        if not (viewer.is_homeroom or viewer.leads):
            tests = tests.filter(subject__in=viewer.subjects)
        context = {"tests": tests[:SHOWN], "now": now, "subjects": viewer.subjects}
        return Section("tests", heading, template, context)
    if not viewer.learners:
        return None
    people = [
        {
            "learner": learner,
            "rows": [
                row
                for row in tests_for_learner(learner, now)
                if row.test.school_class_id == viewer.school_class.id
            ][:SHOWN],
            "is_self": learner == viewer.learner,
        }
        for learner in viewer.learners
    ]
    if not any(person["rows"] for person in people):
        return None
    return Section("tests", heading, template, {"people": people})


def furnish() -> None:
    """Put every slice's part on the class page (called once, by apps.py)."""
    class_page.add_section("live", 10, live_section)
    class_page.add_section("lessons", 20, lessons_section)
    class_page.add_section("homework", 30, homework_section)
    class_page.add_section("tests", 40, tests_section)
    class_page.add_section("online", 60, online_section)
    class_page.add_evidence(evidence_marks)
