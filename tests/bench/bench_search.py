"""Server CPU of a search over 5,000 lessons against one raw FTS5 MATCH.

The floor finds the same documents: one MATCH on the folded words with the
permission join, counted, best BM25 first, 20 rows. Ours adds tones, places, phrases,
hints, loading the rows and the words in bold. Run: python -m tests.bench search
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

django.setup()

from search.backends.database import DatabaseBackend  # noqa: E402
from search.backends.full_text import fts5  # noqa: E402
from search.documents import EVERYONE, Document  # noqa: E402
from search.queries import search  # noqa: E402
from search.query import Query  # noqa: E402
from search.ranking import plan_for  # noqa: E402
from tests.bench.harness import abba, cpu_of, row  # noqa: E402
from tests.factories.search import document  # noqa: E402

DOCUMENTS = 5_000
GOAL = 8.0
ROUNDS = 3
TOPICS = (
    "phân số", "số nguyên", "đường thẳng", "tam giác", "góc", "hình bình hành", "tỉ lệ thức",
    "biểu thức đại số", "tế bào", "quang hợp", "dòng điện", "từ trường", "phản ứng hoá học",
    "axit và bazơ", "thơ lục bát", "truyện ngắn", "văn miêu tả", "khởi nghĩa Lam Sơn",
    "khí hậu", "sông ngòi", "dân số", "an toàn trên mạng", "bảng tính", "mạch điện",
)  # fmt: skip
SYLLABLES = tuple(
    word
    for line in (
        "em thầy cô bài học lớp làm tìm hiểu quan sát ví dụ nhóm bạn nước cây rừng núi",
        "sông bản làng nhà trường sách vở câu hỏi trả lời đúng sai chọn viết đọc nói",
        "nghe nhìn tính cộng trừ nhân chia số hình vẽ đo dài rộng cao thấp nặng nhẹ",
    )
    for word in line.split()
)
QUERIES = (
    "phan so", "phân số", "toan 6 phan so", "duong thang", "phản ứng hoá học", "góc",
    "tho luc bat", "tam giác lớp 7", "so", "khí hậu sông ngòi",
)  # fmt: skip
SEEN = f"""
    SELECT m.id, COUNT(*) OVER () FROM (
        SELECT rowid AS id, bm25(search_fulltext) AS bm FROM search_fulltext
        WHERE search_fulltext MATCH ?) m
    CROSS JOIN search_documenttoken t
    WHERE t.document_id = m.id AND t.token = '{EVERYONE}' ORDER BY m.bm LIMIT 20
"""


def lessons(count: int) -> Iterator[Document]:
    """Make lessons that look like a school's: a topic in the title, words around it."""
    chance = random.Random(2026)
    for number in range(count):
        topic, other = chance.sample(TOPICS, 2)
        body = chance.choices(SYLLABLES, k=250)
        body[20:20] = topic.split()
        if number % 7 == 0:
            body[120:120] = other.split()
        yield document(
            f"Bài {number % 40 + 1}. {topic.capitalize()}",
            " ".join(body),
            grade=chance.randint(1, 12),
            subject_code=chance.choice(("TOAN", "KHTN", "VAN", "LSDL", "TIN")),
            visible_to=(EVERYONE,) if number % 5 else ("org:1",),
        )


def ours(text: str) -> int:
    """Search as the page does; return the total."""
    return search(Query(text, tokens=(EVERYONE,))).total


def floor(text: str) -> int:
    """Run the raw statement; return the total."""
    found = connection.connection.execute(
        SEEN, (fts5(plan_for(text).match),)
    ).fetchall()
    return found[0][1] if found else 0


def timed(ask: Callable[[str], int]) -> tuple[float, list[int]]:
    """Ask every query a few times; return the CPU and the totals."""
    return cpu_of(lambda: [ask(text) for _ in range(ROUNDS) for text in QUERIES])


def each(ask: Callable[[str], int]) -> list[float]:
    """Return the CPU milliseconds of single queries, in order of size."""
    spent = []
    for text in QUERIES * 7:
        before = time.process_time()
        ask(text)
        spent.append((time.process_time() - before) * 1000)
    return sorted(spent)


def rows() -> Iterator[dict[str, Any]]:
    """Measure on a database of its own."""
    held = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        yield from measured()
    finally:
        teardown_databases(held, verbosity=0)


def measured() -> Iterator[dict[str, Any]]:
    """Index the lessons, then measure."""
    given = list(lessons(DOCUMENTS))
    engine = DatabaseBackend()
    spent, _ = cpu_of(
        lambda: [engine.put(given[at : at + 100]) for at in range(0, DOCUMENTS, 100)]
    )
    yield {
        "name": "search: documents indexed per CPU-second",
        "value": round(DOCUMENTS / spent),
        "unit": "documents/s",
    }
    pair = abba(lambda: timed(ours), lambda: timed(floor))
    yield row(
        f"search: CPU of a query over {DOCUMENTS} lessons ÷ one raw FTS5 MATCH",
        pair, "s", GOAL,
    )  # fmt: skip
    spent = each(ours)
    for name, value in (
        ("p50", statistics.median(spent)),
        ("p95", spent[int(len(spent) * 0.95)]),
    ):
        yield {
            "name": f"search: {name} CPU of a query over {DOCUMENTS} lessons",
            "value": round(value, 2),
            "unit": "ms",
        }
