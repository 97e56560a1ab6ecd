"""Judge a year's evidence of online teaching anew from its records."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.indicators.sink import recount


class Command(BaseCommand):
    """`recount_online --year 2026`: changes nothing if nothing has changed."""

    help = "Judges all evidence of online teaching anew from its records."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--year", required=True, type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Recount and say how many."""
        self.stdout.write(f"{recount(options['year'])} judged anew")
