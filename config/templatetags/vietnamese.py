"""Numbers, sizes, dates and names as a Vietnamese reader writes them."""

import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schools.clock import today

register = template.Library()
THIN = "\u202f"
WEEKDAYS = (
    "thứ Hai",
    "thứ Ba",
    "thứ Tư",
    "thứ Năm",
    "thứ Sáu",
    "thứ Bảy",
    "Chủ nhật",
)


def number_text(value: Decimal | float | int, places: int = 0) -> str:
    """Write a number: decimal comma and thin space in thousands (vi)."""
    text = f"{value:,.{places}f}"
    if (get_language() or "vi").startswith("vi"):
        return text.replace(",", THIN).replace(".", ",")
    return text


@register.filter
def number(value: Decimal | float | int | None, places: int = 0) -> str:
    """Template form of number_text; nothing for None."""
    return "" if value is None else number_text(value, int(places))


@register.filter
def mark(value: Decimal | None) -> str:
    """Write a mark without needless zeros: 8, 7,5, 5,85."""
    if value is None:
        return ""
    plain = f"{value:.2f}".rstrip("0").rstrip(".")
    return plain.replace(".", ",") if (get_language() or "vi") == "vi" else plain


@register.filter
def percent(value: Decimal | float | None, places: int = 1) -> str:
    """Write a share given in percent: 3,8 %."""
    return "–" if value is None else f"{number_text(value, int(places))}\u00a0%"


@register.filter
def size(value: int | None) -> str:
    """Write bytes as a pupil pays for them: KB under a tenth of a MB, else MB."""
    if not value:
        return "0\u00a0KB"
    if value < 100_000:
        return f"{number_text(max(1, round(value / 1000)))}\u00a0KB"
    tenths = round(value / 100_000)
    places = 1 if tenths < 100 and tenths % 10 else 0
    return f"{number_text(tenths / 10, places)}\u00a0MB"


@register.filter
def weekday(value: datetime.date | None) -> str:
    """Name the day of the week: thứ Hai … Chủ nhật."""
    if value is None:
        return ""
    if (get_language() or "vi").startswith("vi"):
        return WEEKDAYS[value.weekday()]
    return value.strftime("%A")


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """Write a day as *thứ Hai, 23/11*."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date()
    return f"{weekday(value)}, {value.day}/{value.month}"


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """Write a moment: *20:00 hôm nay*, *8:40 thứ Hai, 23/11*."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    clock = f"{local.hour}:{local.minute:02d}"
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    gap = (local.date() - today()).days
    if gap in near:
        return f"{clock} {near[gap]}"
    return f"{clock} {day(local.date())}"
