"""The task on the "media" queue: a thin wrapper; the Job row is the truth."""

import uuid
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from media_pipeline import work

QUEUE = "media"


@task(queue_name=QUEUE)
def process(job: str) -> str:
    """Work on one job, and queue it again if it is to be tried again."""
    try:
        worked = work.do(uuid.UUID(job))
    except (SystemExit, KeyboardInterrupt):  # the worker is being stopped
        enqueue(uuid.UUID(job))
        raise
    if worked.outcome == "again":
        enqueue(uuid.UUID(job), worked.delay_seconds)
    return worked.outcome


def enqueue(job: uuid.UUID, delay_seconds: int = 0) -> None:
    """Put a job on its queue, later where the backend can wait."""
    queued = process
    if delay_seconds and process.get_backend().supports_defer:
        moment = timezone.now() + timedelta(seconds=delay_seconds)
        queued = process.using(run_after=moment)
    queued.enqueue(job=str(job))
