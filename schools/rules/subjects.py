"""Which subjects stand in a school's lists: by the levels that teach them."""

from collections.abc import Collection, Sequence

from schools.rules.roll_over import GRADES


def level_of(grade: int) -> str:
    """Return the school level of a grade."""
    return next((level for level, grades in GRADES.items() if grade in grades), "")


def stands_alone(
    taught_at: Sequence[str], part_at: Sequence[str], levels: Collection[str]
) -> bool:
    """Return whether a subject is taught as one of its own at one of the levels.

    Tin học is a part of Tin học và Công nghệ in primary schools only. A subject that
    names no level is taught at all; without a level to ask about all stand alone.
    """
    asked = set(levels) or {"TH", "THCS", "THPT"}
    taught = asked & set(taught_at) if taught_at else asked
    return bool(taught - set(part_at))
