"""Who sees and keeps the records of people: one policy per object."""

import datetime

from django.db.models import Q

from schools.clock import today
from schools.models import (
    Account,
    Appointment,
    Enrolment,
    Guardianship,
    Learner,
    Organisation,
    Person,
    SchoolClass,
)
from schools.permissions import (
    leads_school,
    may_manage_class,
    may_manage_school,
    teaches,
)

ADULT_AGE = 18


def may_see_learner(
    account: Account, learner: Learner, on: datetime.date | None = None
) -> bool:
    """Return whether the account sees the learner's record: staff of today's class."""
    school_class = _class_of(learner, on or today())
    return school_class is not None and (
        may_manage_class(account, school_class, on)
        or teaches(account, school_class, None, on)
    )


def may_manage_learner(
    account: Account, learner: Learner, on: datetime.date | None = None
) -> bool:
    """Return whether the account keeps the learner's record, PIN and slip."""
    school_class = _class_of(learner, on or today())
    return school_class is not None and may_manage_class(account, school_class, on)


def may_move_learner(
    account: Account, learner: Learner, on: datetime.date | None = None
) -> bool:
    """Return whether the account moves the learner between classes (the office)."""
    school_class = _class_of(learner, on or today())
    return school_class is not None and may_manage_school(
        account, school_class.school, on
    )


def may_see_national_id(
    account: Account, person: Person, on: datetime.date | None = None
) -> bool:
    """Return whether the account sees a person's national identifier in full.

    The person; a minor's guardian; the homeroom teacher and the office of the
    learner's class; the office of the school a member of staff works at. Nobody
    else: not other teachers, not officers above the school, no administrator.
    """
    day = on or today()
    if not account.is_authenticated or account.person_id is None:
        return False
    reader = account.person_id
    return (
        reader == person.pk
        or (is_minor(person, day) and _is_guardian_of(reader, person, day))
        or may_set_national_id(account, person, day)
    )


def may_set_national_id(
    account: Account, person: Person, on: datetime.date | None = None
) -> bool:
    """Return whether the account may write a person's national identifier."""
    day = on or today()
    enrolled = Enrolment.objects.on(day).filter(learner__person=person)
    for row in enrolled.select_related("school_class__school"):
        if may_manage_class(account, row.school_class, day):
            return True
    return any(
        may_manage_school(account, row.organisation, day)
        for row in Appointment.objects.on(day)
        .filter(person=person, organisation__kind=Organisation.Kind.SCHOOL)
        .select_related("organisation")
    )


def may_reset_password(
    account: Account, target: Account, on: datetime.date | None = None
) -> bool:
    """Return whether the account may hand somebody a new first password.

    The office for its teachers (leaders for the clerk as well), who keeps a
    learner's record for the learner's family; never upwards, never a pupil (slips),
    never somebody with an office or a child elsewhere: whoever signs in as them sees
    what they see there.
    """
    day = on or today()
    if target.person_id is None or target.is_pupil or target.is_superuser:
        return False
    if not account.is_authenticated or target.pk == account.pk:
        return False
    offices = list(
        Appointment.objects.on(day)
        .filter(person_id=target.person_id)
        .select_related("organisation")
    )
    children = list(
        Guardianship.objects.on(day)
        .filter(guardian__person_id=target.person_id)
        .select_related("learner")
    )
    if not offices and not children:
        return False
    return all(_stands_over(account, each, day) for each in offices) and all(
        may_manage_learner(account, each.learner, day) for each in children
    )


def may_let_go(
    account: Account,
    person: Person,
    school: Organisation,
    on: datetime.date | None = None,
) -> bool:
    """Return whether the account ends a person's work at a school: never upwards.

    The office for its teachers, leaders for the clerk; nobody for themselves.
    """
    day = on or today()
    if not account.is_authenticated or account.person_id == person.pk:
        return False
    held = Appointment.objects.filter(person=person, organisation=school)
    rows = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return rows.exists() and all(
        _stands_over(account, each, day) for each in rows.select_related("organisation")
    )


def is_minor(person: Person, day: datetime.date) -> bool:
    """Return whether a person is under 18 on a day; unknown counts as minor."""
    born = person.birth_date
    if born is None:
        return True
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (not had_birthday) < ADULT_AGE


def _stands_over(account: Account, office: Appointment, day: datetime.date) -> bool:
    if office.role == Appointment.Role.TEACHER:
        return may_manage_school(account, office.organisation, day)
    return office.role == Appointment.Role.CLERK and leads_school(
        account, office.organisation, day
    )


def _class_of(learner: Learner, day: datetime.date) -> SchoolClass | None:
    row = (
        Enrolment.objects.on(day)
        .filter(learner=learner)
        .select_related("school_class__school")
        .first()
    )
    return row.school_class if row else None


def _is_guardian_of(guardian: int, person: Person, day: datetime.date) -> bool:
    return bool(
        Guardianship.objects.on(day)
        .filter(guardian__person_id=guardian, learner__person=person)
        .exists()
    )
