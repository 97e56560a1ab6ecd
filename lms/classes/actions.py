"""Writes: open a plan, place its periods on days, name them."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction

from library.public import planned_periods
from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.classes.queries import (
    calendar_key,
    calendar_of,
    placed_periods,
    subjects_of_class,
)
from lms.classes.rules import Placed, distribute, kept_periods
from schools.public import Account, Learner, RecordAccess, SchoolClass, Subject


@transaction.atomic
def open_plan(
    school_class: SchoolClass,
    subject: Subject,
    day: datetime.date,
    count: int | None = None,
) -> TeachingPlan:
    """Open a subject's plan, its number of periods taken from the programme."""
    if count is None:
        count = planned_periods(subject, school_class.grade)
    plan, is_new = TeachingPlan.objects.get_or_create(
        school_class=school_class,
        subject=subject,
        defaults={"planned_periods": count},
    )
    if is_new:
        PlannedPeriod.objects.bulk_create(
            PlannedPeriod(plan=plan, number=number) for number in range(1, count + 1)
        )
    place_periods(plan, day)
    return plan


@transaction.atomic
def place_periods(plan: TeachingPlan, day: datetime.date) -> int:
    """Put the plan's periods on the days of its timetable; return how many moved.

    Periods whose day has come stay. Rows are moved, never made anew: whatever is
    tied to a tiết stays tied to it.
    """
    calendar = calendar_of(plan.school_class, plan.subject)
    key = calendar_key(calendar, plan.planned_periods)
    if plan.placed_by == key:
        return 0
    kept = kept_periods(placed_periods(plan), day)
    target = distribute(plan.planned_periods, calendar, kept, day)
    moved = _moved(list(plan.periods.select_for_update()), target)
    # first off their old days, so that no two ever stand on one
    PlannedPeriod.objects.filter(id__in=[row.id for row in moved]).update(
        week=None, date=None, session="", period=None
    )
    PlannedPeriod.objects.bulk_update(moved, ["week", "date", "session", "period"])
    plan.placed_by = key
    plan.save(update_fields=["placed_by"])
    return len(moved)


def _moved(
    rows: Sequence[PlannedPeriod], target: Sequence[Placed]
) -> list[PlannedPeriod]:
    """Return the rows whose place differs, with the new place set."""
    by_number = {each.number: each for each in target}
    moved = []
    for row in rows:
        to = by_number.get(row.number)
        place = (to.week, to.date, to.session, to.period) if to else _NOWHERE
        if (row.week, row.date, row.session, row.period) != place:
            row.week, row.date, row.session, row.period = place
            moved.append(row)
    return moved


_NOWHERE = (None, None, "", None)


def refresh_plans(school_class: SchoolClass, day: datetime.date) -> int:
    """Open what plans are missing and place all anew; return how many periods moved.

    To be called when a class gets a new timetable or its school a new holiday.
    """
    moved = 0
    plans = {
        plan.subject_id: plan
        for plan in TeachingPlan.objects.filter(
            school_class=school_class
        ).select_related("subject", "school_class__school", "school_class__year")
    }
    for subject in subjects_of_class(school_class):
        if subject.id in plans:
            moved += place_periods(plans[subject.id], day)
        elif count := planned_periods(subject, school_class.grade):
            plan = open_plan(school_class, subject, day, count)
            moved += plan.periods.filter(date__isnull=False).count()
    return moved


@transaction.atomic
def name_periods(plan: TeachingPlan, titles: Mapping[int, str]) -> int:
    """Write the titles of periods by number; return how many changed."""
    changed = []
    for row in plan.periods.filter(number__in=list(titles)):
        title = " ".join(titles[row.number].split())
        if row.title != title:
            row.title = title
            changed.append(row)
    PlannedPeriod.objects.bulk_update(changed, ["title"])
    return len(changed)


def note_reading(account: Account, learners: Sequence[Learner], what: str) -> None:
    """Note that staff read children's records: who, whose, what, when."""
    RecordAccess.objects.bulk_create(
        RecordAccess(actor=account, person_id=learner.person_id, what=what)
        for learner in learners
    )
