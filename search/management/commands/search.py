"""Ask the index from the command line, through the same function as the page."""

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.documents import EVERYONE
from search.highlighting import plain
from search.queries import search, tokens_of
from search.query import Query
from search.results import Hit, Results

MB = 1_000_000


class Command(BaseCommand):
    """Print what a search finds."""

    help = "Search the index: as an account (--as), else what everyone may see."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the words and the page's filters."""
        parser.add_argument("text", nargs="?", default="")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--grade", type=int, choices=range(1, 13))
        parser.add_argument("--subject")
        parser.add_argument("--media")
        parser.add_argument("--max-mb", type=float)
        parser.add_argument("--as", dest="username")
        parser.add_argument("--page", type=int, default=1)
        parser.add_argument("--size", type=int, default=20)

    def handle(self, **options: Any) -> None:
        """Search and print."""
        max_mb = options["max_mb"]
        results = search(
            Query(
                text=options["text"],
                grade=options["grade"],
                subject=options["subject"],
                media=options["media"],
                max_bytes=None if max_mb is None else int(max_mb * MB),
                tokens=self._tokens(options["username"]),
                page=options["page"],
                size=options["size"],
            )
        )
        if options["json"]:
            found = _as_json(options["text"], results)
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for hit in results.hits:
            document = hit.document
            self.stdout.write(f"{hit.score:7.1f}  {document.title}  {document.url}")
        self.stdout.write(f"total: {results.total}")

    def _tokens(self, username: str | None) -> tuple[str, ...]:
        if username is None:
            return (EVERYONE,)
        accounts = get_user_model()
        try:
            return tokens_of(accounts.objects.get(username=username))
        except accounts.DoesNotExist:
            raise CommandError(f"There is no account named {username!r}.") from None


def _as_json(text: str, results: Results) -> dict[str, Any]:
    return {
        "query": text,
        "total": results.total,
        "page": results.page,
        "size": results.size,
        "relaxed": results.relaxed,
        "hits": [_hit_as_json(hit) for hit in results.hits],
    }


def _hit_as_json(hit: Hit) -> dict[str, Any]:
    document = hit.document
    names = ("key", "kind", "title", "url", "grade", "subject_code", "subject_name",
             "strand", "bytes", "licence")  # fmt: skip
    return {
        **{name: getattr(document, name) for name in names},
        "media": list(document.media),
        "updated_at": document.updated_at.isoformat(),
        "snippet": plain(hit.snippet),
        "score": round(hit.score, 3),
    }
