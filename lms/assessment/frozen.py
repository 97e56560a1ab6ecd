"""A paper as it was set: a snapshot that nothing changes, and its forms (mã đề).

The snapshot is plain JSON: {"version", "title", "decimals", "ladder",
"parts": [{"title", "points", "alternative", "entries": [{"key", "item", "version",
"format", "outcome", "level", "document"}]}]}. A later correction of a key lies beside
it and is laid over it when marks are computed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from lms.assessment.items import Document, format_of, parse_item, permutation

VERSION = 1
ALTERNATIVE = "alternative"  # the field that holds the chosen alternative


@dataclass(frozen=True)
class Entry:
    """One item of a paper; `key` names its fields in the answers."""

    key: str
    item: str
    version: int
    format: str
    outcome: str
    level: str
    document: Document


@dataclass(frozen=True)
class Part:
    """Items that earn the same; of parts with an alternative, one is answered."""

    title: str
    points: Decimal
    alternative: str
    entries: tuple[Entry, ...]

    @property
    def possible(self) -> Decimal:
        """What all items of the part earn."""
        return self.points * len(self.entries)


@dataclass(frozen=True)
class FrozenPaper:
    """All that scoring and the test page need."""

    title: str
    decimals: int
    ladder: bool
    parts: tuple[Part, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All items in the paper's own order."""
        return tuple(entry for part in self.parts for entry in part.entries)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The names among which the candidate chooses, in order."""
        return tuple(dict.fromkeys(p.alternative for p in self.parts if p.alternative))

    @property
    def possible(self) -> Decimal:
        """The most points a candidate can earn."""
        common = sum((p.possible for p in self.parts if not p.alternative), Decimal(0))
        optional = [
            sum((p.possible for p in self.parts if p.alternative == name), Decimal(0))
            for name in self.alternatives
        ]
        return common + max(optional, default=Decimal(0))

    def counted(self, answers: Mapping[str, str]) -> tuple[Part, ...]:
        """Return the parts that count: the common ones and the chosen alternative."""
        chosen = answers.get(ALTERNATIVE, "")
        return tuple(p for p in self.parts if p.alternative in ("", chosen))

    def as_json(self) -> dict[str, Any]:
        """Return the snapshot."""
        return {
            "version": VERSION,
            "title": self.title,
            "decimals": self.decimals,
            "ladder": self.ladder,
            "parts": [
                {
                    "title": part.title,
                    "points": str(part.points),
                    "alternative": part.alternative,
                    "entries": [vars(entry) for entry in part.entries],
                }
                for part in self.parts
            ],
        }


def thaw(snapshot: Mapping[str, Any]) -> FrozenPaper:
    """Return the paper of a snapshot."""
    return FrozenPaper(
        title=snapshot["title"],
        decimals=snapshot["decimals"],
        ladder=snapshot["ladder"],
        parts=tuple(
            Part(
                title=part["title"],
                points=Decimal(part["points"]),
                alternative=part["alternative"],
                entries=tuple(Entry(**entry) for entry in part["entries"]),
            )
            for part in snapshot["parts"]
        ),
    )


def digest(snapshot: Mapping[str, Any]) -> str:
    """Return the hash that shows a snapshot was not touched."""
    text = json.dumps(
        snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def corrected(
    paper: FrozenPaper, corrections: Iterable[tuple[str, Mapping[str, Any]]]
) -> FrozenPaper:
    """Return the paper with corrected keys laid over it, the latest last."""
    changes: dict[str, dict[str, Any]] = {}
    for key, change in corrections:
        changes.setdefault(key, {}).update(change)
    if not changes:
        return paper
    parts = tuple(
        replace(
            part,
            entries=tuple(
                _laid_over(entry, changes.get(entry.key)) for entry in part.entries
            ),
        )
        for part in paper.parts
    )
    return replace(paper, parts=parts)


def _laid_over(entry: Entry, change: Mapping[str, Any] | None) -> Entry:
    if not change:
        return entry
    document = parse_item(entry.format, {**entry.document, **change})
    return replace(entry, document=document)


@dataclass(frozen=True)
class Shown:
    """An item as one form shows it: where it stands and how its parts are ordered."""

    number: int
    entry: Entry
    order: tuple[int, ...]


def form_of(
    paper: FrozenPaper, seed: str, shuffled: bool
) -> tuple[tuple[Part, tuple[Shown, ...]], ...]:
    """Return the paper in the order of one form; parts keep their places."""
    number = 0
    out = []
    for p, part in enumerate(paper.parts):
        count = len(part.entries)
        places: Sequence[int] = (
            permutation(count, f"{seed}/{p}") if shuffled else range(count)
        )
        shown = []
        for place in places:
            number += 1
            shown.append(_shown(part.entries[place], number, seed, shuffled))
        out.append((part, tuple(shown)))
    return tuple(out)


def _shown(entry: Entry, number: int, seed: str, shuffled: bool) -> Shown:
    kind = format_of(entry.format)
    document = entry.document
    if not shuffled:
        document = {**document, "fixed": True}
    return Shown(number, entry, tuple(kind.shuffle(document, f"{seed}/{entry.key}")))
