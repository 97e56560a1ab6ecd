"""The door to search: hand documents in, ask questions."""

from search.actions import index, rebuild, remove
from search.documents import EVERYONE, Document
from search.highlighting import Segment
from search.ports import SearchSource
from search.queries import search, tokens_of
from search.query import Query
from search.results import Facets, Hit, Results

__all__ = [
    "EVERYONE",
    "Document",
    "Facets",
    "Hit",
    "Query",
    "Results",
    "SearchSource",
    "Segment",
    "index",
    "rebuild",
    "remove",
    "search",
    "tokens_of",
]
