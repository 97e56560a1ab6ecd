"""What a search gives back."""

from dataclasses import dataclass, field

from search.documents import Document
from search.highlighting import Segments


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found, with the words that found it."""

    document: Document
    highlighted_title: Segments
    snippet: Segments
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Facets:
    """How many there would be under each choice, the choice's own filter left out."""

    grades: dict[int, int] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)
    subject_names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits; `relaxed` when no document had every word."""

    total: int
    hits: tuple[Hit, ...] = ()
    page: int = 1
    size: int = 20
    relaxed: bool = False
    facets: Facets = Facets()

    @property
    def pages(self) -> int:
        """Give how many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def previous_page(self) -> int:
        """Give the page before; the last one from anywhere behind it."""
        return min(self.page - 1, self.pages)

    @property
    def next_page(self) -> int:
        """Give the page after."""
        return self.page + 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a backend gives: ids are its own business, documents are ours."""

    total: int
    documents: tuple[tuple[Document, float], ...] = ()
    facets: Facets = Facets()
