"""Frozen papers for the pure tests, shaped like the national ones."""

from decimal import Decimal
from typing import Any

from lms.assessment.frozen import Entry, FrozenPaper, Part
from lms.assessment.items import parse_item

RAW: dict[str, dict[str, Any]] = {
    "choice": {"stem": "1 + 1 = ?", "options": ["1", "2", "3", "4"], "right": "B"},
    "true_false": {
        "stem": "Cho số 12.",
        "statements": ["chẵn", "lẻ", "chia hết cho 3", "chia hết cho 5"],
        "answer": [True, False, True, False],
    },
    "short": {"stem": "Một nửa là bao nhiêu?", "answer": ["0,5"]},
}
RIGHT_STATEMENTS = ["1", "0", "1", "0"]


def entry(key: str, name: str, **raw: Any) -> Entry:
    document = parse_item(name, RAW[name] | raw)
    return Entry(key, f"item-{key}", 1, name, "TOAN7.SO", "biet", document)


def part(first: int, name: str, count: int, points: str, alternative: str = "") -> Part:
    entries = tuple(entry(f"q{first + i}", name) for i in range(count))
    return Part(f"Phần {name}", Decimal(points), alternative, entries)


def paper(*parts: Part, decimals: int = 2, ladder: bool = True) -> FrozenPaper:
    return FrozenPaper("Đề thử", decimals, ladder, tuple(parts))


def national(structure: dict[str, Any]) -> FrozenPaper:
    """The paper of a subject of exam_2025.json."""
    parts = []
    first = 1
    for name, field in (
        ("choice", "part1"),
        ("true_false", "part2"),
        ("short", "part3"),
    ):
        given = structure.get(field)
        if not given:
            continue
        points = str(given.get("points_each", 1))
        if name == "true_false" and structure.get("printed_part2") == 6:
            parts += [
                part(first, name, 2, points),
                part(first + 2, name, 2, points, "ICT"),
                part(first + 4, name, 2, points, "CS"),
            ]
            first += 6
            continue
        parts.append(part(first, name, given["items"], points))
        first += given["items"]
    return paper(*parts)


def statements_right(key: str, count: int) -> dict[str, str]:
    """Answers to a true/false item of which `count` are right."""
    return {
        f"{key}.{i}": v if i < count else str(1 - int(v))
        for i, v in enumerate(RIGHT_STATEMENTS)
    }
