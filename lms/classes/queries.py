"""Reads: my classes, a class's week, its plans."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.classes.rules import Calendar, DaysOff, Placed, Slot, Timetable, Week
from schools.public import (
    Account,
    BellTime,
    Learner,
    SchoolClass,
    Subject,
    TeachingAssignment,
    TimetableSlot,
    TimetableVersion,
    breaks_of,
    class_of_learner,
    classes_taught,
    current_year,
    guardian_children,
    learner_of,
    roles_of,
    teacher_of,
    today,
    weeks_of,
)
from schools.public import Week as SchoolWeek

LEADERS = {"principal", "vice_principal"}


@dataclass(frozen=True)
class ChildClass:
    """A guardian's child and the class it learns in."""

    child: Learner
    school_class: SchoolClass


@dataclass(frozen=True)
class MyClasses:
    """The classes of an account, by what it is to them."""

    own: SchoolClass | None
    taught: tuple[SchoolClass, ...]
    children: tuple[ChildClass, ...]
    led: tuple[SchoolClass, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to list."""
        return not (self.own or self.taught or self.children or self.led)


@dataclass(frozen=True)
class Lesson:
    """A tiết of the timetable on its day, with the plan's tiết that falls there."""

    school_class: SchoolClass
    slot: TimetableSlot
    date: datetime.date
    starts_at: datetime.datetime | None
    ends_at: datetime.datetime | None
    planned: PlannedPeriod | None

    @property
    def subject(self) -> Subject:
        """What is taught."""
        return self.slot.subject


@dataclass(frozen=True)
class Day:
    """A school day and its lessons, in the order of the bell."""

    date: datetime.date
    lessons: tuple[Lesson, ...]


def my_classes(account: Account, on: datetime.date | None = None) -> MyClasses:
    """Return the classes an account learns in, teaches, guards or leads."""
    day = on or today()
    learner = learner_of(account, day)
    placed = [
        (child, class_of_learner(child, day))
        for child in guardian_children(account, day)
    ]
    schools = [
        role.organisation for role in roles_of(account, day) if role.role in LEADERS
    ]
    led = SchoolClass.objects.filter(school__in=schools, year=current_year(day))
    return MyClasses(
        own=class_of_learner(learner, day) if learner else None,
        taught=tuple(classes_taught(account, day).filter(year=current_year(day))),
        children=tuple(ChildClass(child, c) for child, c in placed if c is not None),
        led=tuple(led.select_related("school", "year")) if schools else (),
    )


def class_by_uuid(uuid: object) -> SchoolClass | None:
    """Return a class with its school and year."""
    return (
        SchoolClass.objects.filter(uuid=uuid).select_related("school", "year").first()
    )


def plan_by_uuid(uuid: object) -> TeachingPlan | None:
    """Return a plan with its class, school and subject."""
    return (
        TeachingPlan.objects.filter(uuid=uuid)
        .select_related("school_class__school", "school_class__year", "subject")
        .first()
    )


def period_by_uuid(uuid: object) -> PlannedPeriod | None:
    """Return a tiết with its plan, class and subject."""
    return (
        PlannedPeriod.objects.filter(uuid=uuid)
        .select_related("plan__school_class__school", "plan__subject")
        .first()
    )


def plans_of(school_class: SchoolClass, day: datetime.date) -> QuerySet[TeachingPlan]:
    """Return a class's plans with the counts of periods named and past."""
    return (
        TeachingPlan.objects.filter(school_class=school_class)
        .select_related("subject")
        .annotate(
            past=Count("periods", filter=Q(periods__date__lte=day)),
            named=Count("periods", filter=~Q(periods__title="")),
            undated=Count("periods", filter=Q(periods__date__isnull=True)),
            first_day=Min("periods__date"),
            last_day=Max("periods__date"),
        )
        .order_by("subject__position", "subject__code")
    )


def periods_of(plan: TeachingPlan, week: int | None = None) -> list[PlannedPeriod]:
    """Return a plan's periods, of one week if asked."""
    rows = plan.periods.all()
    return list(rows if week is None else rows.filter(week=week))


def periods_to_choose(
    school_class: SchoolClass, subject: Subject, day: datetime.date
) -> QuerySet[PlannedPeriod]:
    """Return the periods a piece of work may be tied to: three weeks either side."""
    margin = datetime.timedelta(weeks=3)
    return (
        PlannedPeriod.objects.filter(
            plan__school_class=school_class,
            plan__subject=subject,
            date__range=(day - margin, day + margin),
        )
        .select_related("plan__subject", "plan__school_class")
        .order_by("number")
    )


def calendar_of(school_class: SchoolClass, subject: Subject) -> Calendar:
    """Return the weeks, days off and the subject's slots as they hold for a class."""
    school, year = school_class.school, school_class.year
    slots: dict[int, list[Slot]] = {}
    for row in TimetableSlot.objects.filter(
        version__school_class=school_class, subject=subject
    ).values_list("version_id", "weekday", "session", "period"):
        slots.setdefault(row[0], []).append(Slot(*row[1:]))
    return Calendar(
        weeks=tuple(Week(w.number, w.starts_on) for w in weeks_of(school, year)),
        days_off=tuple(
            DaysOff(b.starts_on, b.ends_on) for b in breaks_of(school, year)
        ),
        timetables=tuple(
            Timetable(version.valid_from_week, tuple(sorted(slots.get(version.id, ()))))
            for version in TimetableVersion.objects.filter(
                school_class=school_class
            ).order_by("valid_from_week")
        ),
    )


def calendar_key(calendar: Calendar, count: int) -> str:
    """Return a short name of all that decides where a plan's periods fall."""
    return hashlib.sha256(repr((calendar, count)).encode()).hexdigest()[:32]


def is_stale(plan: TeachingPlan) -> bool:
    """Return whether timetable or holidays have changed since periods were placed."""
    calendar = calendar_of(plan.school_class, plan.subject)
    return plan.placed_by != calendar_key(calendar, plan.planned_periods)


def placed_periods(plan: TeachingPlan) -> list[Placed]:
    """Return the plan's dated periods as the rules see them."""
    rows = plan.periods.filter(date__isnull=False)
    return [
        Placed(*row)
        for row in rows.values_list("number", "week", "date", "session", "period")
    ]


def subjects_of_class(school_class: SchoolClass) -> list[Subject]:
    """Return the subjects that the class's timetables or teachers name."""
    return list(
        Subject.objects.filter(
            Q(slots__version__school_class=school_class)
            | Q(assignments__school_class=school_class)
        ).distinct()
    )


def _versions_in_week(
    classes: Iterable[SchoolClass], week: int
) -> dict[int, SchoolClass]:
    """Return the timetable version of each class that holds in a week."""
    by_id = {each.id: each for each in classes}
    latest: dict[int, int] = {}
    for class_id, version_id in (
        TimetableVersion.objects.filter(
            school_class__in=by_id, valid_from_week__lte=week
        )
        .order_by("valid_from_week")
        .values_list("school_class_id", "id")
    ):
        latest[class_id] = version_id
    return {version: by_id[class_id] for class_id, version in latest.items()}


def _planned_on(
    classes: Iterable[SchoolClass], first: datetime.date, last: datetime.date
) -> dict[tuple[object, ...], PlannedPeriod]:
    rows = PlannedPeriod.objects.filter(
        plan__school_class__in=list(classes), date__range=(first, last)
    ).select_related("plan")
    return {
        (p.plan.school_class_id, p.plan.subject_id, p.date, p.session, p.period): p
        for p in rows
    }


def _bells(school_id: int) -> dict[tuple[str, int], BellTime]:
    rows = BellTime.objects.filter(school_id=school_id)
    return {(bell.session, bell.period): bell for bell in rows}


def lessons_of(
    classes: Sequence[SchoolClass], week: SchoolWeek, days: Iterable[datetime.date]
) -> list[Lesson]:
    """Return the lessons of classes of one school on days of one counted week."""
    wanted = sorted(days)
    if not classes or not wanted:
        return []
    school, year = classes[0].school, classes[0].year
    off = breaks_of(school, year)
    wanted = [
        day for day in wanted if not any(b.starts_on <= day <= b.ends_on for b in off)
    ]
    versions = _versions_in_week(classes, week.number)
    by_weekday: dict[int, list[TimetableSlot]] = {}
    for slot in TimetableSlot.objects.filter(version__in=versions).select_related(
        "subject", "teacher__person"
    ):
        by_weekday.setdefault(slot.weekday, []).append(slot)
    bells = _bells(school.id)
    planned = _planned_on(classes, week.starts_on, week.ends_on)
    lessons = [
        _lesson(slot, versions[slot.version_id], day, bells, planned)
        for day in wanted
        for slot in by_weekday.get(day.isoweekday(), ())
    ]
    return sorted(
        lessons,
        key=lambda each: (
            each.date,
            each.slot.session == "afternoon",
            each.slot.period,
        ),
    )


def _lesson(
    slot: TimetableSlot,
    school_class: SchoolClass,
    day: datetime.date,
    bells: dict[tuple[str, int], BellTime],
    planned: dict[tuple[object, ...], PlannedPeriod],
) -> Lesson:
    bell = bells.get((slot.session, slot.period))
    zone = timezone.get_default_timezone()
    key = (school_class.id, slot.subject_id, day, slot.session, slot.period)
    return Lesson(
        school_class=school_class,
        slot=slot,
        date=day,
        starts_at=datetime.datetime.combine(day, bell.starts, zone) if bell else None,
        ends_at=datetime.datetime.combine(day, bell.ends, zone) if bell else None,
        planned=planned.get(key),
    )


def week_of_class(school_class: SchoolClass, week: SchoolWeek) -> list[Day]:
    """Return the school days of a week that have lessons."""
    days = [week.starts_on + datetime.timedelta(days=n) for n in range(6)]
    lessons = lessons_of([school_class], week, days)
    return [
        Day(day, tuple(each for each in lessons if each.date == day))
        for day in days
        if any(each.date == day for each in lessons)
    ]


def todays_teaching(account: Account, day: datetime.date | None = None) -> list[Lesson]:
    """Return the lessons an account gives on a day, substitutions included.

    A slot belongs to the teacher it names, to whoever stands in for the subject,
    and, naming nobody, to every teacher of the subject in the class.
    """
    on = day or today()
    teacher = teacher_of(account, on)
    if teacher is None:
        return []
    rows = (
        TeachingAssignment.objects.on(on)
        .filter(teacher__person_id=account.person_id)
        .select_related("school_class__school", "school_class__year")
    )
    mine: dict[tuple[int, int], bool] = {}
    by_school: dict[int, dict[int, SchoolClass]] = {}
    for row in rows:
        key = (row.school_class_id, row.subject_id)
        mine[key] = mine.get(key, False) or row.kind == row.Kind.SUBSTITUTE
        school_class = row.school_class
        by_school.setdefault(school_class.school_id, {})[school_class.id] = school_class
    lessons: list[Lesson] = []
    for classes in by_school.values():
        lessons += _todays_lessons(list(classes.values()), on)
    return [each for each in lessons if _is_mine(each, mine, teacher.id)]


def _todays_lessons(classes: list[SchoolClass], day: datetime.date) -> list[Lesson]:
    weeks = weeks_of(classes[0].school, classes[0].year)
    week = next((w for w in weeks if w.starts_on <= day <= w.ends_on), None)
    return lessons_of(classes, week, [day]) if week else []


def _is_mine(
    lesson: Lesson, mine: dict[tuple[int, int], bool], teacher_id: int
) -> bool:
    substitutes = mine.get((lesson.school_class.id, lesson.slot.subject_id))
    if substitutes is None:
        return False
    return substitutes or lesson.slot.teacher_id in (None, teacher_id)
