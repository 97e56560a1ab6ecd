"""Tasks that keep the index up to date."""

from typing import Any

from django_tasks import task

from search.documents import Document
from search.queries import backend


@task(queue_name="default")
def put_documents(values: list[dict[str, Any]]) -> None:
    """Put documents, given as JSON, into the index."""
    backend().put(Document.from_json(one) for one in values)


@task(queue_name="default")
def drop_documents(keys: list[str]) -> None:
    """Take documents out of the index."""
    backend().drop(keys)
