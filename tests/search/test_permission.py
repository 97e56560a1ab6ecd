"""Who may find what: decided inside the query, on SQLite and on PostgreSQL."""

import pytest

from search.queries import search
from search.query import Query
from tests.factories.search import document

OPEN, SCHOOL, MINE = "Phân số mở", "Phân số của trường", "Phân số của tôi"


@pytest.fixture
def index(engine):
    engine.put(
        [
            document(OPEN, grade=6, subject_code="TOAN"),
            document(
                SCHOOL, grade=7, subject_code="KHTN", subject_name="KHTN",
                visible_to=("org:1",),
            ),
            document(
                MINE, grade=8, subject_code="TIN", visible_to=("account:1", "team:9")
            ),
            document("Phân số của không ai", visible_to=()),
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tokens", "seen"),
    [
        ((), set()),
        (("everyone",), {OPEN}),
        (("org:1",), {SCHOOL}),
        (("everyone", "org:2", "account:2"), {OPEN}),  # the neighbour
        (("everyone", "org:1"), {OPEN, SCHOOL}),
        (("everyone", "org:1", "account:1", "team:9"), {OPEN, SCHOOL, MINE}),
        (("everyone", "account:11", "ORG:1", "org:", "%", ""), {OPEN}),
    ],
)
@pytest.mark.parametrize("text", ["phan so", "phân số", "", "phân số zzz", "lớp 7"])
def test_titles_totals_and_facets_hold_only_what_the_tokens_open(
    index, tokens, seen, text
):
    results = search(Query(text, tokens=tokens, facets=True))
    wanted = seen & {SCHOOL} if text == "lớp 7" else seen
    assert {hit.document.title for hit in results.hits} == wanted
    assert results.total == len(wanted)
    assert sum(results.facets.grades.values()) == len(wanted)
    assert sum(results.facets.subjects.values()) == len(wanted)
    assert len(results.facets.subject_names) == len(wanted)


def test_a_page_is_full_though_others_lessons_stand_between(engine):
    engine.put(
        [
            document(f"Phân số {n}", visible_to=("everyone",) if n % 3 else ("org:1",))
            for n in range(60)
        ]
    )
    results = search(Query("phân số", tokens=("everyone",)))
    assert results.total == 40
    assert len(results.hits) == 20


def test_a_lesson_made_private_is_gone_at_once(engine, titles):
    engine.put([one := document("Phân số")])
    engine.put([document("Phân số", key=one.key, visible_to=("account:1",))])
    assert titles("phan so") == []
    assert titles("phan so", tokens=("account:1",)) == ["Phân số"]


def test_facets_leave_their_own_filter_out(engine):
    engine.put(
        [
            document("Số 1", grade=6, subject_code="TOAN", subject_name="Toán"),
            document("Số 2", grade=7, subject_code="TOAN", subject_name="Toán"),
            document("Số 3", grade=7, subject_code="TIN", subject_name="Tin học"),
        ]
    )
    facets = search(Query("so", grade=7, tokens=("everyone",), facets=True)).facets
    assert facets.grades == {6: 1, 7: 2}
    assert facets.subjects == {"TOAN": 1, "TIN": 1}
    assert facets.subject_names == {"TOAN": "Toán", "TIN": "Tin học"}
