"""The search page, as the server writes it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from search.backends.database import DatabaseBackend
from tests.factories import schools as make
from tests.factories.search import ListSource, document

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> & \"phân số\" 'x'"


@pytest.fixture
def me(db, settings, monkeypatch):
    settings.SEARCH_SOURCES = ["tests.factories.search.ListSource"]
    monkeypatch.setattr(ListSource, "held", [])
    return make.account()


@pytest.fixture
def see(me, signed_in):
    """Return a function: what is asked → the page."""

    def get(**asked):
        answer = signed_in(me).get("/tim-kiem/", asked)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser").main

    return get


def put(*documents):
    DatabaseBackend().put(documents)


def text_of(page):
    return " ".join(page.get_text(" ").split())


def test_its_address():
    assert reverse("search:search") == "/tim-kiem/"


def test_whoever_is_not_signed_in_signs_in_first(client, db):
    answer = client.get("/tim-kiem/", {"q": "phân số"})
    assert answer.status_code == 302
    assert "/dang-nhap/" in answer["Location"]


def test_only_reading(me, signed_in):
    assert signed_in(me).post("/tim-kiem/").status_code == 405


def test_results_with_size_place_and_marks(see):
    put(
        document(
            "Phân số", "Tử số và mẫu số", grade=6, subject_code="TOAN", subject_name="Toán",
            strand="Số học", media=("video",), bytes=1_400_000, url="/hoc-lieu/bai/x/",
        )
    )  # fmt: skip
    page = see(q="phân số")
    item = page.select_one("ol.found li")
    assert page.h2.get_text() == "1 kết quả"
    assert item.a["href"] == "/hoc-lieu/bai/x/"
    assert [mark.get_text() for mark in item.h3.find_all("mark")] == ["Phân", "số"]
    assert "1,4\u00a0MB" in item.get_text()
    assert "Toán 6 · Số học · video" in text_of(item)


def test_hostile_text_never_becomes_markup(see):
    put(
        document(
            HOSTILE, HOSTILE, strand=HOSTILE, subject_name=HOSTILE, subject_code="X"
        )
    )
    page = see(q=f"phân số {HOSTILE}"[:190])
    assert page.select("ol.found li")
    assert not page.select("img, script:not([src^='/static/'])")
    assert "<script>alert(1)</script>" in page.select_one("ol.found h3").get_text()
    assert page.find("input", {"name": "q"})["value"].startswith("phân số <script>")


def test_filters_keep_what_was_chosen_and_count(see):
    put(
        document("Số 1", grade=6, subject_code="TOAN", subject_name="Toán"),
        document("Số 2", grade=7, subject_code="TIN", subject_name="Tin học"),
    )
    page = see(q="so", lop="6")
    assert [a.get_text() for a in page.select("ol.found h3")] == ["Số 1"]
    assert (
        page.select_one("select[name=lop] option[selected]").get_text() == "Lớp 6 (1)"
    )
    subjects = [one.get_text() for one in page.select("select[name=mon] option")]
    assert subjects == ["Mọi môn", "Tin học", "Toán (1)"]
    assert [a.get_text() for a in see(mb="1", mon="TIN").select("ol.found h3")] == [
        "Số 2"
    ]


def test_others_lessons_show_in_no_number(see):
    put(document("Số kín", grade=9, subject_code="TIN", subject_name="Tin học",
                 visible_to=("account:somebody-else",)))  # fmt: skip
    page = see(q="số kín")
    assert "0 kết quả" in text_of(page)
    assert "Số kín" not in page.select_one(".empty").get_text()
    assert "Tin học" not in text_of(page)
    assert "Lớp 9 (" not in text_of(page)


def test_nothing_found_says_what_to_do_next(see):
    page = see(q="phân số", lop="6")
    assert "bỏ bớt bộ lọc" in text_of(page)
    assert page.select_one(".empty a.btn")["href"] == "?q=ph%C3%A2n+s%E1%BB%91"
    assert see(q="phân số").select_one(".empty a.btn")["href"] == "/hoc-lieu/"


def test_before_anything_is_asked(see):
    put(document("Số 1"))
    page = see()
    assert not page.select("ol.found")
    assert "không cần gõ dấu" in text_of(page)


def test_pages(see):
    put(*(document(f"Số {n}") for n in range(45)))
    page = see(q="so", trang="2")
    assert "Trang 2 trên 3" in text_of(page)
    assert page.select_one("a[rel=prev]")["href"] == "?q=so&trang=1"
    assert page.select_one("a[rel=next]")["href"] == "?q=so&trang=3"
    assert "Về trang đầu" in text_of(see(q="so", trang="99"))


@pytest.mark.parametrize(
    "wrong",
    [{"lop": "13"}, {"lop": "x"}, {"mb": "7"}, {"loai": "virus"}, {"trang": "-1"},
     {"trang": "x"}, {"mon": "x" * 99}],
)  # fmt: skip
def test_a_filter_nobody_offers_is_named(see, wrong):
    page = see(q="so", **wrong)
    assert "không đúng" in page.select_one("[role=alert]").get_text()


def test_long_and_odd_text(see):
    put(document("Phân số"))
    assert "quá dài" in text_of(see(q="phân số " * 200))
    assert "0 kết quả" in text_of(see(q="👍"))
    assert "1 kết quả" in text_of(see(q="ph\x00ân số"))


def test_some_of_the_words(see):
    put(document("Phân số"))
    page = see(q="phân số zzz")
    assert "gần nhất" in text_of(page)
    assert page.select("ol.found li")
