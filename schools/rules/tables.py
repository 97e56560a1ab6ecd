"""Pasted tables: folded header words, cells cleaned, dates as Vietnam writes them."""

import datetime
import re
import unicodedata

SPACES = re.compile(r"\s+")
DATE = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
SERIAL = re.compile(r"\d{5}(?:\.0+)?")
EXCEL_EPOCH = datetime.date(1899, 12, 30)


def folded(text: str) -> str:
    """Return lower-case letters without tones, spaces single, marks dropped."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


def cleaned(text: str) -> str:
    """Return a cell's text composed (NFC), without control or format characters."""
    composed = unicodedata.normalize("NFC", text.replace("\u00a0", " "))
    kept = "".join(
        char
        for char in composed
        if char in "\t\n" or unicodedata.category(char)[0] != "C"
    )
    return SPACES.sub(" ", kept).strip()


def split_pasted(text: str) -> list[list[str]]:
    """Split what Excel puts on the clipboard; semicolons or commas serve as well."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    mark = next((m for m in ("\t", ";", ",") if any(m in line for line in lines)), "\t")
    return [[cleaned(_unquoted(cell)) for cell in line.split(mark)] for line in lines]


def read_date(text: str) -> datetime.date | None:
    """Read d/m/yyyy (also . and -), yyyy-mm-dd or an Excel serial; None if neither."""
    text = text.strip()
    if match := ISO_DATE.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := DATE.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif SERIAL.fullmatch(text):
        return EXCEL_EPOCH + datetime.timedelta(days=int(float(text)))
    else:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def looks_like_formula(text: str) -> bool:
    """Return whether a cell would be run by a spreadsheet that opens it."""
    return text[:1] in ("=", "+", "@") or (text.startswith("-") and len(text) > 1)


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell
