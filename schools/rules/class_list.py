"""A class list pasted from Excel, read row by row; nothing here writes anything.

Columns are known by their header words. A row carries its problems as codes
with the column they are in, so that the page can name place and reason.
"""

import datetime
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from schools.rules.names import split_name
from schools.rules.national_id import check
from schools.rules.tables import cleaned, folded, looks_like_formula, read_date

MOST_ROWS = 100
MOST_COLUMNS = 30
LONGEST_CELL = 200
LONGEST_FAMILY_NAME, LONGEST_GIVEN_NAME = 80, 40
AGES = range(4, 26)
LAST_GRADE = 12
NAME = re.compile(r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*\.?")

HEADERS: dict[str, tuple[str, ...]] = {
    "number": ("stt", "so tt", "tt", "so thu tu"),
    "full_name": ("ho va ten", "ho ten", "ho va ten hoc sinh", "ho ten hoc sinh"),
    "family_name": ("ho dem", "ho va dem", "ho va ten dem", "ho dem va ten dem", "ho"),
    "given_name": ("ten",),
    "birth_date": ("ngay sinh", "ngay thang nam sinh", "sinh ngay", "ngay thang sinh"),
    "sex": ("gioi tinh", "gt", "nam nu"),
    "female": ("nu",),
    "ethnicity": ("dan toc", "dan toc hoc sinh"),
    "national_id": (
        "so dinh danh",
        "ma dinh danh",
        "so dinh danh ca nhan",
        "ma dinh danh ca nhan",
        "dinh danh",
        "cccd",
        "so cccd",
        "so can cuoc",
        "can cuoc cong dan",
        "dinh danh ca nhan",
    ),
    "code": ("ma hoc sinh", "ma hs", "ma dinh danh hoc sinh"),
    "grade": ("khoi", "lop"),
}
SEX = {"nam": 1, "m": 1, "trai": 1, "1": 1, "nu": 2, "f": 2, "gai": 2, "2": 2, "x": 2}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or worth a look, and in which column; `value` may help."""

    code: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One learner as the list says."""

    line: int
    full_name: str = ""
    birth_date: datetime.date | None = None
    sex: int = 0
    ethnicity: str = ""
    national_id: str = ""
    code: str = ""
    grade: int = 0  # read for combined classes
    suggestion: str = ""
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ClassList:
    """A whole list: its rows, or why it cannot be read at all."""

    rows: tuple[Row, ...] = ()
    refused: Problem | None = None
    unknown_columns: tuple[str, ...] = field(default=())


def read_class_list(
    table: Sequence[Sequence[str]],
    *,
    today: datetime.date,
    add_zero: Container[int] = (),
) -> ClassList:
    """Read a table; lines in `add_zero` get back the 0 that Excel ate."""
    if refused := _refusal(table):
        return ClassList(refused=refused)
    start, columns = _header(table)
    if not columns:
        return ClassList(refused=Problem("no_header"))
    if "full_name" not in columns and "given_name" not in columns:
        return ClassList(refused=Problem("no_name_column"))
    unknown = tuple(
        cell
        for place, cell in enumerate(table[start - 1] if start else ())
        if cell and place not in columns.values()
    )
    rows = [
        _row(line, _cells(raw, columns), today, line in add_zero)
        for line, raw in enumerate(table[start:], start=start + 1)
        if any(cell.strip() for cell in raw)
    ]
    if not rows:
        return ClassList(refused=Problem("no_rows"))
    return ClassList(tuple(_mark_repeats(rows)), None, unknown)


def _refusal(table: Sequence[Sequence[str]]) -> Problem | None:
    if not any(cell.strip() for raw in table for cell in raw):
        return Problem("empty")
    if len(table) > MOST_ROWS + 10:
        return Problem("too_many_rows", value=str(len(table)))
    if max(len(raw) for raw in table) > MOST_COLUMNS:
        return Problem("too_many_columns")
    return None


def _header(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Find the header among the first lines; names alone need none."""
    for line, raw in enumerate(table[:10]):
        found: dict[str, int] = {}
        for place, cell in enumerate(raw):
            word = folded(cell)
            name = next((n for n, words in HEADERS.items() if word in words), "")
            if name and name not in found:
                found[name] = place
        if "full_name" in found or {"family_name", "given_name"} <= found.keys():
            return line + 1, found
    if all(len([c for c in raw if c.strip()]) <= 1 for raw in table):
        return 0, {"full_name": 0}
    return 0, {}


def _cells(raw: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    return {
        name: cleaned(raw[place]) for name, place in columns.items() if place < len(raw)
    }


def _row(line: int, cells: dict[str, str], today: datetime.date, zero: bool) -> Row:
    errors = [
        Problem("formula" if looks_like_formula(text) else "too_long", name)
        for name, text in cells.items()
        if looks_like_formula(text) or len(text) > LONGEST_CELL
    ]
    if errors:
        return Row(line, errors=tuple(errors))
    notes = _Notes()
    name = _name(cells, notes)
    born = _birth_date(cells, today, notes)
    sex = _sex(cells, notes)
    digits, suggestion = _national_id(cells, (born, sex), zero, notes)
    return Row(
        line=line,
        full_name=name,
        birth_date=born,
        sex=sex,
        ethnicity=cells.get("ethnicity", "")[:40],
        national_id=digits,
        code=cells.get("code", "")[:20],
        grade=_grade(cells.get("grade", "")),
        suggestion=suggestion,
        errors=tuple(notes.errors),
        warnings=tuple(notes.warnings),
    )


@dataclass
class _Notes:
    """What one row's columns find wrong or worth a look."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def _name(cells: dict[str, str], notes: _Notes) -> str:
    text = cells.get("full_name") or " ".join(
        [cells.get("family_name", ""), cells.get("given_name", "")]
    )
    text = " ".join(text.split())
    family, given = split_name(text)
    if not text:
        notes.errors.append(Problem("no_name", "full_name"))
    elif not all(NAME.fullmatch(word) for word in text.split()):
        notes.errors.append(Problem("not_a_name", "full_name", text[:40]))
    elif not family:
        notes.errors.append(Problem("one_word_name", "full_name", text))
    elif len(family) > LONGEST_FAMILY_NAME or len(given) > LONGEST_GIVEN_NAME:
        notes.errors.append(Problem("too_long", "full_name"))
    return text.title() if text.isupper() or text.islower() else text


def _birth_date(
    cells: dict[str, str], today: datetime.date, notes: _Notes
) -> datetime.date | None:
    text = cells.get("birth_date", "")
    if not text:
        notes.warnings.append(Problem("no_birth_date", "birth_date"))
        return None
    born = read_date(text)
    if born is None:
        notes.errors.append(Problem("bad_date", "birth_date", text[:20]))
    elif today.year - born.year not in AGES:
        notes.errors.append(Problem("strange_age", "birth_date", text[:20]))
    return born


def _sex(cells: dict[str, str], notes: _Notes) -> int:
    if "sex" in cells:
        word = folded(cells["sex"])
        if word and word not in SEX:
            notes.errors.append(Problem("bad_sex", "sex", cells["sex"][:20]))
        return SEX.get(word, 0)
    if "female" in cells:
        return 2 if cells["female"].strip() else 1
    return 0


def _grade(text: str) -> int:
    """Return the grade a cell such as 2 or Lớp 2 names; 0: none."""
    match = re.search(r"\d{1,2}", text)
    return int(match[0]) if match and 1 <= int(match[0]) <= LAST_GRADE else 0


def _national_id(
    cells: dict[str, str],
    profile: tuple[datetime.date | None, int],
    zero: bool,
    notes: _Notes,
) -> tuple[str, str]:
    text = cells.get("national_id", "").removesuffix(".0")
    if not text:
        return "", ""
    born, sex = profile
    checked = check(text, birth_date=born, sex=sex)
    if checked.suggestion and zero:
        return checked.suggestion, checked.suggestion
    notes.errors += [Problem(code, "national_id") for code in checked.errors]
    notes.warnings += [Problem(code, "national_id") for code in checked.warnings]
    return checked.digits, checked.suggestion


def _mark_repeats(rows: list[Row]) -> list[Row]:
    """Mark rows that name a learner or a number an earlier row has."""
    seen: dict[object, int] = {}
    marked = []
    for row in rows:
        learner = (folded(row.full_name), row.full_name.lower(), row.birth_date)
        first = seen.setdefault(learner, row.line) if row.full_name else row.line
        if row.national_id:
            first = min(first, seen.setdefault(row.national_id, row.line))
        problems = row.errors
        if first != row.line:
            problems = (*row.errors, Problem("repeated", "", str(first)))
        marked.append(replace(row, errors=problems))
    return marked
