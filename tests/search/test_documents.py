"""Documents refuse what could not be found or filtered rightly."""

import datetime

import pytest

from search.documents import LONGEST_BODY, Document, Field, indexed_text, newest
from tests.factories.search import document


def test_json_and_back():
    one = document(
        "Phân số", "…", grade=6, media=("video",), headings=("A", "B"), bytes=5
    )
    assert Document.from_json(one.as_json()) == one


@pytest.mark.parametrize(
    "wrong",
    [
        {"updated_at": datetime.datetime(2026, 11, 22)},  # noqa: DTZ001
        {"visible_to": "everyone"},
        {"media": "video"},
        {"key": ""},
        {"key": "k" * 201},
        {"bytes": -1},
        {"visible_to": ("t" * 81,)},
        {"url": "javascript:alert(1)"},
        {"url": ""},
    ],
)
def test_wrong_documents_are_refused(wrong):
    with pytest.raises((ValueError, TypeError)):
        document("Phân số", **wrong)


def test_strand_subject_and_grade_count_as_headings():
    one = document(
        "A", strand="Số học", subject_name="Toán", grade=6, headings=("Quy đồng",)
    )
    folded = [word.folded for word in indexed_text(one).words_in(Field.HEADINGS)]
    assert folded == ["quy", "dong", "so", "hoc", "toan", "6", "lop", "6"]


def test_huge_bodies_are_cut():
    body = indexed_text(document("A", "số " * LONGEST_BODY)).body
    assert len(body) <= LONGEST_BODY


def test_the_last_of_two_with_one_key_wins():
    old, new = document("Cũ", key="k"), document("Mới", key="k")
    assert newest([old, new]) == [new]
