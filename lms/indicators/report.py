"""An organisation's figures as plain data: what the command prints."""

from typing import Any

from lms.indicators import queries
from lms.indicators.rule_book import rule_of
from lms.indicators.rules import Share
from schools.public import Organisation


def numbers(share: Share) -> dict[str, Any]:
    """Return a share as numbers of JSON (percent rounded to four places)."""
    percent = share.percent
    return {
        "online": float(share.online),
        "replaced": float(share.replaced),
        "supported": float(share.supported),
        "planned": share.planned,
        "percent": None if percent is None else round(float(percent), 4),
    }


def share_report(
    organisation: Organisation, scope: queries.Scope, cut: queries.Cut
) -> dict[str, Any]:
    """Return the figures of an organisation, its levels and its classes."""
    found = queries.cells(scope, cut)
    whole = queries.line_of_all(found, cut)
    codes = {each.pk: each.school.code for each in scope.classes}
    lines = queries.lines_by_class(scope, found, cut)
    return {
        "organisation": organisation.code,
        "year": cut.year.code,
        "week": cut.week,
        "rule": rule_of(cut.year.code).version,
        "to_date": numbers(whole.to_date),
        "whole_year": numbers(whole.whole_year),
        "levels": {
            line.level: numbers(line.to_date) | {"target": float(line.target or 0)}
            for line in queries.lines_by_level(found, cut)
        },
        "classes": [
            {"school": codes[each.pk], "class": line.label} | numbers(line.to_date)
            for each, line in zip(scope.classes, lines, strict=True)
        ],
    }
