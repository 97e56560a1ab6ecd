"""Results as an Excel file."""

import io
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from lms.assessment.models import Test
from lms.assessment.queries.results import Results
from lms.assessment.stems import plain


def workbook(test: Test, results: Results) -> bytes:
    """Return the file: students, questions, outcomes."""
    book = Workbook(write_only=True)
    _students(book, test, results)
    _questions(book, results)
    _outcomes(book, results)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(sheet: Any, values: list[Any], bold: bool = False) -> None:
    """Write a row; text is written as text, so that "=1+1" is never a formula."""
    cells = []
    for given in values:
        value = given
        if isinstance(given, str):  # Word's soft line break is no letter to Excel
            value = ILLEGAL_CHARACTERS_RE.sub(" ", given)
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
            if value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
                cell.quotePrefix = True
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)


def _students(book: Workbook, test: Test, results: Results) -> None:
    sheet = book.create_sheet(str(_("Students")))
    sheet.column_dimensions["B"].width = 30
    _row(sheet, [test.title, test.school_class.name, str(test.subject)], bold=True)
    head = [_("No."), _("Full name"), _("Student code"), _("Mark"), _("State"),
            _("Handed in"), _("Form"), _("Receipt")]  # fmt: skip
    _row(sheet, [str(word) for word in head], bold=True)
    for number, row in enumerate(results.rows, 1):
        attempt = row.attempt
        values: list[Any] = [number, row.learner.person.full_name, row.learner.code]
        if attempt is None:
            _row(sheet, [*values, None, str(_("not begun"))])
            continue
        ended = attempt.submitted_at and timezone.localtime(attempt.submitted_at)
        values += [attempt.mark, str(attempt.get_state_display())]
        values += [f"{ended:%H:%M %d/%m/%Y}" if ended else None, attempt.form]
        _row(sheet, [*values, attempt.receipt])


def _questions(book: Workbook, results: Results) -> None:
    sheet = book.create_sheet(str(_("Questions")))
    sheet.column_dimensions["B"].width = 60
    head = [_("Question"), _("Text"), _("Outcome"), _("Level"), _("Answered by"),
            _("Points earned (%)"), _("Answers chosen")]  # fmt: skip
    _row(sheet, [str(word) for word in head], bold=True)
    for question in results.questions:
        chosen = "; ".join(
            f"{decision.label} {c.value}{'*' if c.right else ''}: {c.count}".strip()
            for decision in question.decisions
            for c in decision.chosen
        )
        share = None if question.share is None else round(question.share, 1)
        _row(
            sheet,
            [
                question.number,
                plain(question.entry.document["stem"])[:300],
                question.entry.outcome,
                question.entry.level,
                question.asked,
                share,
                chosen,
            ],
        )


def _outcomes(book: Workbook, results: Results) -> None:
    sheet = book.create_sheet(str(_("Outcomes")))
    head = [_("Outcome"), _("Questions"), _("Points earned (%)")]
    _row(sheet, [str(word) for word in head], bold=True)
    for figure in results.outcomes:
        share = None if figure.share is None else round(figure.share, 1)
        _row(sheet, [figure.outcome or "–", figure.questions, share])
