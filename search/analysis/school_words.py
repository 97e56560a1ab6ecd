"""Words of a query that name a subject or a grade: "toan 6", "lớp 7", "lí 11".

Data, not rules: codes are those documents carry, words are compared folded. A short
name (lí, hoá, sử) is also an everyday word, so it counts only before a grade number
or after "môn".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

GRADES = range(1, 13)
GRADE_WORDS = frozenset({"lop", "khoi"})

NAMES: dict[str, tuple[str, ...]] = {
    "toan": ("TOAN",),
    "toan hoc": ("TOAN",),
    "tieng viet": ("TV",),
    "ngu van": ("VAN",),
    "tieng anh": ("NN1",),
    "ngoai ngu": ("NN1", "NN2"),
    "vat li": ("VL",),
    "hoa hoc": ("HH",),
    "sinh hoc": ("SH",),
    "khoa hoc tu nhien": ("KHTN",),
    "khtn": ("KHTN",),
    "lich su": ("LS", "LSDL"),
    "dia li": ("DL", "LSDL"),
    "lich su va dia li": ("LSDL",),
    "tin hoc": ("TIN", "TINCN"),
    "cong nghe": ("CN", "TINCN"),
    "dao duc": ("DD",),
    "giao duc cong dan": ("GDCD",),
    "gdcd": ("GDCD",),
    "giao duc kinh te va phap luat": ("GDKTPL",),
    "gdktpl": ("GDKTPL",),
    "ktpl": ("GDKTPL",),
    "tu nhien va xa hoi": ("TNXH",),
    "tnxh": ("TNXH",),
    "giao duc the chat": ("GDTC",),
    "gdtc": ("GDTC",),
    "am nhac": ("AN", "NT"),
    "mi thuat": ("MT", "NT"),
    "quoc phong": ("GDQPAN",),
    "gdqp": ("GDQPAN",),
    "trai nghiem": ("HDTN", "HDTNHN"),
    "hdtn": ("HDTN", "HDTNHN"),
}
SHORT_NAMES: dict[str, tuple[str, ...]] = {
    "van": ("VAN",),
    "anh": ("NN1",),
    "li": ("VL",),
    "hoa": ("HH",),
    "sinh": ("SH",),
    "su": ("LS", "LSDL"),
    "dia": ("DL", "LSDL"),
    "tin": ("TIN", "TINCN"),
    "nhac": ("AN", "NT"),
    "khoa hoc": ("KH",),
}
# In lower secondary school these three are taught inside KHTN.
INSIDE_KHTN = frozenset({"VL", "HH", "SH"})
KHTN_GRADES = range(6, 10)

_LONGEST = max(name.count(" ") + 1 for name in NAMES)
_GLUED = re.compile(r"([a-z]+)(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Hint:
    """Some words of a query that name a grade or a subject."""

    words: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A hint and where it stands among the words."""

    start: int
    end: int
    hint: Hint


def _grade(text: str) -> int | None:
    if text.isascii() and text.isdigit() and int(text) in GRADES:
        return int(text)
    return None


def _grade_at(folded: Sequence[str], at: int) -> int | None:
    return _grade(folded[at]) if at < len(folded) else None


def _named_grade(folded: Sequence[str], at: int) -> list[Found]:
    """Find "lớp 7" here."""
    grade = _grade_at(folded, at + 1)
    if folded[at] not in GRADE_WORDS or grade is None:
        return []
    return [Found(at, at + 2, Hint((folded[at], str(grade)), grade=grade))]


def _glued(folded: Sequence[str], at: int) -> list[Found]:
    """Find "toan6" and "lop7" here."""
    parts = _GLUED.fullmatch(folded[at])
    grade = _grade(parts[2]) if parts else None
    if parts is None or grade is None:
        return []
    subjects = NAMES.get(parts[1]) or SHORT_NAMES.get(parts[1]) or ()
    if not subjects and parts[1] not in GRADE_WORDS:
        return []
    return [Found(at, at + 1, Hint((folded[at],), subjects, grade))]


def _subject(folded: Sequence[str], at: int) -> list[Found]:
    """Find a subject here, and the grade right behind it."""
    for length in range(min(_LONGEST, len(folded) - at), 0, -1):
        end = at + length
        name = " ".join(folded[at:end])
        grade = _grade_at(folded, end)
        known = NAMES.get(name, ())
        if not known and (grade or (at and folded[at - 1] == "mon")):
            known = SHORT_NAMES.get(name, ())
        if known:
            found = [Found(at, end, Hint(tuple(folded[at:end]), known))]
            if grade:
                hint = Hint((str(grade),), grade=grade)
                found.append(Found(end, end + 1, hint))
            return found
    return []


def _with_khtn(found: list[Found]) -> list[Found]:
    """Let "hoá 8" mean natural sciences of grade 8 as well."""
    grades = {one.hint.grade for one in found if one.hint.grade}
    if not grades.intersection(KHTN_GRADES):
        return found
    return [
        Found(one.start, one.end, Hint(
            one.hint.words, (*one.hint.subjects, "KHTN"), one.hint.grade))
        if INSIDE_KHTN.intersection(one.hint.subjects) else one
        for one in found
    ]  # fmt: skip


def hints(folded: Sequence[str]) -> list[Found]:
    """Find every hint among the folded words of a query."""
    found: list[Found] = []
    at = 0
    while at < len(folded):
        here = _named_grade(folded, at) or _glued(folded, at) or _subject(folded, at)
        found.extend(here)
        at = here[-1].end if here else at + 1
    return _with_khtn(found)
