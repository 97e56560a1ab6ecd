"""What can be found, and the one definition of how it is indexed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from search.analysis.text import Word, clean, words

LONGEST_BODY = 200_000
LONGEST_LINE = 500
LONGEST_KEY = 200
LONGEST_TOKEN = 80
EVERYONE = "everyone"


class Field(StrEnum):
    """Where in a document a word stands, the weightiest place first."""

    TITLE = "title"
    HEADINGS = "headings"
    BODY = "body"


ALL_FIELDS = tuple(Field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing that can be found; plain text only, and who may find it.

    An empty `visible_to` is visible to nobody. `headings` is what stands between title
    and body in weight; strand and subject count as headings without being repeated.
    """

    key: str
    kind: str
    title: str
    url: str
    updated_at: datetime
    body: str = ""
    grade: int | None = None
    subject_code: str = ""
    subject_name: str = ""
    strand: str = ""
    media: tuple[str, ...] = ()
    bytes: int = 0
    licence: str = ""
    visible_to: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no query could ever filter rightly."""
        if self.updated_at.tzinfo is None:
            raise ValueError(f"{self.key}: updated_at needs a time zone")
        if isinstance(self.visible_to, str) or isinstance(self.media, str):
            raise TypeError(f"{self.key}: visible_to and media are tuples of words")
        if not 0 < len(self.key) <= LONGEST_KEY or len(self.url) > LONGEST_LINE:
            raise ValueError(f"{self.key!r}: key or address is missing or too long")
        if not self.url.startswith(("/", "https://", "http://")):
            raise ValueError(
                f"{self.key}: {self.url!r} is no address to send people to"
            )
        if self.bytes < 0 or any(len(one) > LONGEST_TOKEN for one in self.visible_to):
            raise ValueError(f"{self.key}: size below 0 or a token too long")

    def as_json(self) -> dict[str, Any]:
        """Give a JSON-ready form that `from_json` takes back."""
        values: dict[str, Any] = {
            name: getattr(self, name) for name in self.__dataclass_fields__
        }
        lists = {name: list(values[name]) for name in _TUPLES}
        return {**values, **lists, "updated_at": self.updated_at.isoformat()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Document":
        """Read what `as_json` wrote."""
        tuples = {name: tuple(values[name]) for name in _TUPLES}
        moment = datetime.fromisoformat(values["updated_at"])
        return cls(**{**values, **tuples, "updated_at": moment})


_TUPLES = ("media", "visible_to", "headings")


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The words of one document, place by place: what every backend indexes."""

    title: tuple[Word, ...]
    headings: tuple[Word, ...]
    body: tuple[Word, ...]

    def words_in(self, field: Field) -> tuple[Word, ...]:
        """Give the words of one place."""
        return {
            Field.TITLE: self.title,
            Field.HEADINGS: self.headings,
            Field.BODY: self.body,
        }[field]


def indexed_text(document: Document) -> IndexedText:
    """Say which words of a document can be found, and where they stand."""
    grade = f"Lớp {document.grade}" if document.grade else ""
    subject = f"{document.subject_name} {document.grade or ''}"
    headings = " ".join((*document.headings, document.strand, subject, grade))
    return IndexedText(
        title=tuple(words(document.title[:LONGEST_LINE])),
        headings=tuple(words(headings[:LONGEST_BODY])),
        body=tuple(words(document.body[:LONGEST_BODY])),
    )


def readable(text: str, longest: int = LONGEST_BODY) -> str:
    """Give the text as it is kept for showing: composed, one space between words."""
    return " ".join(clean(text[:longest]).split())


def newest(documents: Iterable[Document]) -> list[Document]:
    """Keep the last document given under each key."""
    return list({document.key: document for document in documents}.values())
