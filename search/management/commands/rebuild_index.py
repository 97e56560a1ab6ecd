"""Build the search index anew, beside the one that answers meanwhile."""

from typing import Any

from django.core.management.base import BaseCommand

from search.actions import rebuild


class Command(BaseCommand):
    """Rebuild the index from every source and swap it in."""

    help = "Rebuild the search index from its sources; searches go on meanwhile."

    def handle(self, **options: Any) -> None:
        """Rebuild, counting aloud."""
        quiet = options["verbosity"] == 0

        def count(done: int) -> None:
            if not quiet:
                self.stderr.write(f"\r{done}", ending="")

        size = rebuild(count)
        if not quiet:
            self.stderr.write("")
            self.stdout.write(f"The index holds {size} documents.")
