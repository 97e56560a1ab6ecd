"""The rule as it holds for a school year, read from its data file."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lms.indicators.rules import Rule

DATA = Path(__file__).parent / "data"


@cache
def _files() -> tuple[dict[str, Any], ...]:
    rows = [json.loads(path.read_text("utf-8")) for path in DATA.glob("rule-*.json")]
    return tuple(sorted(rows, key=lambda row: row["first_year"]))


def rule_data(year: int) -> dict[str, Any]:
    """Return the file in force for a school year (the latest begun, else the first)."""
    begun = [row for row in _files() if row["first_year"] <= year]
    return begun[-1] if begun else _files()[0]


def rule_of(year: int) -> Rule:
    """Return the rule in force for a school year."""
    row = rule_data(year)
    return Rule(
        version=row["version"],
        minimum_participation=Decimal(row["minimum_participation"]),
        minimum_live_share=Decimal(row["minimum_live_share"]),
        whole_test_share=Decimal(row["whole_test_share"]),
        targets=tuple((k, Decimal(v)) for k, v in row["targets"].items()),
    )
