"""What every item format shares: errors that name a place, texts, results."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

STEM_LENGTH = 4000
TEXT_LENGTH = 1000

Document = dict[str, Any]
Fields = Mapping[str, str]


class ItemError(ValueError):
    """A document that cannot be used: the place in it, and why (a code).

    The codes are put into the reader's language by `lms.assessment.wording`.
    """

    def __init__(self, place: str, reason: str, limit: int | None = None) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason
        self.limit = limit


@dataclass(frozen=True)
class ItemScore:
    """What one item earned; `right` of `of` decisions were right."""

    earned: Decimal
    possible: Decimal
    right: int
    of: int
    answered: bool


class ItemFormat(Protocol):
    """One kind of question. `fields` are the names a form posts, less the key."""

    name: str
    template: str

    def parse(self, raw: Mapping[str, Any]) -> Document:
        """Return the clean document or raise ItemError."""

    def fields(self, document: Document) -> tuple[str, ...]:
        """Return the suffixes of the form fields that hold an answer."""

    def clean(self, document: Document, suffix: str, value: str) -> str | None:
        """Return the value to keep for a field, None where it is nonsense."""

    def shuffle(self, document: Document, seed: str) -> list[int]:
        """Return the order in which the parts are shown."""

    def render(
        self, document: Document, order: Sequence[int], answer: Fields
    ) -> dict[str, Any]:
        """Return what the template shows: never the key."""

    def key(self, document: Document) -> dict[str, Any]:
        """Return the right answer as the results page shows it."""

    def score(
        self, document: Document, answer: Fields, points: Decimal, ladder: bool
    ) -> ItemScore:
        """Return what an answer earns."""

    def tell(self, document: Document, answer: Fields) -> list[tuple[str, str]]:
        """Return the answer as people read it: (label, value), "" for none."""

    def from_lines(self, lines: list[str]) -> dict[str, Any]:
        """Return what a teacher typed line by line, still to be parsed."""

    def to_lines(self, document: Document) -> list[str]:
        """Return the document's answers as a teacher types them."""


def text_in(raw: Mapping[str, Any], place: str, limit: int, required: bool) -> str:
    """Return a trimmed text of the document."""
    return checked_text(raw.get(place), place, limit, required)


def checked_text(value: Any, place: str, limit: int, required: bool = True) -> str:
    """Return `value` as a text within its limit, without control characters."""
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise ItemError(place, "not_text")
    text = value.strip()
    if required and not text:
        raise ItemError(place, "missing")
    if len(text) > limit:
        raise ItemError(place, "too_long", limit)
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise ItemError(place, "control_character")
    return text


def list_in(raw: Mapping[str, Any], place: str, least: int, most: int) -> list[Any]:
    """Return a list of the document with as many entries as are allowed."""
    value = raw.get(place)
    if not isinstance(value, list):
        raise ItemError(place, "not_list")
    if len(value) < least:
        raise ItemError(place, "too_few", least)
    if len(value) > most:
        raise ItemError(place, "too_many", most)
    return value


def truth(value: Any, place: str) -> bool:
    """Return a judgement: true/false, or Đ/S as teachers write it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().casefold()
        if word in {"đ", "đúng", "true", "1"}:
            return True
        if word in {"s", "sai", "false", "0"}:
            return False
    raise ItemError(place, "not_truth")


def permutation(count: int, seed: str) -> list[int]:
    """Return 0…count-1 in an order that depends on `seed` alone.

    Not `random`: the order of a form must be the same after any upgrade.
    """
    return sorted(
        range(count),
        key=lambda i: hashlib.sha256(f"{seed}:{i}".encode()).digest(),
    )
