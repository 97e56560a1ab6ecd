"""Read the shipped reference data and the demo's content for the tests."""

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CURRICULUM = ROOT / "library" / "curriculum" / "data"
CONTENT = ROOT / "config" / "demo" / "content"

INLINE_MATHS = re.compile(r"\\\((.+?)\\\)", re.DOTALL)


def load(path: Path) -> Any:
    """Return the parsed JSON of one file."""
    return json.loads(path.read_text(encoding="utf-8"))


def curriculum(name: str) -> Any:
    """Return one file of the reference data."""
    return load(CURRICULUM / name)


def content(name: str) -> Any:
    """Return one file of the demo's content."""
    return load(CONTENT / name)


def lessons() -> list[dict[str, Any]]:
    """Return every demo lesson."""
    return [load(path) for path in sorted((CONTENT / "lessons").glob("*.json"))]


def banks() -> list[dict[str, Any]]:
    """Return every item bank."""
    return [load(path) for path in sorted((CONTENT / "items").glob("*.json"))]


def items() -> dict[str, dict[str, Any]]:
    """Return every item by its key."""
    return {item["key"]: item for bank in banks() for item in bank["items"]}


def strings(value: Any) -> list[str]:
    """Return every string inside a JSON value, keys left out."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return []


def json_files() -> list[Path]:
    """Return every JSON file this folder of tests watches over."""
    return sorted([*CURRICULUM.glob("*.json"), *CONTENT.rglob("*.json")])
