"""Tests that need PostgreSQL never pass by not running."""

import pytest

from tests.services import postgres


def test_without_postgresql_ci_fails(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="NOT run"):
        postgres.missing()


def test_without_postgresql_elsewhere_the_skip_says_what_to_install(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt: postgresql"):
        postgres.missing()


def test_what_it_started_is_gone_afterwards():
    if postgres.binaries() is None:
        postgres.missing()
    with postgres.throwaway_cluster() as cluster:
        cluster.run("SELECT 1")
    with pytest.raises(postgres.psycopg.OperationalError):
        cluster.run("SELECT 1")
