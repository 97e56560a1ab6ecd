"""Shared fixtures: a world of people, signed-in clients, a real task worker."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop

import pytest
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker

from config.translations import compile_all
from tests.factories import schools as make

pytest_plugins = ["tests.demo_fixture"]


def pytest_configure(config):
    compile_all()


def pytest_collection_modifyitems(items):
    """Put the browser last: it leaves an event loop running in its thread."""
    items.sort(key=lambda item: "browser" in item.nodeid.split("::")[0])


@pytest.fixture
def world(db):
    return make.world()


@pytest.fixture
def signed_in():
    """Return a function: account → a client signed in as it."""

    def sign_in(account):
        client = Client()
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def run_tasks():
    """Return a function that runs every waiting task of a queue, as a worker does."""

    def run(*queues):
        Worker(
            queue_names=list(queues or ("default",)),
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="test",
            excluded_queue_names=[],
        ).run()

    return run
