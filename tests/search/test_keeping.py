"""Putting, dropping and rebuilding, on SQLite and on PostgreSQL."""

import datetime

import pytest
from django.db import connection

from search.actions import rebuild
from search.models import IndexedDocument, IndexGeneration
from tests.factories.search import ListSource, document


@pytest.fixture
def source(settings, monkeypatch):
    settings.SEARCH_SOURCES = ["tests.factories.search.ListSource"]
    monkeypatch.setattr(ListSource, "held", [])
    monkeypatch.setattr(ListSource, "during", None)
    return ListSource


def test_the_full_text_structures_stand_beside_the_table(engine):
    """They are written by hand in the first migration: makemigrations forgets them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM search_fulltext")
        else:
            cursor.execute(
                "SELECT count(exact), count(folded) FROM search_indexeddocument"
            )


def test_putting_again_replaces(engine, titles):
    engine.put([one := document("Phân số")])
    engine.put([document("Hỗn số", key=one.key)])
    assert titles("phan") == []
    assert titles("hon so") == ["Hỗn số"]


def test_an_older_version_never_replaces_a_newer_one(engine, titles):
    engine.put([new := document("Mới")])
    before = new.updated_at - datetime.timedelta(seconds=1)
    engine.put([document("Cũ", key=new.key, updated_at=before)])
    assert titles() == ["Mới"]


def test_dropping(engine, titles):
    engine.put([one := document("Phân số"), document("Hỗn số")])
    engine.drop([one.key, "unknown"])
    assert titles("so") == ["Hỗn số"]
    engine.put([one])
    assert len(titles("so")) == 2


def test_a_rebuild_takes_what_the_sources_hold(engine, titles, source):
    engine.put([document("Đã xoá khỏi nguồn")])
    source.held = [document(f"Bài số {n}") for n in range(250)]
    assert rebuild() == 250
    assert titles("da xoa") == []
    assert len(titles("bai so", size=100)) == 100
    assert IndexGeneration.objects.count() == 1
    assert IndexedDocument.objects.count() == 250


def test_the_old_index_answers_until_the_new_one_is_whole(engine, titles, source):
    engine.put([document("Phân số cũ")])
    source.held = [document("Phân số mới"), document("Khác")]
    seen = []
    source.during = lambda: seen.append(titles("phan so"))
    rebuild()
    assert seen == [["Phân số cũ"]]
    assert titles("phan so") == ["Phân số mới"]


def test_changes_during_a_rebuild_outlive_it(engine, titles, source):
    first, second, third = (document(f"Số {n}") for n in (1, 2, 3))
    engine.put([first, second, third])
    source.held = [first, second, third]

    def change():
        engine.drop([second.key])
        engine.put([document("Số ba sửa", key=third.key), document("Số bốn")])

    source.during = change
    assert rebuild() == 3
    assert set(titles("so")) == {"Số 1", "Số ba sửa", "Số bốn"}


def test_a_rebuild_that_fails_leaves_the_old_index(engine, titles, source):
    engine.put([document("Phân số")])
    source.held = [document("Khác"), document("Khác nữa")]

    def fail():
        raise RuntimeError("the source broke")

    source.during = fail
    with pytest.raises(RuntimeError):
        rebuild()
    assert titles() == ["Phân số"]
    assert IndexGeneration.objects.count() == 1


def test_a_rebuild_given_up_is_cleared_by_the_next(engine, titles, source):
    source.held = [document("Phân số")]
    engine.fill(engine.begin(), [document("Nửa chừng")])
    assert titles() == []
    rebuild()
    assert titles() == ["Phân số"]
    assert IndexedDocument.objects.count() == 1
