"""Who may: one policy per object, decided on the server by dated facts."""

import datetime

from schools.clock import today
from schools.hierarchy import organisations_above
from schools.models import (
    Account,
    Appointment,
    Enrolment,
    Guardianship,
    HomeroomAssignment,
    Organisation,
    SchoolClass,
    Subject,
    TeachingAssignment,
    TeamMembership,
)

LEADERS = (Appointment.Role.PRINCIPAL, Appointment.Role.VICE_PRINCIPAL)
OFFICE = (*LEADERS, Appointment.Role.CLERK)
OVERSEERS = (
    *LEADERS,
    Appointment.Role.ADMINISTRATOR,
    Appointment.Role.MINISTRY_OFFICER,
    Appointment.Role.PROVINCE_OFFICER,
    Appointment.Role.COMMUNE_OFFICER,
)


def _person(account: Account) -> int | None:
    return account.person_id if account.is_authenticated else None


def holds(
    account: Account,
    roles: tuple[str, ...],
    organisation: Organisation | None = None,
    on: datetime.date | None = None,
) -> bool:
    """Return whether the account holds one of the offices (at an organisation)."""
    person = _person(account)
    if person is None:
        return False
    rows = Appointment.objects.on(on or today()).filter(
        person_id=person, role__in=roles
    )
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return bool(rows.exists())


def teaches(
    account: Account,
    school_class: SchoolClass,
    subject: Subject | None = None,
    on: datetime.date | None = None,
) -> bool:
    """Return whether the account teaches the class (that subject) on the day."""
    person = _person(account)
    if person is None:
        return False
    rows = TeachingAssignment.objects.on(on or today()).filter(
        teacher__person_id=person, school_class=school_class
    )
    if subject is not None:
        rows = rows.filter(subject=subject)
    return bool(rows.exists())


def is_homeroom_teacher(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> bool:
    """Return whether the account is the class's homeroom teacher on the day."""
    person = _person(account)
    return person is not None and bool(
        HomeroomAssignment.objects.on(on or today())
        .filter(teacher__person_id=person, school_class=school_class)
        .exists()
    )


def is_enrolled(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> bool:
    """Return whether the account's person learns in the class on the day."""
    person = _person(account)
    return person is not None and bool(
        Enrolment.objects.on(on or today())
        .filter(learner__person_id=person, school_class=school_class)
        .exists()
    )


def leads_school(
    account: Account, school: Organisation, on: datetime.date | None = None
) -> bool:
    """Return whether the account is the school's principal or vice principal."""
    return holds(account, LEADERS, school, on)


def oversees(
    account: Account, organisation: Organisation, on: datetime.date | None = None
) -> bool:
    """Return whether an office at the organisation or above it gives sight of it."""
    person = _person(account)
    if person is None:
        return False
    return bool(
        Appointment.objects.on(on or today())
        .filter(
            person_id=person,
            role__in=OVERSEERS,
            organisation__in=organisations_above(organisation, on),
        )
        .exists()
    )


def is_editor(
    account: Account,
    on: datetime.date | None = None,
    organisation: Organisation | None = None,
) -> bool:
    """Return whether the account reviews for the common store (kho chung)."""
    return holds(account, (Appointment.Role.EDITOR,), organisation, on)


def heads_team_for(
    account: Account,
    school: Organisation,
    subject: Subject,
    on: datetime.date | None = None,
) -> bool:
    """Return whether the account heads the school's team for a subject."""
    person = _person(account)
    return person is not None and bool(
        TeamMembership.objects.on(on or today())
        .filter(
            teacher__person_id=person,
            team__school=school,
            team__subjects=subject,
            role__in=(TeamMembership.Role.HEAD, TeamMembership.Role.DEPUTY),
        )
        .exists()
    )


def may_see_class(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> bool:
    """Return whether the account works with, learns in or oversees the class."""
    return (
        teaches(account, school_class, None, on)
        or is_homeroom_teacher(account, school_class, on)
        or is_enrolled(account, school_class, on)
        or oversees(account, school_class.school, on)
    )


def may_manage_school(
    account: Account, school: Organisation, on: datetime.date | None = None
) -> bool:
    """Return whether the account keeps the school's records (leaders, clerk)."""
    return holds(account, OFFICE, school, on)


def may_see_school(
    account: Account, school: Organisation, on: datetime.date | None = None
) -> bool:
    """Return whether the account works at the organisation or oversees it."""
    person = _person(account)
    return person is not None and (
        Appointment.objects.on(on or today())
        .filter(person_id=person, organisation=school)
        .exists()
        or oversees(account, school, on)
    )


def may_manage_class(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> bool:
    """Return whether the account keeps the class's list: homeroom teacher, office."""
    return is_homeroom_teacher(account, school_class, on) or may_manage_school(
        account, school_class.school, on
    )


def may_see_class_list(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> bool:
    """Return whether the account sees the class's records: its staff and above."""
    return (
        may_manage_class(account, school_class, on)
        or teaches(account, school_class, None, on)
        or oversees(account, school_class.school, on)
    )


def may_see_timetable(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> bool:
    """Return whether the account sees the timetable: class, family, school, above."""
    return (
        may_see_class(account, school_class, on)
        or may_see_school(account, school_class.school, on)
        or _is_guardian_in(account, school_class, on or today())
    )


def _is_guardian_in(
    account: Account, school_class: SchoolClass, day: datetime.date
) -> bool:
    person = _person(account)
    enrolled = Enrolment.objects.on(day).filter(school_class=school_class)
    return person is not None and bool(
        Guardianship.objects.on(day)
        .filter(guardian__person_id=person, learner__in=enrolled.values("learner"))
        .exists()
    )
