"""Keeps the search index in step with what is published."""

from django.db import transaction
from django_tasks import task

from library.lessons.models import LessonPage
from library.search_source import document_of, key_of
from search.public import index, remove


@task(queue_name="default")
def index_lesson(pk: int) -> None:
    """Put a lesson into the index as it is now, or take it out."""
    lesson = (
        LessonPage.objects.filter(pk=pk).select_related("subject", "strand").first()
    )
    if lesson is None:
        return
    if lesson.live:
        index([document_of(lesson)])
    else:
        remove([key_of(lesson)])


def index_on_commit(lesson: LessonPage) -> None:
    """Index a lesson once what changed it is committed."""
    pk = lesson.pk
    transaction.on_commit(lambda: index_lesson.enqueue(pk))
