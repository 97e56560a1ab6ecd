"""The same tests on both databases: SQLite, and a PostgreSQL started for them."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.db.utils import ConnectionHandler

from search.backends.database import DatabaseBackend
from search.queries import search
from search.query import Query
from tests.services.postgres import throwaway_cluster


@pytest.fixture(scope="session")
def postgresql(django_db_blocker):
    """A PostgreSQL connection with the index's tables."""
    with throwaway_cluster() as cluster:
        cluster.run("DROP DATABASE IF EXISTS hoaban_search")
        cluster.run("CREATE DATABASE hoaban_search")
        described = cluster.settings("hoaban_search")
        wrapper = ConnectionHandler({"default": described})["default"]
        with django_db_blocker.unblock(), as_default(wrapper):
            call_command("migrate", "search", verbosity=0, skip_checks=True)
        yield wrapper
        with django_db_blocker.unblock():
            wrapper.close()


@contextmanager
def as_default(wrapper):
    """Let everything in between use this connection."""
    before = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = before


@pytest.fixture(
    params=[pytest.param("sqlite", marks=pytest.mark.django_db), "postgresql"]
)
def engine(request, django_db_blocker):
    """The backend on each database; everything is rolled back."""
    if request.param == "sqlite":
        yield DatabaseBackend()
        return
    wrapper = request.getfixturevalue("postgresql")
    with django_db_blocker.unblock(), as_default(wrapper), transaction.atomic():
        yield DatabaseBackend()
        transaction.set_rollback(True)


@pytest.fixture
def titles(engine):
    """Return a function: what is asked → the titles found, best first."""

    def find(text="", tokens=("everyone",), **filters):
        results = search(Query(text, tokens=tokens, **filters))
        return [hit.document.title for hit in results.hits]

    return find
