"""A class's timetable pasted as a grid: days across, periods down.

    Buổi   Tiết   Thứ 2     Thứ 3   …   Thứ 7
    Sáng   1      Chào cờ   Toán

A cell is a subject (name, short name or code) or an activity; a teacher's given
name may follow in brackets: KHTN (Sùng).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schools.rules.tables import cleaned, folded, looks_like_formula

MOST_ROWS = 20
PERIODS = 5
DAYS = {f"{word} {n}": n - 1 for n in range(2, 8) for word in ("thu", "t")} | {
    "thu hai": 1,
    "thu ba": 2,
    "thu tu": 3,
    "thu nam": 4,
    "thu sau": 5,
    "thu bay": 6,
    **{f"t{n}": n - 1 for n in range(2, 8)},
}
SESSIONS = {"sang": "morning", "chieu": "afternoon"}
ACTIVITIES = {
    "chao co": "Chào cờ",
    "sinh hoat lop": "Sinh hoạt lớp",
    "shl": "Sinh hoạt lớp",
    "sinh hoat": "Sinh hoạt lớp",
}
NOTHING = ("", "-", "–", "x")
CELL = re.compile(r"(?P<what>[^()]*?)\s*(?:\((?P<who>[^()]*)\))?")


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell: `subject` is the key it was found under."""

    weekday: int
    session: str
    period: int
    subject: str
    teacher: str = ""
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: a line and a column as the grid shows them."""

    code: str
    line: int = 0
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Grid:
    """The slots, or the problems that forbid keeping any."""

    slots: tuple[Slot, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_grid(
    table: Sequence[Sequence[str]],
    subjects: Mapping[str, str],
    activity_subject: str,
) -> Grid:
    """Read a grid; `subjects` maps folded names to codes."""
    if not any(cell.strip() for raw in table for cell in raw):
        return Grid(problems=(Problem("empty"),))
    if len(table) > MOST_ROWS:
        return Grid(problems=(Problem("too_many_rows"),))
    header, days = _days(table)
    if not days:
        return Grid(problems=(Problem("no_days"),))
    reading = _Reading(subjects, activity_subject, table[header], days)
    for line, raw in enumerate(table[header + 1 :], start=header + 2):
        if any(cell.strip() for cell in raw):
            reading.read_line(line, raw)
    problems = [*reading.problems, *_repeats(reading.slots)]
    if problems:
        return Grid(problems=tuple(problems))
    if not reading.slots:
        return Grid(problems=(Problem("no_slots"),))
    return Grid(tuple(reading.slots))


class _Reading:
    """The grid so far: which session and period the last line was."""

    def __init__(
        self,
        subjects: Mapping[str, str],
        activity_subject: str,
        header: Sequence[str],
        days: dict[int, int],
    ) -> None:
        self.subjects, self.activity_subject = subjects, activity_subject
        self.header, self.days = header, days
        self.session, self.period = "morning", 0
        self.slots: list[Slot] = []
        self.problems: list[Problem] = []

    def read_line(self, line: int, raw: Sequence[str]) -> None:
        """Read one line of the grid."""
        lead = [folded(cell) for cell in raw[: min(self.days)]]
        self.session, self.period = _place(lead, self.session, self.period)
        if not 1 <= self.period <= PERIODS:
            self.problems.append(Problem("bad_period", line, value=" ".join(lead)[:20]))
            return
        for column, weekday in self.days.items():
            text = cleaned(raw[column]) if column < len(raw) else ""
            if text not in NOTHING:
                self._read_cell(line, column, weekday, text)

    def _read_cell(self, line: int, column: int, weekday: int, text: str) -> None:
        subject, teacher, activity = self._meaning(text)
        if subject:
            self.slots.append(
                Slot(weekday, self.session, self.period, subject, teacher, activity)
            )
            return
        code = "formula" if looks_like_formula(text) else "unknown_subject"
        name = cleaned(self.header[column])
        self.problems.append(Problem(code, line, name, text[:30]))

    def _meaning(self, text: str) -> tuple[str, str, str]:
        """Return a cell's subject, teacher and activity; no subject: unknown."""
        match = CELL.fullmatch(text)
        if match is None or looks_like_formula(text):
            return "", "", ""
        word, who = folded(match["what"]), (match["who"] or "").strip()
        if word in ACTIVITIES and self.activity_subject:
            return self.activity_subject, who, ACTIVITIES[word]
        return self.subjects.get(word, ""), who, ""


def _days(table: Sequence[Sequence[str]]) -> tuple[int, dict[int, int]]:
    for line, raw in enumerate(table[:5]):
        days = {
            place: DAYS[folded(cell)]
            for place, cell in enumerate(raw)
            if folded(cell) in DAYS
        }
        if len(days) >= 2:
            return line, days
    return 0, {}


def _place(lead: Sequence[str], session: str, last: int) -> tuple[str, int]:
    """Return (session, period) of a line; unnumbered lines count on."""
    period = 0
    for word in lead:
        if word in SESSIONS:
            if SESSIONS[word] != session:
                last = 0
            session = SESSIONS[word]
        elif match := re.fullmatch(r"(?:tiet )?(\d{1,2})", word):
            period = int(match[1])
    return session, period or last + 1


def _repeats(slots: Sequence[Slot]) -> list[Problem]:
    seen: set[tuple[int, str, int]] = set()
    problems = []
    for slot in slots:
        place = (slot.weekday, slot.session, slot.period)
        if place in seen:
            problems.append(Problem("repeated_period", value=str(slot.period)))
        seen.add(place)
    return problems
