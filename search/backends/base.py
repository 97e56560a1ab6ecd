"""What every search engine behind us can do."""

from collections.abc import Iterable
from typing import Protocol

from search.documents import Document
from search.query import Plan, Query
from search.results import Found


class Backend(Protocol):
    """Keeps documents under their keys and carries out plans.

    A rebuild runs beside the index that answers: `begin`, `fill` as often as needed,
    `finish`. What is put or dropped meanwhile is newer than what `fill` brings and wins.
    """

    def search(self, query: Query, plan: Plan) -> Found:
        """Give the page of documents that the query's tokens may see."""
        ...

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents or replace older ones under the same key."""
        ...

    def drop(self, keys: Iterable[str]) -> None:
        """Take documents out; unknown keys are fine."""
        ...

    def begin(self) -> int:
        """Start a rebuild and give its number; an unfinished one is given up."""
        ...

    def fill(self, number: int, documents: Iterable[Document]) -> int:
        """Bring documents into the rebuild; give how many were brought."""
        ...

    def finish(self, number: int) -> int:
        """Let the rebuild answer from now on; give how many documents it holds."""
        ...

    def abandon(self, number: int) -> None:
        """Throw an unfinished rebuild away."""
        ...
