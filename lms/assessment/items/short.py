"""Short answer (trả lời ngắn): at most four characters, "-" and "," included."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lms.assessment.items.base import (
    STEM_LENGTH,
    Document,
    Fields,
    ItemError,
    ItemScore,
    checked_text,
    list_in,
    text_in,
)

LENGTH = 4
TYPED_LENGTH = 24  # spaces included; longer is nonsense and not kept
FORMS = 8
MINUS = "\u2010\u2011\u2012\u2013\u2014\u2212\u207b\u208b\u02d7\ufe63\uff0d"
COMMA = ".\u066b\uff0c\uff0e\u201a"
NUMBER = re.compile(r"(-?)(\d*)(?:,(\d*))?")


class Short:
    """Several accepted forms; numbers are equal however they are typed."""

    name = "short"
    template = "assessment/items/short.html"

    def parse(self, raw: Mapping[str, Any]) -> Document:
        """Return the clean document or raise ItemError."""
        forms = []
        for i, value in enumerate(list_in(raw, "answer", 1, FORMS)):
            text = str(value) if type(value) is int else value
            form = typed(checked_text(text, f"answer[{i}]", TYPED_LENGTH))
            if not 0 < len(form) <= LENGTH:
                raise ItemError(f"answer[{i}]", "too_long", LENGTH)
            forms.append(form)
        return {
            "stem": text_in(raw, "stem", STEM_LENGTH, required=True),
            "answer": forms,
            "exact": raw.get("exact") is True,
            "explanation": text_in(raw, "explanation", STEM_LENGTH, required=False),
        }

    def fields(self, document: Document) -> tuple[str, ...]:
        """Return one field: what was typed."""
        return ("",)

    def clean(self, document: Document, suffix: str, value: str) -> str | None:
        """Return what was typed, as it was typed."""
        text = "".join(c for c in value if ord(c) >= 32)
        return text if len(text) <= TYPED_LENGTH else None

    def shuffle(self, document: Document, seed: str) -> list[int]:
        """Return nothing: there is nothing to shuffle."""
        return []

    def render(
        self, document: Document, order: Sequence[int], answer: Fields
    ) -> dict[str, Any]:
        """Return the stem and what was typed."""
        return {"stem": document["stem"], "answer": answer.get("", "")}

    def key(self, document: Document) -> dict[str, Any]:
        """Return the accepted forms."""
        return {"value": document["answer"][0], "forms": document["answer"]}

    def score(
        self, document: Document, answer: Fields, points: Decimal, ladder: bool
    ) -> ItemScore:
        """Return all of the points for an accepted form, else none."""
        form = typed(answer.get("", ""))
        same = typed if document["exact"] else normal
        accepted = {same(a) for a in document["answer"]}
        right = 0 < len(form) <= LENGTH and same(form) in accepted
        return ItemScore(
            points if right else Decimal(0), points, int(right), 1, form != ""
        )

    def tell(self, document: Document, answer: Fields) -> list[tuple[str, str]]:
        """Return what was typed, in its one form."""
        same = typed if document["exact"] else normal
        return [("", same(answer.get("", "")))]

    def from_lines(self, lines: list[str]) -> dict[str, Any]:
        """Return the accepted forms, one a line."""
        return {"answer": lines}

    def to_lines(self, document: Document) -> list[str]:
        """Return the accepted forms."""
        return list(document["answer"])


def typed(text: str) -> str:
    """Return a text with plain digits, one minus, the comma, no spaces, no plus."""
    out = []
    for c in unicodedata.normalize("NFKC", text):
        if c in MINUS:
            out.append("-")
        elif c in COMMA:
            out.append(",")
        elif c.isspace() or unicodedata.category(c) in {"Cf", "Cc"}:
            continue
        elif unicodedata.category(c) == "Nd":
            out.append(str(unicodedata.decimal(c)))
        else:
            out.append(c.casefold())
    form = "".join(out)
    return form[1:] if re.match(r"\+[\d,]", form) else form


def normal(text: str) -> str:
    """Return the one form of a number: "05", "5,0" and "5" are 5; ",5" is 0,5.

    What is no number is compared as it was typed.
    """
    form = typed(text)
    match = NUMBER.fullmatch(form)
    if not match or not (match[2] or match[3]):
        return form
    whole = match[2].lstrip("0") or "0"
    fraction = (match[3] or "").rstrip("0")
    number = f"{whole},{fraction}" if fraction else whole
    return number if number == "0" else match[1] + number
