"""Which words of a text to show in bold, as data: no markup is made here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.analysis.text import Word, clean, pattern, word

SNIPPET = 180
LEAD = 40
MOST_MATCHES = 200
LONGEST_SEARCHED = 60_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text, and whether it answers the query."""

    text: str
    hit: bool = False


Segments = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Highlighter:
    """Finds the words of one query in texts; as typed first, else whatever folds so."""

    found: re.Pattern[str] | None
    exact: frozenset[str]
    exact_folded: frozenset[str]

    @classmethod
    def of(cls, shown: Sequence[Word]) -> "Highlighter":
        """Prepare for the words of one query."""
        if not shown:
            return cls(None, frozenset(), frozenset())
        marked = [one for one in shown if one.marked]
        return cls(
            pattern(tuple(one.folded for one in shown)),
            frozenset(one.exact for one in marked),
            frozenset(one.folded for one in marked),
        )

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Give where the words stand; with the tones typed, if they do anywhere."""
        if self.found is None:
            return []
        spans: list[tuple[int, int, Word]] = []
        for match in self.found.finditer(text, 0, LONGEST_SEARCHED):
            spans.append((match.start(), match.end(), word(match[0])))
            if len(spans) >= MOST_MATCHES:
                break
        as_typed = {one.folded for _, _, one in spans if one.exact in self.exact}
        return [
            (start, end)
            for start, end, one in spans
            if one.folded not in as_typed or one.exact in self.exact
        ]

    def title(self, text: str) -> Segments:
        """Mark the words in a whole text."""
        text = clean(text)
        return _cut(text, self.spans(text), 0, len(text))

    def snippet(self, text: str, length: int = SNIPPET) -> Segments:
        """Choose the stretch with the most words and mark them."""
        text = clean(text)
        spans = self.spans(text)
        start = _best_start(text, spans, length)
        end = _word_end(text, start + length)
        before = [Segment("… ")] if start else []
        after = [Segment(" …")] if end < len(text) else []
        return (*before, *_cut(text, spans, start, end), *after)


def _best_start(text: str, spans: list[tuple[int, int]], length: int) -> int:
    """Find the start from which the most different words are seen."""
    best, best_seen = 0, 0
    for first, _ in spans:
        begin = max(0, first - LEAD)
        inside = {
            word(text[a:b]).folded
            for a, b in spans
            if a >= first and b <= begin + length
        }
        if len(inside) > best_seen:
            best, best_seen = begin, len(inside)
    if best == 0:
        return 0
    space = text.find(" ", best, best + LEAD)
    return space + 1 if space >= 0 else best


def _word_end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - LEAD, end)
    return space if space >= 0 else end


def _cut(text: str, spans: Iterable[tuple[int, int]], start: int, end: int) -> Segments:
    pieces: list[Segment] = []
    at = start
    for first, last in spans:
        if first < at or last > end:
            continue
        if first > at:
            pieces.append(Segment(text[at:first]))
        pieces.append(Segment(text[first:last], hit=True))
        at = last
    if at < end:
        pieces.append(Segment(text[at:end]))
    return tuple(pieces)


def plain(segments: Segments) -> str:
    """Give the text without marks."""
    return "".join(segment.text for segment in segments)
