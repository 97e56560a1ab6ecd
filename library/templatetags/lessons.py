"""What lesson templates need beyond the lesson itself."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import SourceImageIOError

from library.files.models import LESSON_SPEC
from library.lessons import maths, queries, rich_text

register = template.Library()


@register.filter
def formula(latex: str, place: str = "") -> SafeString:
    """Show a formula: allow-listed MathML and its text."""
    return mark_safe(maths.render(latex, block=place == "block"))  # noqa: S308 - rebuilt


@register.filter
def line(text: str | None) -> SafeString:
    r"""Show a line of plain text, its `\\( … \\)` as maths."""
    return mark_safe(rich_text.with_maths(text or ""))  # noqa: S308 - escaped there


@register.filter
def prose(value: Any) -> SafeString:
    """Show a text block through the allow-list."""
    return mark_safe(rich_text.render_text(str(value.source)))  # noqa: S308 - rebuilt


@register.filter
def plain(text: str | None) -> str:
    """Show a line as plain text, formulas spelled out."""
    return rich_text.plain_line(text or "")


@register.simple_tag
def picture_of(image: Any) -> Any:
    """Return the picture in the size lessons show."""
    try:
        return image.get_rendition(LESSON_SPEC)
    except SourceImageIOError:
        return None  # the file is lost: the lesson shows its words instead


@register.simple_tag
def weight_of(lesson: Any) -> int:
    """Return the bytes a reader pays beyond the page itself."""
    return queries.lesson_weight(lesson)


@register.simple_tag
def outcomes_in(lesson: Any) -> Any:
    """Return the outcomes of a lesson, in order."""
    return queries.outcomes_of_lesson(lesson)


@register.simple_tag
def recordings_in(lesson: Any) -> Any:
    """Return the recordings of a lesson, in order."""
    return queries.recordings_of(lesson)


@register.filter
def table_rows(text: str) -> list[list[str]]:
    """Return the cells of a table block."""
    rows = [
        [cell.strip() for cell in row.split("|")]
        for row in text.splitlines()
        if row.strip()
    ]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
