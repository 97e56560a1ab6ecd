"""The due moment of an assigned lesson, told by the queue."""

import datetime
import uuid as uuids

from django_tasks import task

from lms.assignments.actions.due import tell_due
from schools.public import now


@task(queue_name="default")
def tell_due_lesson(work: str) -> int:
    """Tell the sink that an assigned lesson is due; a withdrawn one is not."""
    return tell_due(now(), uuids.UUID(work))


def tell_when_due(work: uuids.UUID, due_at: datetime.datetime) -> None:
    """Have the queue tell at the due moment.

    Where the queue cannot wait, `manage.py tell_due_lessons` does, from cron.
    """
    if tell_due_lesson.get_backend().supports_defer:
        tell_due_lesson.using(run_after=due_at).enqueue(str(work))
