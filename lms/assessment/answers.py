"""The document of answers: what a save may hold, how saves merge, the receipt.

Each field keeps its value with the client's sequence number and clock. A save lays its
fields over the document; per field the greatest (sequence, clock, value) wins. So saves
may come twice, late or in any order, from two devices even, and the document ends the
same: merging is idempotent, commutative and associative.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from lms.assessment.frozen import ALTERNATIVE, FrozenPaper
from lms.assessment.items import format_of
from lms.assessment.scoring import known_fields

Stamp = tuple[int, int, str]
Merged = dict[str, list[Any]]  # field → [sequence, clock, value]

MOST_FIELDS = 600
MOST_SEQUENCE = 2**31 - 1
MOST_CLOCK = 2**53


class SaveError(ValueError):
    """A save that is no save: the reason as a code."""


def clean_fields(raw: Any) -> dict[str, str]:
    """Return the fields of a save as short texts, whatever the paper says of them."""
    if not isinstance(raw, Mapping) or len(raw) > MOST_FIELDS:
        raise SaveError("answers")
    fields: dict[str, str] = {}
    for name, value in raw.items():
        if not isinstance(value, str) or len(name) > 40 or len(value) > 200:
            raise SaveError("answers")
        fields[storable(name)] = storable(value)
    return fields


def storable(text: str) -> str:
    """Return the text without what no database and no page takes: NUL, half an emoji.

    A field's length limit cuts an emoji in two, and JSON carries the half.
    """
    if text.isascii():
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def whole_number(value: Any, most: int) -> int:
    """Return a whole number between 0 and `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise SaveError("number")
    return value


def merge(
    document: Mapping[str, list[Any]], fields: Mapping[str, str], seq: int, clock: int
) -> Merged:
    """Return the document with a save laid over it; no paper has so many fields."""
    merged = dict(document)
    for name, value in fields.items():
        stamp = [seq, clock, value]
        if name not in merged or merged[name] < stamp:
            merged[name] = stamp
    if len(merged) > MOST_FIELDS:
        raise SaveError("answers")
    return merged


def last_sequence(document: Mapping[str, list[Any]]) -> int:
    """Return the greatest sequence in the document."""
    return max((stamp[0] for stamp in document.values()), default=0)


def values(paper: FrozenPaper, document: Mapping[str, list[Any]]) -> dict[str, str]:
    """Return the answers the paper knows, cleaned by each item's format."""
    answers: dict[str, str] = {}
    for name, (entry, suffix) in known_fields(paper).items():
        stamp = document.get(name)
        if stamp is None:
            continue
        value = format_of(entry.format).clean(entry.document, suffix, stamp[2])
        if value:
            answers[name] = value
    chosen = document.get(ALTERNATIVE)
    if chosen is not None and chosen[2] in paper.alternatives:
        answers[ALTERNATIVE] = chosen[2]
    return answers


def answered_items(paper: FrozenPaper, answers: Mapping[str, str]) -> int:
    """Return how many items have an answer."""
    return len({known_fields(paper)[n][0].key for n in answers if n != ALTERNATIVE})


def receipt(attempt: str, paper_hash: str, answers: Mapping[str, str]) -> str:
    """Return the short code that stands for exactly these answers: "7KQM-2XWD-TB"."""
    text = json.dumps(
        [attempt, paper_hash, dict(answers)], sort_keys=True, ensure_ascii=False
    )
    code = base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:10]
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
