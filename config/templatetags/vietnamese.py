"""Numbers, sizes, dates and names as a Vietnamese reader writes them."""

from django import template

register = template.Library()
