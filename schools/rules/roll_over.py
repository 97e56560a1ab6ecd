"""Year roll-over: which class becomes which, and who leaves; nothing is written."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

GRADES = {"TH": range(1, 6), "THCS": range(6, 10), "THPT": range(10, 13)}
LEADING_GRADE = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")

MOVES, LEAVES, BY_HAND, DONE = "moves", "leaves", "by_hand", "done"


@dataclass(frozen=True, slots=True)
class OldClass:
    """A class of the year that ends."""

    key: int
    name: str
    grade: int
    is_combined: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one class."""

    key: int
    name: str
    what: str
    new_name: str = ""
    new_grade: int = 0


def grades_taught(levels: Sequence[str]) -> frozenset[int]:
    """Return the grades a school of these levels teaches."""
    return frozenset(grade for level in levels for grade in GRADES.get(level, ()))


def plan(
    classes: Sequence[OldClass],
    levels: Sequence[str],
    done: Container[int] = (),
) -> list[Step]:
    """Plan the roll-over; classes in `done` have moved on already."""
    taught = grades_taught(levels)
    return [_step(each, taught, each.key in done) for each in classes]


def _step(old: OldClass, taught: frozenset[int], is_done: bool) -> Step:
    if is_done:
        return Step(old.key, old.name, DONE)
    if old.is_combined:
        return Step(old.key, old.name, BY_HAND)
    if old.grade + 1 not in taught:
        return Step(old.key, old.name, LEAVES)
    new = _next_name(old)
    return Step(old.key, old.name, MOVES, new, old.grade + 1)


def _next_name(old: OldClass) -> str:
    """7A → 8A, Lớp 9/1 → Lớp 10/1, 10A12 → 11A12; other names are kept."""
    match = LEADING_GRADE.search(old.name)
    if match and int(match[1]) == old.grade:
        return f"{old.name[: match.start()]}{old.grade + 1}{old.name[match.end() :]}"
    return old.name
