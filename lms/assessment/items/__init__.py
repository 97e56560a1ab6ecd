"""The registry of item formats: one line a format."""

from collections.abc import Mapping
from typing import Any

from lms.assessment.items.base import (
    Document,
    Fields,
    ItemError,
    ItemFormat,
    ItemScore,
    permutation,
)
from lms.assessment.items.choice import Choice
from lms.assessment.items.short import Short
from lms.assessment.items.true_false import TrueFalse

FORMATS: dict[str, ItemFormat] = {
    "choice": Choice(),
    "true_false": TrueFalse(),
    "short": Short(),
}


def format_of(name: str) -> ItemFormat:
    """Return the format called `name`."""
    try:
        return FORMATS[name]
    except (KeyError, TypeError):
        raise ItemError("format", "unknown_format") from None


def parse_item(name: str, raw: Mapping[str, Any]) -> Document:
    """Return the clean document of an item, or raise ItemError."""
    return format_of(name).parse(raw)


__all__ = [
    "FORMATS",
    "Document",
    "Fields",
    "ItemError",
    "ItemFormat",
    "ItemScore",
    "format_of",
    "parse_item",
    "permutation",
]
