"""(frozen paper, answers) → marks. Pure, so that it can be run again at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lms.assessment.frozen import Entry, FrozenPaper
from lms.assessment.items import ItemScore, format_of

SCALE = Decimal(10)


@dataclass(frozen=True)
class PaperScore:
    """Points earned of those possible, the mark out of ten, and why."""

    earned: Decimal
    possible: Decimal
    mark: Decimal
    items: dict[str, ItemScore]

    def as_json(self) -> dict[str, Any]:
        """Return the reasons as they are kept beside the mark."""
        return {
            key: {
                "earned": str(s.earned),
                "possible": str(s.possible),
                "right": s.right,
                "of": s.of,
                "answered": s.answered,
            }
            for key, s in self.items.items()
        }


def answer_to(entry: Entry, answers: Mapping[str, str]) -> dict[str, str]:
    """Return an item's fields by suffix."""
    suffixes = format_of(entry.format).fields(entry.document)
    return {s: answers[entry.key + s] for s in suffixes if entry.key + s in answers}


def score(paper: FrozenPaper, answers: Mapping[str, str]) -> PaperScore:
    """Return the marks of a set of answers."""
    items: dict[str, ItemScore] = {}
    for part in paper.counted(answers):
        for entry in part.entries:
            items[entry.key] = format_of(entry.format).score(
                entry.document, answer_to(entry, answers), part.points, paper.ladder
            )
    earned = sum((s.earned for s in items.values()), Decimal(0))
    possible = paper.possible
    return PaperScore(earned, possible, mark(earned, possible, paper.decimals), items)


def mark(earned: Decimal, possible: Decimal, decimals: int) -> Decimal:
    """Return the mark out of ten, half up: 7.125 → 7.13 (schools never round to even)."""
    step = Decimal(1).scaleb(-decimals)
    if not possible:
        return Decimal(0).quantize(step)
    return (earned * SCALE / possible).quantize(step, ROUND_HALF_UP)


def known_fields(paper: FrozenPaper) -> dict[str, tuple[Entry, str]]:
    """Return the form fields a paper knows: name → (item, suffix)."""
    return {
        entry.key + suffix: (entry, suffix)
        for entry in paper.entries
        for suffix in format_of(entry.format).fields(entry.document)
    }
