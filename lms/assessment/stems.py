"""Texts of questions as HTML. Hostile until they come out of here.

Everything is escaped; then five plain tags without attributes come back where they are
properly closed, line breaks become <br>, and what stands between $ signs is set as
maths by the library.
"""

import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from library import public as library

TAGS = ("b", "i", "u", "sub", "sup")
PAIR = re.compile(
    rf"&lt;({'|'.join(TAGS)})&gt;((?:(?!&lt;/?(?:{'|'.join(TAGS)})&gt;).)*)&lt;/\1&gt;",
    re.DOTALL,
)
MATHS = re.compile(r"\$([^$\n]{1,500})\$")


@lru_cache(maxsize=8192)
def rich(text: str) -> SafeString:
    """Return the text of a question as HTML."""
    out = []
    last = 0
    for match in MATHS.finditer(text):
        out += [_prose(text[last : match.start()]), _maths(match[0])]
        last = match.end()
    out.append(_prose(text[last:]))
    return mark_safe("".join(out))  # noqa: S308 - escaped piece by piece


def _prose(text: str) -> str:
    html = escape(text)
    while True:
        html, found = PAIR.subn(r"<\1>\2</\1>", html)
        if not found:
            return html.replace("\n", "<br>")


def _maths(source: str) -> str:
    """Return "$…$" set as maths; the source where the library cannot set it."""
    render = getattr(library, "render_inline", None)
    return str(render(source)) if render else f"<code>{escape(source[1:-1])}</code>"
