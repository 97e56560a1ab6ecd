r"""Lesson text: a short list of elements, no attributes, and `\( … \)` as maths."""

import html
import re
from collections.abc import Callable

from lxml import etree
from lxml import html as lxml_html

from library.lessons.maths import linear, render

LONGEST = 100_000
DEEPEST = 30
ELEMENTS = frozenset(
    ["p", "b", "strong", "i", "em", "ul", "ol", "li", "sub", "sup", "br", "hr"]
)
VOID = frozenset(("br", "hr"))
DROPPED = frozenset(("script", "style", "template", "iframe", "object", "noscript"))
CLOSING = ".,;:?!)"
INLINE_MATHS = re.compile(r"\\\((.{1,2000}?)\\\)", re.DOTALL)


def with_maths(text: str) -> str:
    """Return plain text as HTML, its formulas as maths."""
    return _write_text(text, render)


def _write_text(text: str, formula: Callable[[str], str]) -> str:
    parts = INLINE_MATHS.split(text)
    out = [html.escape(parts[0], quote=False)]
    for source, after in zip(parts[1::2], parts[2::2], strict=True):
        mark = after[: len(after) - len(after.lstrip(CLOSING))]
        shown = formula(source)
        if shown.endswith("</span>"):  # inside, the mark never starts a line alone
            shown = f"{shown[:-7]}{mark}</span>"
        else:
            shown += mark
        out += [shown, html.escape(after[len(mark) :], quote=False)]
    return "".join(out)


def _write(element: etree._Element, depth: int) -> str:
    if depth > DEEPEST:
        return html.escape(element.text_content(), quote=False)
    inner = [_write_text(element.text or "", render)]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in DROPPED:
            inner.append(_write(child, depth + 1))
        inner.append(_write_text(child.tail or "", render))
    body = "".join(inner)
    if element.tag in VOID:
        return f"<{element.tag}>{body}"
    if element.tag in ELEMENTS:
        return f"<{element.tag}>{body}</{element.tag}>"
    return body


def _fragments(source: str) -> etree._Element | None:
    source = source[:LONGEST].replace("\x00", "")
    if not source.strip():
        return None
    try:
        return lxml_html.fragment_fromstring(source, create_parent="div")
    except (etree.ParserError, ValueError):
        return None


def render_text(source: str) -> str:
    """Return safe HTML of a text block."""
    root = _fragments(source)
    return _write(root, 0) if root is not None else ""


def plain_text(source: str) -> str:
    """Return a text block as one line for search, formulas as text."""
    root = _fragments(re.sub(r"(</(p|li|ul|ol)>|<br ?/?>)", r"\1 ", source))
    if root is None:
        return ""
    for dropped in root.xpath("//script|//style|//template"):
        dropped.drop_tree()
    return plain_line(root.text_content())


def plain_line(text: str) -> str:
    """Return plain text on one line, formulas as text."""
    text = INLINE_MATHS.sub(lambda found: linear(found[1].strip()), text)
    return " ".join(text.split())
