r"""Texts of questions as HTML. Hostile until they come out of here.

Everything is escaped; then a few plain tags without attributes come back where they are
properly closed, paragraphs and line breaks become <br>, and what stands in \( \), \[ \]
or between $ signs is set as maths by the library.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from django.template.library import import_library
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TAGS = "b|strong|i|em|u|sub|sup"
PAIR = re.compile(
    rf"&lt;({TAGS})&gt;((?:(?!&lt;/?(?:{TAGS})&gt;).)*)&lt;/\1&gt;", re.DOTALL
)
PARAGRAPH = re.compile(r"</p>\s*<p>|<br\s*/?>|</?p>")
MATHS = re.compile(
    r"\\\((.{1,500}?)\\\)|\\\[(.{1,500}?)\\\]|(?<!\\)\$([^$\n]{1,500})\$", re.DOTALL
)


@lru_cache(maxsize=8192)
def rich(text: str) -> SafeString:
    """Return the text of a question as HTML for one line (no block elements)."""
    text = PARAGRAPH.sub("\n", text.replace("\x00", "")).strip()
    out: list[str] = []
    kept: list[str] = []
    last = 0
    for match in MATHS.finditer(text):
        out += [text[last : match.start()], f"\x00{len(kept)}\x00"]
        kept.append(_maths(match[1] or match[2] or match[3]))
        last = match.end()
    out.append(text[last:])
    html = _prose("".join(out))
    html = re.sub("\x00(\\d+)\x00([.,;:?!)]*)", lambda m: _kept(kept, m), html)
    return mark_safe(html)  # noqa: S308 - escaped, then built from known pieces


def _kept(kept: list[str], match: re.Match[str]) -> str:
    """Return a formula; a mark after it never starts a line by itself."""
    shown = kept[int(match[1])]
    if shown.endswith("</span>"):
        return f"{shown[:-7]}{match[2]}</span>"
    return shown + match[2]


def plain(text: str) -> str:
    """Return the text of a question for a list or a spreadsheet: no tags."""
    text = PARAGRAPH.sub(" ", text)
    return " ".join(re.sub(rf"</?(?:{TAGS})>", "", text).split())


def _prose(text: str) -> str:
    html = str(escape(text))
    while True:
        html, found = PAIR.subn(r"<\1>\2</\1>", html)
        if not found:
            return html.replace("\n", "<br>")


def _maths(source: str) -> str:
    """Return LaTeX set as MathML, through the filter the library offers templates."""
    return str(_formula()(source))


@lru_cache(maxsize=1)
def _formula() -> Callable[[str], str]:
    return import_library("library.templatetags.lessons").filters["formula"]
