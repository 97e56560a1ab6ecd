"""How lists name the standing of a piece of work."""

from django import template

from lms.assignments.messages import STANDING_KIND, standing_label
from lms.assignments.rules import Standing

register = template.Library()
register.filter("standing_label", standing_label)


@register.filter
def standing_kind(value: Standing) -> str:
    """Return the kind of chip of a standing."""
    return STANDING_KIND[value]
