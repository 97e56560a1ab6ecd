"""What search needs from apps above it; settings.SEARCH_SOURCES names them."""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from search.documents import Document


@runtime_checkable
class SearchSource(Protocol):
    """An app's documents of one kind, and what an account may see of them."""

    kind: str

    def documents(self) -> Iterable[Document]:
        """Give every document that belongs in the index, for a rebuild."""
        ...

    def tokens_for(self, account: object) -> tuple[str, ...]:
        """Give the tokens an account holds; it sees documents that name one."""
        ...
