"""Four statements, each true or false (trắc nghiệm đúng sai)."""

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
    truth,
)

STATEMENTS = 4
LETTERS = "abcd"
# QĐ 764/QĐ-BGDĐT: the share of the item's points by right statements
LADDER = tuple(Decimal(x) for x in ("0", "0.1", "0.25", "0.5", "1"))


class TrueFalse:
    """Answers are "1" (true) or "0" (false) by the statement's own place."""

    name = "true_false"
    template = "assessment/items/true_false.html"

    def parse(self, raw: Mapping[str, Any]) -> Document:
        """Return the clean document or raise ItemError.

        Statements come as {"text", "right"} ("true" in older files), or as texts
        beside a list `answer`.
        """
        entries = list_in(raw, "statements", STATEMENTS, STATEMENTS)
        beside = raw.get("answer")
        statements = [_statement(entry, beside, i) for i, entry in enumerate(entries)]
        return {
            "stem": text_in(raw, "stem", STEM_LENGTH, required=True),
            "statements": statements,
            "fixed": raw.get("fixed") is True,
            "explanation": text_in(raw, "explanation", STEM_LENGTH, required=False),
        }

    def fields(self, document: Document) -> tuple[str, ...]:
        """Return a field a statement."""
        return tuple(f".{i}" for i in range(STATEMENTS))

    def clean(self, document: Document, suffix: str, value: str) -> str | None:
        """Return "1", "0" or "" for no answer."""
        return value if value in {"", "0", "1"} else None

    def shuffle(self, document: Document, seed: str) -> list[int]:
        """Return the statements' order."""
        if document["fixed"]:
            return list(range(STATEMENTS))
        return permutation(STATEMENTS, seed)

    def render(
        self, document: Document, order: Sequence[int], answer: Fields
    ) -> dict[str, Any]:
        """Return stem and statements as shown."""
        return {
            "stem": document["stem"],
            "statements": [
                {
                    "letter": letter,
                    "suffix": f".{i}",
                    "text": document["statements"][i]["text"],
                    "answer": answer.get(f".{i}", ""),
                }
                for letter, i in zip(LETTERS, order, strict=True)
            ],
        }

    def key(self, document: Document) -> dict[str, Any]:
        """Return the judgements by suffix."""
        return {
            f".{i}": "1" if statement["right"] else "0"
            for i, statement in enumerate(document["statements"])
        }

    def score(
        self, document: Document, answer: Fields, points: Decimal, ladder: bool
    ) -> ItemScore:
        """Return 0.1, 0.25, 0.5 or all of the points; a quarter each if not ladder."""
        right = sum(answer.get(s) == value for s, value in self.key(document).items())
        share = LADDER[right] if ladder else Decimal(right) / STATEMENTS
        answered = any(answer.get(suffix) for suffix in self.fields(document))
        return ItemScore(points * share, points, right, STATEMENTS, answered)

    def tell(self, document: Document, answer: Fields) -> list[tuple[str, str]]:
        """Return Đ or S for each statement."""
        words = {"1": "Đ", "0": "S"}
        return [
            (letter, words.get(answer.get(f".{i}", ""), ""))
            for i, letter in enumerate(LETTERS)
        ]

    def from_lines(self, lines: list[str]) -> dict[str, Any]:
        """Return statements, one a line, each after Đ or S and a colon."""
        pairs = [line.partition(":") for line in lines]
        return {
            "statements": [
                {"text": text.strip(), "right": sign.strip()}
                for sign, _colon, text in pairs
            ]
        }

    def to_lines(self, document: Document) -> list[str]:
        """Return the statements, each after Đ or S."""
        return [
            f"{'Đ' if s['right'] else 'S'}: {s['text']}" for s in document["statements"]
        ]


def _statement(entry: Any, beside: Any, i: int) -> dict[str, Any]:
    place = f"statements[{i}]"
    if isinstance(entry, Mapping):
        text, right = entry.get("text"), entry.get("right", entry.get("true"))
    else:
        text = entry
        right = beside[i] if isinstance(beside, list) and i < len(beside) else None
    if right is None:
        raise ItemError(place, "not_truth")
    return {
        "text": checked_text(text, place, TEXT_LENGTH),
        "right": truth(right, place),
    }
