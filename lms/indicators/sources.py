"""Where the record behind a piece of evidence is looked at, if the reader may."""

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from live.public import rooms_of
from lms.assessment.models import Test
from lms.assessment.permissions import may_read_results
from lms.assignments.models import LessonAssignment
from lms.assignments.permissions import may_read_all
from lms.classes.permissions import viewer_of
from lms.indicators.models import Evidence
from schools.public import Account


def _may_open_room(account: Account, uuid: UUID) -> bool:
    return bool(rooms_of(account).filter(uuid=uuid).exists())


def _may_open_test(account: Account, uuid: UUID) -> bool:
    test = (
        Test.objects.filter(uuid=uuid)
        .select_related("school_class__school", "subject")
        .first()
    )
    return test is not None and may_read_results(account, test)


def _may_open_lesson(account: Account, uuid: UUID) -> bool:
    work = (
        LessonAssignment.objects.filter(uuid=uuid)
        .select_related("school_class__school", "subject")
        .first()
    )
    return work is not None and may_read_all(
        viewer_of(account, work.school_class), work
    )


SOURCES = {
    Evidence.Kind.LIVE: ("live:replay", _may_open_room),
    Evidence.Kind.TEST: ("assessment:results", _may_open_test),
    Evidence.Kind.LESSON: ("assignments:lesson_class", _may_open_lesson),
}


def source_url(account: Account, row: Evidence) -> str:
    """Return the address of the record, "" if it is gone or not the reader's."""
    name, may_open = SOURCES[Evidence.Kind(row.kind)]
    if not may_open(account, row.source_uuid):
        return ""
    try:
        return reverse(name, args=[row.source_uuid])
    except NoReverseMatch:  # a slice without pages yet
        return ""
