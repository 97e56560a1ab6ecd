"""Who may: one policy per object, decided on the server by dated facts."""

import datetime

from schools.clock import today
from schools.hierarchy import organisations_above
from schools.models import (
    Account,
    Appointment,
    Enrolment,
    HomeroomAssignment,
    Organisation,
    SchoolClass,
    Subject,
    TeachingAssignment,
    TeamMembership,
)

LEADERS = (Appointment.Role.PRINCIPAL, Appointment.Role.VICE_PRINCIPAL)
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
