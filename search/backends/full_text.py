"""The two full text dialects: SQLite FTS5 and PostgreSQL tsvector.

Both are given words that are already analysed (letters and digits only), so neither
engine's own language rules apply, and no character of a query can become an operator.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.backends.utils import CursorWrapper

from search.analysis.text import Word
from search.documents import Field, IndexedText
from search.query import Match, Need
from search.ranking import FIELD_WEIGHTS


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and its parameters."""

    text: str
    params: tuple[Any, ...] = ()


class FullText(Protocol):
    """What differs between the databases; `d` is the document's row."""

    def write(
        self, cursor: CursorWrapper, rows: Iterable[tuple[int, IndexedText]]
    ) -> None:
        """Index the words of these rows."""
        ...

    def test(self, match: Match) -> Sql:
        """Give the condition that a row holds the words."""
        ...

    def matching(self, match: Match) -> tuple[Sql, Sql, Sql]:
        """Give FROM, WHERE and a relevance from 0 to 1 for rows holding the words."""
        ...


class SqliteFullText:
    """A virtual table with each place in both forms; see the migration."""

    def write(
        self, cursor: CursorWrapper, rows: Iterable[tuple[int, IndexedText]]
    ) -> None:
        """Index the words of these rows."""
        cursor.executemany(
            "INSERT OR REPLACE INTO search_fulltext(rowid, title, headings, body,"
            " title_folded, headings_folded, body_folded)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                (row_id, *_lines(text, exact=True), *_lines(text, exact=False))
                for row_id, text in rows
            ],
        )

    def test(self, match: Match) -> Sql:
        """Give the condition that a row holds the words."""
        return Sql(
            "d.id IN (SELECT rowid FROM search_fulltext"
            " WHERE search_fulltext MATCH %s)",
            (fts5(match),),
        )

    def matching(self, match: Match) -> tuple[Sql, Sql, Sql]:
        """Give FROM, WHERE and a relevance from 0 to 1 for rows holding the words."""
        weights = [str(FIELD_WEIGHTS[field]) for field in Field]
        rows = Sql(
            f"(SELECT rowid AS id, -bm25(search_fulltext, {', '.join(weights * 2)})"  # noqa: S608
            " AS bm FROM search_fulltext WHERE search_fulltext MATCH %s) m"
            " CROSS JOIN search_indexeddocument d",
            (fts5(match),),
        )
        return rows, Sql("d.id = m.id"), Sql("m.bm / (m.bm + 5)")


def _lines(text: IndexedText, *, exact: bool) -> Iterator[str]:
    for field in Field:
        found = text.words_in(field)
        yield " ".join(one.exact if exact else one.folded for one in found)


def fts5(match: Match) -> str:
    """Write a match in FTS5's query language."""
    suffix = "" if match.exact else "_folded"
    columns = " ".join(f"{field}{suffix}" for field in match.fields)
    if match.need is Need.PHRASE:
        wanted = f'"{" ".join(match.words)}"'
    else:
        joiner = " AND " if match.need is Need.ALL else " OR "
        wanted = joiner.join(f'"{one}"' for one in match.words)
    return f"{{{columns}}} : ({wanted})"


class PostgresFullText:
    """Two tsvector columns, exact and folded, weighted by place; see the migration."""

    letters = {Field.TITLE: "A", Field.HEADINGS: "B", Field.BODY: "D"}
    last_position = 16_383
    gap = 10

    def write(
        self, cursor: CursorWrapper, rows: Iterable[tuple[int, IndexedText]]
    ) -> None:
        """Index the words of these rows."""
        cursor.executemany(
            "UPDATE search_indexeddocument"
            " SET exact = %s::tsvector, folded = %s::tsvector WHERE id = %s",
            [
                (self.vector(text, exact=True), self.vector(text, exact=False), row_id)
                for row_id, text in rows
            ],
        )

    def vector(self, text: IndexedText, *, exact: bool) -> str:
        """Write a tsvector with our own words, positions and weights."""
        places: dict[str, list[str]] = {}
        position = 0
        for field, letter in self.letters.items():
            found: Sequence[Word] = text.words_in(field)
            for at, one in enumerate(found, start=position + 1):
                here = f"{min(at, self.last_position)}{letter}"
                places.setdefault(one.exact if exact else one.folded, []).append(here)
            position += len(found) + self.gap
        return " ".join(f"'{one}':{','.join(where)}" for one, where in places.items())

    def test(self, match: Match) -> Sql:
        """Give the condition that a row holds the words."""
        column = "exact" if match.exact else "folded"
        return Sql(f"d.{column} @@ %s::tsquery", (self.tsquery(match),))

    def matching(self, match: Match) -> tuple[Sql, Sql, Sql]:
        """Give FROM, WHERE and a relevance from 0 to 1 for rows holding the words."""
        relevance = Sql(
            "ts_rank('{0.1, 0.1, 0.4, 1.0}', d.folded, %s::tsquery, 32)",
            (self.tsquery(match),),
        )
        return Sql("search_indexeddocument d"), self.test(match), relevance

    def tsquery(self, match: Match) -> str:
        """Write a match in PostgreSQL's query language."""
        letters = "".join(self.letters[field] for field in match.fields)
        joiner = {Need.ALL: " & ", Need.ANY: " | ", Need.PHRASE: " <-> "}[match.need]
        return joiner.join(f"'{one}':{letters}" for one in match.words)


FULL_TEXT: dict[str, FullText] = {
    "sqlite": SqliteFullText(),
    "postgresql": PostgresFullText(),
}
