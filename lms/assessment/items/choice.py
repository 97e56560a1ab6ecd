"""Four-choice question (trắc nghiệm nhiều lựa chọn): one option is right."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lms.assessment.items.base import (
    STEM_LENGTH,
    TEXT_LENGTH,
    Document,
    Fields,
    ItemError,
    ItemScore,
    checked_text,
    list_in,
    permutation,
    text_in,
)

LETTERS = "ABCDEF"


class Choice:
    """`right` is the place of the right option, counted from 0; answers too."""

    name = "choice"
    template = "assessment/items/choice.html"

    def parse(self, raw: Mapping[str, Any]) -> Document:
        """Return the clean document or raise ItemError."""
        options = [
            checked_text(option, f"options[{i}]", TEXT_LENGTH)
            for i, option in enumerate(list_in(raw, "options", 2, len(LETTERS)))
        ]
        if len(set(options)) < len(options):
            raise ItemError("options", "repeated")
        return {
            "stem": text_in(raw, "stem", STEM_LENGTH, required=True),
            "options": options,
            "right": _place(raw.get("right"), len(options)),
            "fixed": raw.get("fixed") is True,
            "explanation": text_in(raw, "explanation", STEM_LENGTH, required=False),
        }

    def fields(self, document: Document) -> tuple[str, ...]:
        """Return one field: the chosen option."""
        return ("",)

    def clean(self, document: Document, suffix: str, value: str) -> str | None:
        """Return the option's place, "" for none."""
        known = {str(i) for i in range(len(document["options"]))}
        return value if value in known or value == "" else None

    def shuffle(self, document: Document, seed: str) -> list[int]:
        """Return the options' order; "all of the above" must stay last: `fixed`."""
        count = len(document["options"])
        return list(range(count)) if document["fixed"] else permutation(count, seed)

    def render(
        self, document: Document, order: Sequence[int], answer: Fields
    ) -> dict[str, Any]:
        """Return stem and options as shown."""
        return {
            "stem": document["stem"],
            "options": [
                {
                    "letter": letter,
                    "value": str(i),
                    "text": document["options"][i],
                    "chosen": answer.get("") == str(i),
                }
                for letter, i in zip(LETTERS, order, strict=False)
            ],
        }

    def key(self, document: Document) -> dict[str, Any]:
        """Return the right option."""
        return {"value": str(document["right"])}

    def score(
        self, document: Document, answer: Fields, points: Decimal, ladder: bool
    ) -> ItemScore:
        """Return all of the points for the right option, else none."""
        chosen = answer.get("", "")
        right = chosen == str(document["right"])
        return ItemScore(
            points if right else Decimal(0), points, int(right), 1, chosen != ""
        )

    def tell(self, document: Document, answer: Fields) -> list[tuple[str, str]]:
        """Return the option's letter."""
        chosen = answer.get("", "")
        return [("", LETTERS[int(chosen)] if chosen else "")]

    def from_lines(self, lines: list[str]) -> dict[str, Any]:
        """Return options, one a line; a star stands before the right one."""
        starred = [i for i, line in enumerate(lines) if line.startswith("*")]
        return {
            "options": [line.removeprefix("*").strip() for line in lines],
            "right": starred[0] if len(starred) == 1 else None,
        }

    def to_lines(self, document: Document) -> list[str]:
        """Return the options with a star before the right one."""
        return [
            f"* {option}" if i == document["right"] else option
            for i, option in enumerate(document["options"])
        ]


def _place(value: Any, count: int) -> int:
    """Return the right option's place from a number (from 0) or a letter."""
    if isinstance(value, str) and len(value.strip()) == 1:
        value = LETTERS.find(value.strip().upper())
    if isinstance(value, bool) or not isinstance(value, int):
        raise ItemError("right", "no_right_option")
    if not 0 <= value < count:
        raise ItemError("right", "no_right_option")
    return value
