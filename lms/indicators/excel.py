"""The figures and every row behind them as an Excel workbook."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from lms.indicators import queries
from lms.indicators.models import Evidence
from lms.indicators.rule_book import rule_data

FORMULA_STARTS = ("=", "+", "-", "@")
Rows = Iterable[Sequence[Any]]


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    """Return a cell; a text stays a text, whatever it begins with."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    if value.startswith(FORMULA_STARTS):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _sheet(book: Workbook, title: str, head: Sequence[str], rows: Rows) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    cells = [_cell(sheet, str(text)) for text in head]
    for number, cell in enumerate(cells):
        cell.font = Font(bold=True)
        width = 32 if number == 0 else max(12, len(str(head[number])) + 2)
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append(cells)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _figure_heads() -> list[str]:
    return [
        _("Online periods"),
        _("of these replaced"),
        _("Planned periods to date"),
        _("Share to date (%)"),
        _("Planned periods of the year"),
        _("Share of the year (%)"),
        _("Target (%)"),
    ]


def _figures(line: queries.Line) -> list[Any]:
    return [
        line.to_date.online,
        line.to_date.replaced,
        line.to_date.planned,
        _rounded(line.to_date.percent),
        line.whole_year.planned,
        _rounded(line.whole_year.percent),
        _rounded(line.target),
    ]


def _rounded(value: Any) -> Any:
    return None if value is None else round(value, 2)


def _evidence_heads() -> list[str]:
    return [
        _("School"),
        _("Class"),
        _("Subject"),
        _("Period number"),
        _("Week"),
        _("Date"),
        _("What took place"),
        _("Name"),
        _("Mode"),
        _("Took part"),
        _("Enrolled"),
        _("Counted periods"),
        _("Judgement"),
        _("Teacher"),
    ]


def _evidence(row: Evidence, counted: bool) -> list[Any]:
    period = row.planned_period
    happened = timezone.localtime(row.took_place_at).date()
    return [
        row.school_class.school.name,
        row.school_class.name,
        row.subject.name_vi,
        period.number if period else None,
        period.week if period else None,
        period.date if period else happened,
        row.get_kind_display(),
        row.title,
        row.get_mode_display(),
        row.participants,
        row.enrolled,
        row.fraction if counted else 0,
        _("other evidence counts for this period")
        if row.counts and not counted
        else row.get_reason_display(),
        row.teacher.display_name,
    ]


def workbook_bytes(scope: queries.Scope, cut: queries.Cut) -> bytes:
    """Return the workbook: levels, classes, class × subject, evidence, the rule."""
    found = queries.cells(scope, cut)
    book = Workbook(write_only=True)
    heads = _figure_heads()
    _sheet(
        book,
        _("By level"),
        [_("Level of schooling"), *heads],
        [[line.label, *_figures(line)] for line in queries.lines_by_level(found, cut)],
    )
    _sheet(
        book,
        _("By class"),
        [_("School"), _("Class"), *heads],
        [
            [line.place, line.label, *_figures(line)]
            for line in queries.lines_by_class(scope, found, cut)
        ],
    )
    _sheet(
        book,
        _("By subject"),
        [_("School"), _("Class"), _("Subject"), *heads],
        [
            [each.school.name, each.name, line.label, *_figures(line)]
            for each, line in queries.lines_by_class_and_subject(scope, found, cut)
        ],
    )
    counted = queries.counted_evidence(scope.rows, cut).iterator(chunk_size=2000)
    others = queries.other_evidence(scope.rows, cut).iterator(chunk_size=2000)
    rows = [
        *(_evidence(row, True) for row in counted),
        *(_evidence(row, False) for row in others),
    ]
    _sheet(book, _("Evidence"), _evidence_heads(), rows)
    rule = rule_data(cut.year.code)
    _sheet(
        book,
        _("How it is computed"),
        [_("Rule"), rule["version"]],
        [
            [_("School year"), cut.year.name],
            [_("To the end of week"), cut.week],
            *[[_("Source"), text] for text in rule["sources"]],
        ],
    )
    out = BytesIO()
    book.save(out)
    return out.getvalue()
