"""A question, and the plan that answers it; every backend carries out the same plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from search.analysis.school_words import Found, Hint, hints
from search.analysis.text import Word, word, words
from search.documents import ALL_FIELDS, Field

LONGEST_QUERY = 200
MOST_WORDS = 12
LARGEST_PAGE = 100
LAST_PAGE = 500
# Words that join others; only with their tones, for "va" may be "va chạm".
FILLERS = frozenset(
    word(filler).exact for filler in ("và", "của", "về", "các", "những", "cho", "là")
)


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asks for, and who they are (tokens)."""

    text: str = ""
    grade: int | None = None
    subject: str | None = None
    media: str | None = None
    max_bytes: int | None = None
    tokens: tuple[str, ...] = ()
    page: int = 1
    size: int = 20
    facets: bool = False

    @property
    def limit(self) -> int:
        """Give how many hits a page holds."""
        return min(max(self.size, 1), LARGEST_PAGE)

    @property
    def offset(self) -> int:
        """Give how many hits stand before this page."""
        return (min(max(self.page, 1), LAST_PAGE) - 1) * self.limit


class Need(StrEnum):
    """How many of the words must be there."""

    ALL = "all"
    ANY = "any"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Match:
    """A test of a document's words."""

    words: tuple[str, ...]
    need: Need = Need.ALL
    exact: bool = False
    fields: tuple[Field, ...] = ALL_FIELDS


@dataclass(frozen=True, slots=True)
class Signal:
    """A test that lifts a document by so much when it holds."""

    test: Match | Hint
    weight: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What must hold, what lifts, and which words to show in bold."""

    match: Match | None = None
    must: tuple[Hint, ...] = ()
    signals: tuple[Signal, ...] = ()
    shown: tuple[Word, ...] = ()

    @property
    def asks(self) -> bool:
        """Tell whether there is any word to go by."""
        return bool(self.match or self.must)


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a query, sorted by what they are good for."""

    wanted: tuple[Word, ...]
    hints: tuple[Hint, ...] = ()
    shown: tuple[Word, ...] = ()


def _without_doubles(found: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(dict.fromkeys(found))


def read(text: str) -> Terms:
    """Split a query into the words wanted and the hints it gives."""
    typed = list(words(text[:LONGEST_QUERY]))[:MOST_WORDS]
    found = hints([one.folded for one in typed])
    taken = _taken(found)
    rest = [one for at, one in enumerate(typed) if at not in taken]
    wanted = [one for one in rest if one.exact not in FILLERS] or rest
    return Terms(
        wanted=_without_doubles(wanted),
        hints=tuple(dict.fromkeys(one.hint for one in found)),
        shown=_without_doubles([one for one in typed if one.exact not in FILLERS]),
    )


def _taken(found: Sequence[Found]) -> set[int]:
    return {at for one in found for at in range(one.start, one.end)}
