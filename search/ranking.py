"""What makes one document a better answer than another.

Weights are tiers. Tones come first: every word with the tones typed, then some, then
none. Inside a tier the place counts (title, then headings, then body), then words that
stand together, then the grade and subject named in the query. What is left, up to
`RELEVANCE`, is the engine's own figure (BM25, ts_rank).
"""

from collections.abc import Iterator

from search.analysis.school_words import Hint
from search.analysis.text import Word
from search.documents import Field
from search.query import Match, Need, Plan, Signal, Terms, read

ALL_TONES = 2000
SOME_TONES = 1000
TITLE_EXACT = 80
TITLE = 100
HEADINGS = 50
PHRASE_IN_TITLE = 60
PHRASE_EXACT = 50
PHRASE = 40
WHOLE_TITLE = 70
HINT = 30
RELEVANCE = 20
FIELD_WEIGHTS = {Field.TITLE: 10, Field.HEADINGS: 4, Field.BODY: 1}

_UPPER = (Field.TITLE, Field.HEADINGS)


def plan_for(text: str) -> Plan:
    """Plan a query: every word must be there, hints only lift."""
    terms = read(text)
    if not terms.wanted:
        return _hints_only(terms)
    folded = tuple(dict.fromkeys(one.folded for one in terms.wanted))
    signals = (
        *_tones(terms.wanted),
        *_places(folded),
        *_whole(terms),
        *_hints(terms.hints),
    )
    return Plan(match=Match(folded), signals=signals, shown=terms.shown)


def relaxed_plan_for(text: str) -> Plan | None:
    """Plan for when not every word is anywhere: some words will do."""
    terms = read(text)
    folded = tuple(dict.fromkeys(one.folded for one in terms.wanted))
    if len(folded) < 2:
        return None
    each = tuple(
        Signal(Match((one,), fields=fields), weight)
        for one in folded
        for fields, weight in ((tuple(Field), ALL_TONES), ((Field.TITLE,), TITLE))
    )
    return Plan(
        match=Match(folded, Need.ANY),
        signals=(*each, *_hints(terms.hints)),
        shown=terms.shown,
    )


def _hints_only(terms: Terms) -> Plan:
    """Plan "toán 6": with nothing else to go by, the hints must hold."""
    in_title = tuple(
        Signal(Match(hint.words, Need.PHRASE, fields=(Field.TITLE,)), TITLE)
        for hint in terms.hints
    )
    typed = tuple(one.exact for one in terms.shown)
    if any(one.marked for one in terms.shown):
        as_typed = Match(typed, exact=True, fields=(Field.TITLE,))
        in_title = (*in_title, Signal(as_typed, TITLE_EXACT))
    signals = (*in_title, *_hints(terms.hints))
    return Plan(must=terms.hints, signals=signals, shown=terms.shown)


def _tones(wanted: tuple[Word, ...]) -> Iterator[Signal]:
    """Lift documents that write the words as they were typed."""
    marked = tuple(one.exact for one in wanted if one.marked)
    if not marked:
        return
    exact = tuple(dict.fromkeys(one.exact for one in wanted))
    yield Signal(Match(marked, exact=True), ALL_TONES)
    if len(marked) > 1:
        yield Signal(Match(marked, Need.ANY, exact=True), SOME_TONES)
    yield Signal(Match(exact, exact=True, fields=(Field.TITLE,)), TITLE_EXACT)
    if len(exact) > 1:
        yield Signal(Match(exact, Need.PHRASE, exact=True), PHRASE_EXACT)


def _places(folded: tuple[str, ...]) -> Iterator[Signal]:
    """Lift documents that say it in the title, and in one breath."""
    yield Signal(Match(folded, fields=(Field.TITLE,)), TITLE)
    yield Signal(Match(folded, fields=_UPPER), HEADINGS)
    if len(folded) > 1:
        yield Signal(Match(folded, Need.PHRASE), PHRASE)
        yield Signal(Match(folded, Need.PHRASE, fields=(Field.TITLE,)), PHRASE_IN_TITLE)


def _whole(terms: Terms) -> Iterator[Signal]:
    """Lift titles that say the hint's words too: "công nghệ tế bào" is biology."""
    if terms.hints:
        words = tuple(dict.fromkeys(one.folded for one in terms.shown))
        yield Signal(Match(words, fields=(Field.TITLE,)), WHOLE_TITLE)


def _hints(found: tuple[Hint, ...]) -> tuple[Signal, ...]:
    return tuple(Signal(hint, HINT) for hint in found)
