"""Texts, points and levels of questions in templates."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.assessment.models import Item
from lms.assessment.stems import rich as rich_text

register = template.Library()


@register.filter
def rich(text: str) -> SafeString:
    """Set a question's text, sanitised, with its formulas."""
    return rich_text(text)


@register.filter
def points(value: Decimal) -> str:
    """Write points without needless zeros: 0,25."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",") if (get_language() or "vi") == "vi" else text


@register.filter
def level(value: str) -> str:
    """Name a level."""
    return str(dict(Item.Level.choices).get(value, value))


@register.filter
def ticked(value: Any, field: Any) -> bool:
    """Return whether a choice of a bound field is chosen."""
    return str(value) in {str(one) for one in field.value() or ()}
