"""Documents for search tests, and a source that hands them out."""

import datetime
import itertools
from collections.abc import Iterable

from search.documents import EVERYONE, Document

NOW = datetime.datetime(2026, 11, 22, 8, 0, tzinfo=datetime.UTC)
_numbers = itertools.count(1)


def document(title: str, body: str = "", **fields) -> Document:
    """Make one valid document everyone may find; later ones are newer."""
    n = next(_numbers)
    defaults = {
        "key": f"lesson:{n}",
        "kind": "lesson",
        "url": f"/hoc-lieu/bai/{n}/",
        "visible_to": (EVERYONE,),
        "updated_at": NOW + datetime.timedelta(seconds=n),
    }
    return Document(title=title, body=body, **(defaults | fields))


class ListSource:
    """A source for settings.SEARCH_SOURCES whose documents a test sets."""

    kind = "lesson"
    held: list[Document] = []
    during = None

    def documents(self) -> Iterable[Document]:
        """Give the documents; `during` runs after the first, in mid-rebuild."""
        for at, one in enumerate(self.held):
            yield one
            if at == 0 and ListSource.during:
                ListSource.during()

    def tokens_for(self, account: object) -> tuple[str, ...]:
        """Give everyone's token and the account's own."""
        return (EVERYONE, f"account:{account.uuid}")
