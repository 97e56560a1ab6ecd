"""The national identifier (số định danh cá nhân): what its twelve digits say.

There is no check digit: form and agreement with birth year and sex can be
checked, existence cannot.
"""

import datetime
import json
import re
from dataclasses import dataclass
from pathlib import Path

LENGTH = 12
PROVINCES: dict[str, str] = json.loads(
    (Path(__file__).parents[1] / "data" / "provinces.json").read_text(encoding="utf-8")
)
MALE, FEMALE = 1, 2
FILLING = re.compile(r"[\s.\-'’\u00a0\u200b\ufeff]+")

ERRORS = frozenset(
    {"empty", "not_digits", "length", "lost_zero", "place", "sex", "birth_year"}
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one number; `suggestion` is offered, never applied."""

    digits: str
    findings: tuple[str, ...] = ()
    suggestion: str = ""
    place: str = ""
    birth_year: int = 0
    sex: int = 0

    @property
    def errors(self) -> tuple[str, ...]:
        """Findings that forbid keeping the number."""
        return tuple(code for code in self.findings if code in ERRORS)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Findings to look at; the number may be kept."""
        return tuple(code for code in self.findings if code not in ERRORS)

    @property
    def is_valid(self) -> bool:
        """Whether the number may be kept."""
        return not self.errors


def stripped(text: str) -> str:
    """Return the text without the spaces, dots and marks people type."""
    return FILLING.sub("", text)


def masked(digits: str) -> str:
    """Return the number with all but its last four digits hidden."""
    return f"••••••{digits[-4:]}"


def check(
    text: str, *, birth_date: datetime.date | None = None, sex: int = 0
) -> Checked:
    """Check a number by itself and against what is known of the person."""
    digits = stripped(text)
    form = _form_problem(digits)
    if form == "lost_zero":
        return _lost_zero(digits, birth_date, sex)
    if form:
        return Checked(digits, (form,))
    place, said_sex, year = digits[:3], _sex(digits), _birth_year(digits)
    findings = []
    if place not in PROVINCES:
        findings.append("foreign_place" if int(place) >= 100 else "place")
    if sex and sex != said_sex:
        findings.append("sex")
    if birth_date and birth_date.year != year:
        findings.append("birth_year")
    return Checked(
        digits, tuple(findings), "", PROVINCES.get(place, ""), year, said_sex
    )


def _form_problem(digits: str) -> str:
    if not digits:
        return "empty"
    if not (digits.isascii() and digits.isdigit()):
        return "not_digits"
    if len(digits) == LENGTH - 1:
        return "lost_zero"
    return "" if len(digits) == LENGTH else "length"


def _lost_zero(digits: str, birth_date: datetime.date | None, sex: int) -> Checked:
    """Offer the leading 0 that Excel ate, where it makes a good number."""
    whole = check(f"0{digits}", birth_date=birth_date, sex=sex)
    if whole.is_valid:
        return Checked(digits, ("lost_zero",), suggestion=whole.digits)
    return Checked(digits, ("length",))


def _sex(digits: str) -> int:
    return FEMALE if int(digits[3]) % 2 else MALE


def _birth_year(digits: str) -> int:
    return 1900 + int(digits[3]) // 2 * 100 + int(digits[4:6])
