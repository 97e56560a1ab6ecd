"""Message catalogues without gettext's tools: extract, update, check, compile.

msgids are English; Vietnamese is complete or the tests fail. Each app keeps its
own catalogue in `<app>/locale/vi/LC_MESSAGES/django.po`.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
APPS = (
    "config",
    "schools",
    "library",
    "search",
    "media_pipeline",
    "live",
    "lms",
    "interop",
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CALL = re.compile(r"\b(npgettext|ngettext|pgettext|gettext|_)\(")
Message = tuple[str | tuple[str, str], str | None, str]  # id(s), context, place


def _python_messages(path: Path) -> Iterator[Message]:
    source = BytesIO(path.read_bytes())
    for line, function, message, _comments in extract_python(
        source, list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        parts = message if isinstance(message, tuple) else (message,)
        words = tuple(p for p in parts if isinstance(p, str) and p)
        yield from _message(function, words, f"{path.relative_to(ROOT)}:{line}")


def _template_messages(path: Path) -> Iterator[Message]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in CALL.finditer(code):
        words = _literal_arguments(code, found.end())
        line = code.count("\n", 0, found.start()) + 1
        yield from _message(found[1], words, f"{path.relative_to(ROOT)}:{line}")


def _literal_arguments(code: str, start: int) -> tuple[str, ...]:
    """Return the string literals of the call whose arguments begin at `start`."""
    for end in re.finditer(r"\)", code[start : start + 4000]):
        try:
            call = ast.parse(f"f({code[start : start + end.end()]}", mode="eval").body
        except SyntaxError:
            continue
        return tuple(
            each.value
            for each in getattr(call, "args", [])
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        )
    return ()


def _message(function: str, words: tuple[str, ...], place: str) -> Iterator[Message]:
    context = None
    if function.startswith(("pgettext", "npgettext")) and len(words) > 1:
        context, words = words[0], words[1:]
    if not words:
        return
    plural = function.startswith("n") and len(words) > 1
    yield ((words[0], words[1]) if plural else words[0], context, place)


def messages_of(app: str) -> list[Message]:
    """Return every message an app's code and templates use, with its place."""
    found: list[Message] = []
    for path in sorted((ROOT / app).rglob("*")):
        if "migrations" in path.parts or "demo" in path.parts:
            continue
        if path.suffix == ".py":
            found += _python_messages(path)
        elif path.suffix in {".html", ".txt", ".js"} and "templates" in path.parts:
            found += _template_messages(path)
    return found


def catalogue_path(app: str) -> Path:
    """Return where an app's Vietnamese catalogue is kept."""
    return ROOT / app / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """Return a catalogue, empty if there is no file yet."""
    if not path.exists():
        return Catalog(locale="vi", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def update(app: str) -> int:
    """Add an app's new messages to its catalogue; return how many lack words.

    Messages that no code uses any more are dropped, except those marked
    `#. keep` (translations that complete another package's).
    """
    path = catalogue_path(app)
    old = read(path)
    fresh = Catalog(locale="vi", project="Hoa Ban", fuzzy=False)
    for msgid, context, _place in messages_of(app):
        known = old.get(msgid[0] if isinstance(msgid, tuple) else msgid, context)
        words = known.string if known else ""
        if isinstance(msgid, tuple) and isinstance(words, str):
            words = (words,)
        fresh.add(msgid, words, context=context)
    for kept in old:
        if kept.id and "keep" in kept.auto_comments:
            fresh.add(
                kept.id, kept.string, context=kept.context, auto_comments=["keep"]
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=0, sort_output=True, omit_header=False)
    return len(missing(app))


def missing(app: str) -> list[str]:
    """Return the messages of an app without Vietnamese words, with their places."""
    catalogue = read(catalogue_path(app))
    lacking = []
    for msgid, context, place in messages_of(app):
        known = catalogue.get(msgid[0] if isinstance(msgid, tuple) else msgid, context)
        words = known.string if known else ""
        if not (all(words) if isinstance(words, (tuple, list)) else words):
            lacking.append(f"{place}: {msgid}")
    return lacking


def compile_all() -> int:
    """Compile every catalogue that is newer than its .mo; return how many."""
    done = 0
    for path in ROOT.glob("*/locale/*/LC_MESSAGES/*.po"):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        draft = target.with_suffix(".mo.part")
        with path.open("rb") as source, draft.open("wb") as file:
            write_mo(file, read_po(source, locale=path.parents[1].name))
        draft.replace(target)
        done += 1
    return done
