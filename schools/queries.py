"""Reads: who is who, who is where, what is taught when."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from schools.clock import today
from schools.hierarchy import organisations_above
from schools.models import (
    Account,
    Appointment,
    BellTime,
    Enrolment,
    Guardianship,
    Holiday,
    HomeroomAssignment,
    Learner,
    Organisation,
    SchoolClass,
    SchoolYear,
    Subject,
    Teacher,
    TeachingAssignment,
    Term,
    TimetableSlot,
    TimetableVersion,
)
from schools.rules.calendar import (
    Break,
    TermDates,
    Week,
    count_weeks,
    is_off,
    last_week_begun,
    school_year_of,
    week_holding,
)


@dataclass(frozen=True)
class Role:
    """One office a person holds today."""

    role: str
    organisation: Organisation


@dataclass(frozen=True)
class Period:
    """One tiết of a day's timetable."""

    date: datetime.date
    session: str
    number: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    subject: Subject
    teacher: Teacher | None
    activity: str
    school_class: SchoolClass


def roles_of(account: Account, on: datetime.date | None = None) -> tuple[Role, ...]:
    """Return the offices the account's person holds on a day."""
    if not account.is_authenticated or account.person_id is None:
        return ()
    rows = (
        Appointment.objects.on(on or today())
        .filter(person_id=account.person_id)
        .select_related("organisation")
        .order_by("id")
    )
    return tuple(Role(row.role, row.organisation) for row in rows)


def learner_of(account: Account, on: datetime.date | None = None) -> Learner | None:
    """Return the account's learner role, if it holds on the day."""
    if not account.is_authenticated or account.person_id is None:
        return None
    return (
        Learner.objects.on(on or today())
        .filter(person_id=account.person_id)
        .select_related("person")
        .first()
    )


def teacher_of(account: Account, on: datetime.date | None = None) -> Teacher | None:
    """Return the account's teacher role, if it holds on the day."""
    if not account.is_authenticated or account.person_id is None:
        return None
    return (
        Teacher.objects.on(on or today())
        .filter(person_id=account.person_id)
        .select_related("person")
        .first()
    )


def guardian_children(
    account: Account, on: datetime.date | None = None
) -> list[Learner]:
    """Return the learners the account's person is guardian of, in name order."""
    if not account.is_authenticated or account.person_id is None:
        return []
    held = Guardianship.objects.on(on or today()).filter(
        guardian__person_id=account.person_id
    )
    return list(
        Learner.objects.filter(id__in=held.values("learner"))
        .select_related("person")
        .order_by("person__sort_key")
    )


def classes_taught(
    account: Account, on: datetime.date | None = None
) -> QuerySet[SchoolClass]:
    """Return the classes the account teaches or leads as homeroom teacher."""
    day = on or today()
    if not account.is_authenticated or account.person_id is None:
        return SchoolClass.objects.none()
    teaching = TeachingAssignment.objects.on(day).filter(
        teacher__person_id=account.person_id
    )
    homeroom = HomeroomAssignment.objects.on(day).filter(
        teacher__person_id=account.person_id
    )
    return (
        SchoolClass.objects.filter(
            Q(id__in=teaching.values("school_class"))
            | Q(id__in=homeroom.values("school_class"))
        )
        .select_related("school", "year")
        .order_by("-year", "grade", "name")
    )


def subjects_taught(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> QuerySet[Subject]:
    """Return the subjects the account teaches a class on the day."""
    if not account.is_authenticated or account.person_id is None:
        return Subject.objects.none()
    rows = TeachingAssignment.objects.on(on or today()).filter(
        teacher__person_id=account.person_id, school_class=school_class
    )
    return Subject.objects.filter(id__in=rows.values("subject"))


def enrolment_of(learner: Learner, on: datetime.date | None = None) -> Enrolment | None:
    """Return where a learner is enrolled on the day."""
    return (
        Enrolment.objects.on(on or today())
        .filter(learner=learner)
        .select_related("school_class__school", "school_class__year")
        .first()
    )


def class_of_learner(
    learner: Learner, on: datetime.date | None = None
) -> SchoolClass | None:
    """Return the class a learner is enrolled in on the day."""
    enrolment = enrolment_of(learner, on)
    return enrolment.school_class if enrolment else None


def class_members(
    school_class: SchoolClass, on: datetime.date | None = None
) -> list[Learner]:
    """Return a class's learners in Vietnamese name order, persons loaded."""
    enrolled = Enrolment.objects.on(on or today()).filter(school_class=school_class)
    return list(
        Learner.objects.filter(id__in=enrolled.values("learner"))
        .select_related("person", "person__account")
        .order_by("person__sort_key", "id")
    )


def current_year(on: datetime.date | None = None) -> SchoolYear | None:
    """Return the school year a day belongs to, else the latest recorded one."""
    code = school_year_of(on or today())
    return (
        SchoolYear.objects.filter(code__lte=code).order_by("-code").first()
        or SchoolYear.objects.order_by("code").first()
    )


def _calendar_rows(
    organisation: Organisation, year: SchoolYear
) -> tuple[list[TermDates], list[Break]]:
    """Return the nearest terms set above a school and all holidays on the way."""
    chain = organisations_above(organisation)
    rows = Term.objects.filter(year=year, organisation__in=chain)
    by_owner: dict[int, list[TermDates]] = {}
    for row in rows:
        by_owner.setdefault(row.organisation_id, []).append(
            TermDates(row.number, row.starts_on, row.weeks)
        )
    terms = next((by_owner[o.id] for o in chain if o.id in by_owner), [])
    breaks = [
        Break(row.starts_on, row.ends_on, row.name)
        for row in Holiday.objects.filter(year=year, organisation__in=chain)
    ]
    return terms, breaks


def weeks_of(organisation: Organisation, year: SchoolYear) -> list[Week]:
    """Return the counted weeks of a year as they hold for an organisation."""
    terms, breaks = _calendar_rows(organisation, year)
    return count_weeks(terms, breaks)


def breaks_of(organisation: Organisation, year: SchoolYear) -> list[Break]:
    """Return the holidays that hold for an organisation."""
    return _calendar_rows(organisation, year)[1]


def week_on(organisation: Organisation, day: datetime.date) -> Week | None:
    """Return the counted week a day falls in, if any."""
    year = current_year(day)
    return week_holding(weeks_of(organisation, year), day) if year else None


def weeks_begun(organisation: Organisation, day: datetime.date) -> int:
    """Return the number of the last week that has begun (0 before the year)."""
    year = current_year(day)
    week = last_week_begun(weeks_of(organisation, year), day) if year else None
    return week.number if week else 0


def timetable_on(school_class: SchoolClass, week: int) -> TimetableVersion | None:
    """Return the timetable that holds for a class in a week."""
    return (
        TimetableVersion.objects.filter(
            school_class=school_class, valid_from_week__lte=week
        )
        .order_by("-valid_from_week")
        .first()
    )


def periods_on(school_class: SchoolClass, day: datetime.date) -> list[Period]:
    """Return a class's periods on a day, in the order of the bell."""
    terms, breaks = _calendar_rows(school_class.school, school_class.year)
    week = week_holding(count_weeks(terms, breaks), day)
    if week is None or is_off(day, breaks):
        return []
    version = timetable_on(school_class, week.number)
    if version is None:
        return []
    slots = version.slots.filter(weekday=day.isoweekday()).select_related(
        "subject", "teacher__person"
    )
    return periods_of_slots(slots, school_class, day)


def periods_of_slots(
    slots: Sequence[TimetableSlot] | QuerySet[TimetableSlot],
    school_class: SchoolClass,
    day: datetime.date,
) -> list[Period]:
    """Give a day's slots their bell times; a slot without a bell is left out."""
    bells = {
        (bell.session, bell.period): bell
        for bell in BellTime.objects.filter(school=school_class.school)
    }
    zone = timezone.get_default_timezone()
    periods = []
    for slot in slots:
        bell = bells.get((slot.session, slot.period))
        if bell is None:
            continue
        periods.append(
            Period(
                date=day,
                session=slot.session,
                number=slot.period,
                starts_at=datetime.datetime.combine(day, bell.starts, zone),
                ends_at=datetime.datetime.combine(day, bell.ends, zone),
                subject=slot.subject,
                teacher=slot.teacher,
                activity=slot.activity,
                school_class=school_class,
            )
        )
    return sorted(periods, key=lambda each: each.starts_at)
