"""Print the share taught online, the same numbers as the pages show."""

import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.indicators import queries
from lms.indicators.rule_book import rule_of
from lms.indicators.rules import Share, total
from schools.public import Organisation, SchoolYear, today


class Command(BaseCommand):
    """`share_online --organisation CODE --year 2026 [--week N] [--json]`."""

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
        day = options["day"] or today()
        cut = queries.current_cut(organisation, year, day, options["week"])
        report = share_report(organisation, cut)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for key in ("to_date", "whole_year"):
            row = report[key]
            self.stdout.write(
                f"{key}: {row['percent']} % = {row['online']} / {row['planned']}"
            )


def _numbers(share: Share) -> dict[str, Any]:
    percent = share.percent
    return {
        "online": float(share.online),
        "replaced": float(share.replaced),
        "supported": float(share.supported),
        "planned": share.planned,
        "percent": None if percent is None else round(float(percent), 4),
    }


def share_report(organisation: Organisation, cut: queries.Cut) -> dict[str, Any]:
    """Return the figures of an organisation as plain data."""
    schools = queries.schools_below(organisation)
    found = queries.cells(queries.classes_of(schools, cut.year), cut)
    rule = rule_of(cut.year.code)
    return {
        "organisation": organisation.code,
        "year": cut.year.code,
        "week": cut.week,
        "rule": rule.version,
        "to_date": _numbers(total(cell.to_date for cell in found)),
        "whole_year": _numbers(total(cell.whole_year for cell in found)),
        "levels": {
            line.level: _numbers(line.to_date) | {"target": float(line.target or 0)}
            for line in queries.lines_by_level(found, cut)
        },
        "classes": [
            {"school": school.code, "class": line.label} | _numbers(line.to_date)
            for school in schools
            for line in queries.lines_by_class(
                [c for c in found if c.school_class.school_id == school.pk], cut
            )
        ],
    }
