"""The due moment of an assigned lesson."""

import datetime
import uuid as uuids

from lms.assignments.models import LessonAssignment
from lms.classes.ports import get_evidence_sink


def tell_due(now: datetime.datetime, only: uuids.UUID | None = None) -> int:
    """Tell the sink of assigned lessons whose due moment has passed, once each."""
    rows = LessonAssignment.objects.filter(due_at__lte=now, due_told_at__isnull=True)
    if only is not None:
        rows = rows.filter(uuid=only)
    sink, told = get_evidence_sink(), 0
    for work in rows.select_related("school_class", "subject", "planned_period"):
        sink.lesson_assignment_done(work)
        LessonAssignment.objects.filter(id=work.id).update(due_told_at=now)
        told += 1
    return told
