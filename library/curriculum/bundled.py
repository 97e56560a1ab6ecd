"""The reference data that ships with the project, read from its files."""

import csv
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


def _load(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def programme() -> dict[str, Any]:
    """Return the programme's name, dates and legal basis."""
    return _load("programme.json")


def subjects() -> list[dict[str, Any]]:
    """Return the subjects in the order of the programme."""
    return _load("subjects.json")


def periods() -> list[dict[str, str]]:
    """Return planned periods a year by grade and subject."""
    with (DATA / "periods.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def strands() -> dict[str, Any]:
    """Return strands and topics by subject and grade."""
    return _load("strands.json")["subjects"]


def own_outcomes() -> list[dict[str, Any]]:
    """Return the outcomes told in our own words."""
    return _load("outcomes_demo.json")


@lru_cache(maxsize=1)
def places() -> dict[str, tuple[str, str]]:
    """Return where each official outcome belongs: code → (strand, topic) GUIDs."""
    return {
        code: (strand["guid"], topic["guid"])
        for subject in strands().values()
        for grade in subject["grades"].values()
        for strand in grade
        for topic in strand["topics"]
        for code in topic.get("outcomes", ())
    }
