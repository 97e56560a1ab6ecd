"""Uploaded lists: .xlsx and .csv read as plain text cells, hostile files refused."""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable
from typing import IO

from lxml.etree import LxmlError
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 25 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 300
MOST_COLUMNS = 40
MOST_EMPTY = 500


class UnreadableFileError(ValueError):
    """A file that is not read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_table(name: str, file: IO[bytes]) -> list[list[str]]:
    """Read the first sheet of an .xlsx, or a .csv, as rows of text."""
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise UnreadableFileError("file_too_big")
    if raw.startswith(b"PK"):
        return _without_empty_end(_read_xlsx(raw))
    if name.lower().endswith((".csv", ".txt", ".tsv")):
        return _without_empty_end(_read_csv(raw))
    raise UnreadableFileError("not_a_table")


def _read_csv(raw: bytes) -> list[list[str]]:
    text = ""
    encodings = ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ()
    for encoding in (*reversed(encodings), "utf-8-sig", "cp1258"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeError:
            continue
    if not text or "\x00" in text:
        raise UnreadableFileError("not_a_table")
    head = text[:2000]
    mark = max("\t;,", key=head.count)
    try:
        rows = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            rows.append(row)
            _check_size(len(rows), len(row))
        return rows
    except csv.Error as error:
        raise UnreadableFileError("not_a_table") from error


def _read_xlsx(raw: bytes) -> list[list[str]]:
    _look_inside(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return _filled_rows(sheet.iter_rows(values_only=True))
    except UnreadableFileError:
        raise
    # openpyxl lets whatever its parsers meet in a broken file through
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        SyntaxError,
        EOFError,
        LxmlError,
    ) as error:
        raise UnreadableFileError("broken_file") from error


def _filled_rows(values: Iterable[tuple[object, ...]]) -> list[list[str]]:
    """Keep rows up to a long run of empty ones: Excel formats thousands of them."""
    rows: list[list[str]] = []
    empty = 0
    for row in values:
        cells = [_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > MOST_EMPTY:
            break
        rows.append(cells)
        _check_size(len(rows) - empty, len(cells))
    return rows


def _look_inside(raw: bytes) -> None:
    """Refuse archives that unpack to too much or declare XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise UnreadableFileError("file_too_big")
            left = MOST_UNPACKED
            for part in parts:
                with archive.open(part) as file:  # sizes are read, not believed
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise UnreadableFileError("file_too_big")
                _check_xml(part.filename, content)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise UnreadableFileError("broken_file") from error
    except RuntimeError as error:  # an encrypted part
        raise UnreadableFileError("locked_file") from error


def _check_xml(name: str, content: bytes) -> None:
    if name.lower().endswith((".xml", ".rels")) and (
        b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content
    ):
        raise UnreadableFileError("broken_file")


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise UnreadableFileError("too_many_rows")
    if columns > MOST_COLUMNS:
        raise UnreadableFileError("too_many_columns")


def _text(value: object) -> str:
    """Write a cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _without_empty_end(rows: list[list[str]]) -> list[list[str]]:
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows
