"""The same search and the rebuild from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.backends.database import DatabaseBackend
from tests.factories import schools as make
from tests.factories.search import ListSource, document


@pytest.fixture
def index(db, settings, monkeypatch):
    settings.SEARCH_SOURCES = ["tests.factories.search.ListSource"]
    monkeypatch.setattr(ListSource, "held", [])
    DatabaseBackend().put(
        [
            document("Phân số", grade=6, subject_code="TOAN", bytes=2_000_000),
            document("Phân số bằng nhau", grade=4, media=("video",)),
        ]
    )


def ask(*words):
    out = StringIO()
    call_command("search", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def titles(*words):
    return [hit["title"] for hit in ask(*words)["hits"]]


def test_json(index):
    answer = ask("phan so", "--grade", "6")
    assert answer["total"] == 1
    (hit,) = answer["hits"]
    assert hit["title"] == "Phân số"
    assert hit["subject_code"] == "TOAN"
    assert hit["url"].startswith("/hoc-lieu/bai/")
    assert hit["score"] > 0


def test_filters(index):
    assert titles("phan so", "--subject", "TOAN") == ["Phân số"]
    assert titles("phan so", "--media", "video") == ["Phân số bằng nhau"]
    assert titles("phan so", "--max-mb", "1.5") == ["Phân số bằng nhau"]
    assert len(titles("phan so", "--size", "1", "--page", "2")) == 1


def test_as_an_account(index):
    me, neighbour = make.account(), make.account()
    DatabaseBackend().put(
        [document("Phân số nháp", visible_to=(f"account:{me.uuid}",))]
    )
    assert "Phân số nháp" in titles("phan so", "--as", me.username)
    assert "Phân số nháp" not in titles("phan so", "--as", neighbour.username)
    assert "Phân số nháp" not in titles("phan so")


def test_nobody_of_that_name(index):
    with pytest.raises(CommandError, match="nobody-here"):
        ask("phan so", "--as", "nobody-here")


def test_plain_words(index):
    out = StringIO()
    call_command("search", "bang nhau", stdout=out)
    assert "Phân số bằng nhau" in out.getvalue()
    assert "total: 1" in out.getvalue()


def test_rebuild_index(index):
    ListSource.held = [document("Góc")]
    out = StringIO()
    call_command("rebuild_index", stdout=out, stderr=StringIO())
    assert "1 documents" in out.getvalue()
    assert titles("phan so") == []
    assert titles("goc") == ["Góc"]
