"""Shares of class × subject, and the sums of them that pages show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Sum

from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.indicators.models import OnlinePeriod
from lms.indicators.queries.rows import doubts_by, plans_of
from lms.indicators.queries.scope import Cut, Scope
from lms.indicators.rule_book import rule_of
from lms.indicators.rules import CENT, Mode, Share, joint_target, level_of, total
from lms.indicators.wording import level_name
from schools.public import SchoolClass, Subject

LEVELS = ("TH", "THCS", "THPT")
PLAN = "planned_period__plan__"


@dataclass(frozen=True)
class Cell:
    """The share of one subject in one class."""

    school_class: SchoolClass
    subject_id: int
    to_date: Share
    whole_year: Share

    @property
    def level(self) -> str:
        """The level of schooling the class belongs to."""
        return level_of(self.school_class.grade)


@dataclass(frozen=True)
class Line:
    """One line of a table: whose figure, to date and for the whole year."""

    key: str
    label: str
    place: str  # the school of a class
    level: str  # "" where there are several
    to_date: Share
    whole_year: Share
    target: Decimal | None
    doubts: int = 0
    plan: object = None  # uuid of the plan, of one subject's line

    @property
    def is_planned(self) -> bool:
        """Whether there is a plan to measure against."""
        return self.whole_year.planned > 0

    @property
    def target_places(self) -> int:
        """How many decimals the target needs: a joint one is no whole number."""
        return 0 if self.target is None or self.target == round(self.target) else 1

    @property
    def of_target(self) -> Decimal:
        """How much of the target is reached to date, in percent, 100 at most."""
        if not self.target or self.to_date.percent is None:
            return Decimal(0)
        return min(Decimal(100), 100 * self.to_date.percent / self.target)

    @property
    def of_target_text(self) -> str:
        """The same as an SVG length: with a point in every language."""
        return f"{self.of_target:.2f}"


def cells(scope: Scope, cut: Cut) -> list[Cell]:
    """Return the share of every class × subject that has a plan."""
    classes = {each.pk: each for each in scope.classes}
    plans = TeachingPlan.objects.filter(school_class__in=list(classes))
    planned = _planned(classes, cut)
    online = _online(classes, cut)
    return [
        _cell(
            classes[class_id],
            subject_id,
            online.get(key, {}),
            (planned.get(key, 0), whole),
        )
        for key, class_id, subject_id, whole in plans.values_list(
            "id", "school_class_id", "subject_id", "planned_periods"
        )
    ]


def _cell(
    school_class: SchoolClass,
    subject_id: int,
    modes: dict[str, Decimal],
    planned: tuple[int, int],
) -> Cell:
    replaced = modes.get(Mode.REPLACES.value, Decimal(0))
    supported = modes.get(Mode.SUPPORTS.value, Decimal(0))
    to_date, whole = planned
    return Cell(
        school_class,
        subject_id,
        Share(replaced, supported, to_date),
        Share(replaced, supported, whole),
    )


def _planned(classes: Iterable[int], cut: Cut) -> dict[int, int]:
    """Return {plan id: its periods to the end of the week, none after today}."""
    rows = (
        PlannedPeriod.objects.filter(cut.upto(), plan__school_class__in=list(classes))
        .order_by()
        .values("plan_id")
        .annotate(count=Count("id"))
    )
    return {row["plan_id"]: row["count"] for row in rows}


def _online(classes: Iterable[int], cut: Cut) -> dict[int, dict[str, Decimal]]:
    """Return {plan id: {mode: periods online}} up to the same cut."""
    rows = (
        OnlinePeriod.objects.filter(
            cut.upto("planned_period__"), **{f"{PLAN}school_class__in": list(classes)}
        )
        .values(f"{PLAN}id", "mode")
        .annotate(sum=Sum("fraction"))
    )
    found: dict[int, dict[str, Decimal]] = {}
    for row in rows:
        exact = row["sum"].quantize(CENT)  # SQLite adds in binary
        found.setdefault(row[f"{PLAN}id"], {})[row["mode"]] = exact
    return found


def _line(
    name: tuple[str, str, str], found: Sequence[Cell], cut: Cut, doubts: int = 0
) -> Line:
    """Return a line from its (key, label, place) and its cells."""
    levels = {cell.level for cell in found}
    by_level = [(cell.level, cell.whole_year.planned) for cell in found]
    return Line(
        *name,
        level=levels.pop() if len(levels) == 1 else "",
        to_date=total(cell.to_date for cell in found),
        whole_year=total(cell.whole_year for cell in found),
        target=joint_target(by_level, rule_of(cut.year.code)),
        doubts=doubts,
    )


def line_of_all(found: Sequence[Cell], cut: Cut) -> Line:
    """Return the line of everything."""
    return _line(("", "", ""), found, cut)


def _by_class(found: Iterable[Cell]) -> dict[int, list[Cell]]:
    groups: dict[int, list[Cell]] = {}
    for cell in found:
        groups.setdefault(cell.school_class.pk, []).append(cell)
    return groups


def lines_by_class(scope: Scope, found: Sequence[Cell], cut: Cut) -> list[Line]:
    """Return one line a class, those without any plan included."""
    groups, doubts = _by_class(found), doubts_by("school_class_id", scope, cut)
    return [
        _line(
            (str(each.uuid), each.name, each.school.short_name or each.school.name),
            groups.get(each.pk, []),
            cut,
            doubts.get(each.pk, 0),
        )
        for each in scope.classes
    ]


def lines_by_level(found: Sequence[Cell], cut: Cut) -> list[Line]:
    """Return one line a level of schooling: each has its own target."""
    groups = {level: [c for c in found if c.level == level] for level in LEVELS}
    return [
        _line((level, level_name(level), ""), rows, cut)
        for level, rows in groups.items()
        if rows
    ]


def lines_by_child(scope: Scope, found: Sequence[Cell], cut: Cut) -> list[Line]:
    """Return one line for each organisation directly below."""
    doubts = doubts_by("school_class__school_id", scope, cut)
    by_school: dict[int, list[Cell]] = {}
    for cell in found:
        by_school.setdefault(cell.school_class.school_id, []).append(cell)
    return [
        _line(
            (str(child.uuid), child.short_name or child.name, ""),
            [cell for school in sorted(schools) for cell in by_school.get(school, ())],
            cut,
            sum(doubts.get(school, 0) for school in schools),
        )
        for child, schools in scope.children
    ]


def lines_by_subject(scope: Scope, found: Sequence[Cell], cut: Cut) -> list[Line]:
    """Return one line a subject of one class, in the order of the programme."""
    subjects = Subject.objects.in_bulk([cell.subject_id for cell in found])
    doubts = doubts_by("subject_id", scope, cut)
    plans = plans_of(scope)
    lines = []
    for cell in sorted(found, key=lambda c: _order(subjects[c.subject_id])):
        name, n = _named(subjects[cell.subject_id]), doubts.get(cell.subject_id, 0)
        line = _line(name, [cell], cut, n)
        lines.append(replace(line, plan=plans[cell.subject_id]))
    return lines


def _order(subject: Subject) -> tuple[int, str]:
    return subject.position, subject.code


def _named(subject: Subject) -> tuple[str, str, str]:
    return subject.code, subject.name_vi, ""


def lines_by_class_and_subject(
    scope: Scope, found: Sequence[Cell], cut: Cut
) -> list[tuple[SchoolClass, Line]]:
    """Return every class's lines by subject."""
    subjects = Subject.objects.in_bulk({cell.subject_id for cell in found})
    groups = _by_class(found)
    return [
        (each, _line(_named(subjects[cell.subject_id]), [cell], cut))
        for each in scope.classes
        for cell in sorted(
            groups.get(each.pk, ()), key=lambda c: _order(subjects[c.subject_id])
        )
    ]
