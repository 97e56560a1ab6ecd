"""Changes reach the index after commit, by a task on the default queue."""

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from search.public import Query, index, remove, search
from tests.factories.search import document

pytestmark = pytest.mark.django_db(transaction=True)


def found(text):
    results = search(Query(text, tokens=("everyone",)))
    return [hit.document.title for hit in results.hits]


def test_a_change_is_found_once_the_worker_has_run(run_tasks):
    index([one := document("Phân số", "mẫu số", media=("video",), bytes=5)])
    assert found("phan so") == []
    assert set(DBTaskResult.objects.values_list("queue_name", flat=True)) == {"default"}
    run_tasks("default")
    assert found("phan so") == ["Phân số"]
    remove([one.key])
    run_tasks("default")
    assert found("phan so") == []


def test_what_is_rolled_back_never_reaches_the_index():
    with transaction.atomic():
        index([document("Phân số")])
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_nothing_to_do_makes_no_task():
    index([])
    remove([])
    assert not DBTaskResult.objects.exists()


def test_many_documents_go_in_several_tasks(run_tasks):
    index(document(f"Bài số {n}") for n in range(230))
    assert DBTaskResult.objects.count() == 3
    run_tasks("default")
    assert search(Query("bài số", tokens=("everyone",))).total == 230
