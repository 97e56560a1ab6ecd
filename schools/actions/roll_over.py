"""Year roll-over: classes move up, leavers leave; safe to repeat."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from schools.models import Enrolment, Organisation, SchoolClass, SchoolYear
from schools.rules.roll_over import DONE, LEAVES, MOVES, OldClass, Step, plan

DAY = datetime.timedelta(days=1)
FINISHED = "finished"
REPEATS = "repeats"


@dataclass(frozen=True)
class Moved:
    """What a roll-over wrote."""

    classes: int
    learners: int
    leavers: int
    staying: int


def plan_roll_over(school: Organisation, year: SchoolYear) -> list[Step]:
    """Plan a school's roll-over out of a year; nothing is written."""
    rows = SchoolClass.objects.filter(school=school, year=year)
    still = set(
        Enrolment.objects.filter(school_class__in=rows, valid_to__isnull=True)
        .values_list("school_class_id", flat=True)
        .distinct()
    )
    ever = set(
        Enrolment.objects.filter(school_class__in=rows).values_list(
            "school_class_id", flat=True
        )
    )
    classes = [OldClass(row.pk, row.name, row.grade, row.is_combined) for row in rows]
    return plan(classes, school.levels, ever - still)


def roll_over(
    school: Organisation,
    year: SchoolYear,
    first_day: datetime.date,
    staying: Collection[int] = (),
) -> Moved:
    """Move a school's classes into the next year from its first day on.

    `staying` are learner ids who repeat the grade: their place ends and they
    wait to be put into one of the new year's classes by hand.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=school.pk)
        new_year, _ = SchoolYear.objects.get_or_create(
            code=year.code + 1,
            defaults={"name": f"{year.code + 1}–{year.code + 2}"},
        )
        counts = [
            _move(school, new_year, step, first_day, staying)
            for step in plan_roll_over(school, year)
            if step.what != DONE
        ]
    return Moved(*(sum(each) for each in zip((0, 0, 0, 0), *counts, strict=True)))


def _move(
    school: Organisation,
    new_year: SchoolYear,
    step: Step,
    first_day: datetime.date,
    staying: Collection[int],
) -> tuple[int, int, int, int]:
    """Carry out one step; return (classes, learners, leavers, staying)."""
    if step.what not in (MOVES, LEAVES):
        return 0, 0, 0, 0
    held = list(
        Enrolment.objects.select_for_update()
        .filter(school_class_id=step.key, valid_to__isnull=True)
        .order_by("number", "learner__person__sort_key")
    )
    kept = [row for row in held if row.learner_id in staying]
    going = [row for row in held if row.learner_id not in staying]
    _end(kept, first_day - DAY, REPEATS)
    _end(going, first_day - DAY, FINISHED if step.what == LEAVES else "")
    if step.what == LEAVES:
        return 0, 0, len(going), len(kept)
    target, opened = SchoolClass.objects.get_or_create(
        school=school,
        year=new_year,
        name=step.new_name,
        defaults={"grade": step.new_grade},
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            learner_id=row.learner_id,
            school_class=target,
            grade=step.new_grade,
            number=row.number,
            valid_from=first_day,
        )
        for row in going
    )
    return int(opened), len(going), 0, len(kept)


def _end(rows: list[Enrolment], last_day: datetime.date, reason: str) -> None:
    for row in rows:
        row.valid_to = max(last_day, row.valid_from - DAY)
        row.reason = reason
    Enrolment.objects.bulk_update(rows, ["valid_to", "reason"])
