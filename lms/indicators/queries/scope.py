"""What a figure is about: up to when, and which classes of which schools."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from lms.classes.models import PlannedPeriod
from lms.indicators.rules import minutes_of_period
from schools.public import (
    BellTime,
    Organisation,
    OrganisationLink,
    SchoolClass,
    SchoolYear,
    organisations_below,
    today,
    weeks_of,
)


@dataclass(frozen=True)
class Cut:
    """Up to when a figure goes: a school year, a week of it, a moment."""

    year: SchoolYear
    week: int
    last_week: int  # the last one begun
    now: datetime.datetime

    @property
    def day(self) -> datetime.date:
        """The local day: tiết of later days do not count yet."""
        return self.now.date()

    @property
    def is_today(self) -> bool:
        """Whether the figure goes up to today, not to the end of an earlier week."""
        return self.week >= self.last_week

    def upto(self, path: str = "") -> Q:
        """Return the condition that a tiết (at `path`) lies before the cut."""
        return Q(
            **{f"{path}week__lte": self.week, f"{path}date__lte": self.day},
        )


@dataclass(frozen=True)
class Scope:
    """An organisation's part of the tree: its schools by direct child, its classes."""

    schools: tuple[Organisation, ...]
    children: tuple[tuple[Organisation, frozenset[int]], ...]  # with its schools' ids
    classes: tuple[SchoolClass, ...]

    @property
    def rows(self) -> Q:
        """The condition on rows that have a `school_class`."""
        return Q(school_class__in=[each.pk for each in self.classes])


def current_cut(
    organisation: Organisation,
    year: SchoolYear,
    now: datetime.datetime,
    week: int = 0,
    schools: Sequence[Organisation] = (),
) -> Cut:
    """Return the cut of a page: the week asked for, else the last one begun.

    A level above that set no weeks of its own takes those of its first school.
    """
    weeks = weeks_of(organisation, year)
    if not weeks and schools:
        weeks = weeks_of(schools[0], year)
    begun = [each.number for each in weeks if each.starts_on <= now.date()]
    last = max(begun, default=0)
    return Cut(year, min(week, last) if week else last, last, now)


def weeks_to_choose(cut: Cut) -> range:
    """Return the weeks a reader may go back to."""
    return range(1, cut.last_week + 1)


def scope_of(organisation: Organisation, year: SchoolYear) -> Scope:
    """Return the schools an organisation manages, by child, and their classes."""
    below = organisations_below(organisation)
    schools = [each for each in below if each.kind == Organisation.Kind.SCHOOL]
    return Scope(
        schools=tuple(schools),
        children=_children(organisation, below),
        classes=tuple(
            SchoolClass.objects.filter(school__in=[s.pk for s in schools], year=year)
            .select_related("school", "year")
            .order_by("school__code", "grade", "name")
        ),
    )


def scope_of_classes(classes: Sequence[SchoolClass]) -> Scope:
    """Return the scope of some classes, whatever their school."""
    return Scope((), (), tuple(classes))


def _children(
    organisation: Organisation, below: Sequence[Organisation]
) -> tuple[tuple[Organisation, frozenset[int]], ...]:
    """Return the organisations directly below one, each with its schools' ids."""
    by_id = {each.pk: each for each in below}
    if len(by_id) == 1:
        return ()
    links = OrganisationLink.objects.on(today()).filter(
        relation=OrganisationLink.Relation.MANAGED_BY, child__in=list(by_id)
    )
    parent = dict(links.values_list("child_id", "parent_id"))
    found: dict[int, set[int]] = {
        each: set() for each in by_id if parent.get(each) == organisation.pk
    }
    for each in below:
        if each.kind == Organisation.Kind.SCHOOL and each != organisation:
            found[_branch(each.pk, parent, organisation.pk)].add(each.pk)
    return tuple((by_id[child], frozenset(schools)) for child, schools in found.items())


def _branch(key: int, parent: dict[int, int], top: int) -> int:
    """Return the direct child of the top on the way up from an organisation."""
    while parent[key] != top:
        key = parent[key]
    return key


def length_of_period(school_class: SchoolClass, period: PlannedPeriod | None) -> int:
    """Return a tiết's minutes: by the school's bell, else by the programme."""
    bell = None
    if period is not None and period.period is not None:
        bell = BellTime.objects.filter(
            school_id=school_class.school_id,
            session=period.session,
            period=period.period,
        ).first()
    if bell is None:
        return minutes_of_period(school_class.grade)
    first, last = (each.hour * 60 + each.minute for each in (bell.starts, bell.ends))
    return last - first
