"""Changing the index: on commit, by a task, so that no request waits for it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

from django.db import transaction

from search.documents import Document
from search.jobs import drop_documents, put_documents
from search.queries import backend, sources

BATCH = 100


def index(documents: Iterable[Document]) -> None:
    """Put documents into the index once the transaction is committed."""
    for some in batches(documents):
        values = [document.as_json() for document in some]
        transaction.on_commit(partial(put_documents.enqueue, values))


def remove(keys: Iterable[str]) -> None:
    """Take documents out of the index once the transaction is committed."""
    if keys := list(keys):
        transaction.on_commit(partial(drop_documents.enqueue, keys))


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew beside the one in use, then swap; give its size."""
    engine = backend()
    number = engine.begin()
    try:
        done = 0
        for source in sources():
            for some in batches(source.documents()):
                done += engine.fill(number, some)
                if progress:
                    progress(done)
        return engine.finish(number)
    except BaseException:
        engine.abandon(number)
        raise


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Cut a stream of documents into lists that fit one transaction."""
    stream = iter(documents)
    while some := list(islice(stream, BATCH)):
        yield some
