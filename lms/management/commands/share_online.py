"""Print the share taught online, the same numbers as the pages show."""

import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.indicators import queries
from lms.indicators.report import share_report
from schools.public import Organisation, SchoolYear, now


class Command(BaseCommand):
    """`share_online --organisation CODE --year 2026 [--week N] [--day D] [--json]`."""

    help = "Prints the share of teaching that takes place online."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--organisation", required=True, metavar="CODE")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--week", type=int, default=0)
        parser.add_argument("--day", type=datetime.date.fromisoformat, default=None)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute and print."""
        code = options["organisation"]
        organisation = Organisation.objects.filter(code=code).first()
        year = SchoolYear.objects.filter(code=options["year"]).first()
        if organisation is None:
            raise CommandError(f"no organisation with the code {code}")
        if year is None:
            raise CommandError(f"no school year {options['year']}")
        if options["week"] < 0:
            raise CommandError("--week counts from 1")
        scope = queries.scope_of(organisation, year)
        cut = queries.current_cut(
            organisation, year, _moment(options["day"]), options["week"], scope.schools
        )
        report = share_report(organisation, scope, cut)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        self.stdout.write(f"{code} {year.name}, week {report['week']}")
        for key in ("to_date", "whole_year"):
            row = report[key]
            self.stdout.write(
                f"{key}: {row['percent']} % = {row['online']} / {row['planned']}"
            )


def _moment(day: datetime.date | None) -> datetime.datetime:
    """Return the end of a day, or now."""
    if day is None:
        return now()
    zone = timezone.get_current_timezone()
    return datetime.datetime.combine(day, datetime.time.max, zone)
