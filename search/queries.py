"""Reading the index."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.module_loading import import_string

from search.backends.base import Backend
from search.highlighting import Highlighter
from search.ports import SearchSource
from search.query import Plan, Query
from search.ranking import plan_for, relaxed_plan_for
from search.results import Found, Hit, Results

DEFAULT_BACKEND = "search.backends.database.DatabaseBackend"


def backend() -> Backend:
    """Give the engine that settings name."""
    return import_string(getattr(settings, "SEARCH_BACKEND", DEFAULT_BACKEND))()


def sources() -> Iterator[SearchSource]:
    """Give the sources that settings name."""
    for path in getattr(settings, "SEARCH_SOURCES", ()):
        yield import_string(path)()


def tokens_of(account: object) -> tuple[str, ...]:
    """Give every token an account holds, from all sources."""
    return tuple(
        dict.fromkeys(
            token for source in sources() for token in source.tokens_for(account)
        )
    )


def search(query: Query) -> Results:
    """Find documents: all words first; if none has them all, some of the words."""
    engine = backend()
    plan = plan_for(query.text)
    if query.text.strip() and not plan.asks:
        return Results(total=0, size=query.limit)
    found = engine.search(query, plan)
    relaxed = relaxed_plan_for(query.text) if found.total == 0 else None
    if relaxed:
        plan, found = relaxed, engine.search(query, relaxed)
    return _shown(query, plan, found, relaxed=bool(relaxed and found.total))


def _shown(query: Query, plan: Plan, found: Found, *, relaxed: bool) -> Results:
    marks = Highlighter.of(plan.shown)
    hits = tuple(
        Hit(
            document=document,
            highlighted_title=marks.title(document.title),
            snippet=marks.snippet(document.body),
            score=score,
        )
        for document, score in found.documents
    )
    return Results(
        total=found.total,
        hits=hits,
        page=query.offset // query.limit + 1,
        size=query.limit,
        relaxed=relaxed,
        facets=found.facets,
    )
