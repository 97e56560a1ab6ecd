"""What is true of an account today, as the library's rules need it."""

import datetime
from collections.abc import Iterable

from django.db.models import Q

from library.lessons.rules import ANONYMOUS, Viewer
from library.ports import lesson_grants
from schools.public import (
    Account,
    Appointment,
    Enrolment,
    Guardianship,
    HomeroomAssignment,
    Organisation,
    SchoolClass,
    TeachingAssignment,
    TeamMembership,
    organisations_below,
    today,
)

LEADERS = frozenset((Appointment.Role.PRINCIPAL, Appointment.Role.VICE_PRINCIPAL))
OVERSEERS = LEADERS | {
    Appointment.Role.ADMINISTRATOR,
    Appointment.Role.MINISTRY_OFFICER,
    Appointment.Role.PROVINCE_OFFICER,
    Appointment.Role.COMMUNE_OFFICER,
}
REVIEWERS = frozenset(
    (
        Appointment.Role.EDITOR,
        Appointment.Role.PROVINCE_OFFICER,
        Appointment.Role.MINISTRY_OFFICER,
    )
)


def viewer_of(account: object, on: datetime.date | None = None) -> Viewer:
    """Return the facts about an account (or nobody signed in)."""
    if not isinstance(account, Account) or not account.is_active:
        return ANONYMOUS
    day = on or today()
    if account.person_id is None:
        return Viewer(account=account.pk, is_superuser=account.is_superuser)
    offices = list(
        Appointment.objects.on(day)
        .filter(person_id=account.person_id)
        .select_related("organisation")
    )
    classes = _classes_learned_in(account.person_id, day)
    teaching = TeachingAssignment.objects.on(day).filter(
        teacher__person_id=account.person_id
    )
    schools = {each.organisation_id for each in offices}
    schools |= set(teaching.values_list("school_class__school_id", flat=True))
    schools |= set(
        SchoolClass.objects.filter(id__in=classes).values_list("school_id", flat=True)
    )
    roles = {each.role for each in offices}
    return Viewer(
        account=account.pk,
        is_superuser=account.is_superuser,
        is_author_anywhere=bool(roles & _AUTHORS) or teaching.exists(),
        schools=frozenset(schools),
        oversees=_below(offices, OVERSEERS, day),
        leads=frozenset(e.organisation_id for e in offices if e.role in LEADERS),
        heads=_heads(account.person_id, day),
        reviews=_below(offices, REVIEWERS, day),
        taught_by=_teachers_of(classes, day),
        opened=lesson_grants(account, day),
    )


_AUTHORS = frozenset((Appointment.Role.TEACHER, Appointment.Role.EDITOR)) | LEADERS


def _classes_learned_in(person: int, day: datetime.date) -> list[int]:
    """Return the classes the person, or a child of theirs, learns in."""
    children = (
        Guardianship.objects.on(day)
        .filter(guardian__person_id=person)
        .values("learner_id")
    )
    return list(
        Enrolment.objects.on(day)
        .filter(Q(learner__person_id=person) | Q(learner_id__in=children))
        .values_list("school_class_id", flat=True)
    )


def _teachers_of(classes: Iterable[int], day: datetime.date) -> frozenset[int]:
    if not classes:
        return frozenset()
    found: set[int] = set()
    for rows in (TeachingAssignment.objects, HomeroomAssignment.objects):
        found |= set(
            rows.on(day)
            .filter(school_class_id__in=classes, teacher__person__account__isnull=False)
            .values_list("teacher__person__account__id", flat=True)
        )
    return frozenset(found)


def _heads(person: int, day: datetime.date) -> frozenset[tuple[int, int]]:
    rows = (
        TeamMembership.objects.on(day)
        .filter(
            teacher__person_id=person,
            role__in=(TeamMembership.Role.HEAD, TeamMembership.Role.DEPUTY),
        )
        .values_list("team__school_id", "team__subjects__id")
    )
    return frozenset((school, subject) for school, subject in rows if subject)


def _below(
    offices: Iterable[Appointment], roles: frozenset[str], day: datetime.date
) -> frozenset[int]:
    found: set[int] = set()
    for office in offices:
        if office.role not in roles or office.organisation_id in found:
            continue
        if office.organisation.kind == Organisation.Kind.SCHOOL:
            found.add(office.organisation_id)
        else:
            found |= {each.pk for each in organisations_below(office.organisation, day)}
    return frozenset(found)


def home_organisation(account: Account) -> Organisation | None:
    """Return where an author works: the office held longest."""
    if account.person_id is None:
        return None
    office = (
        Appointment.objects.on(today())
        .filter(person_id=account.person_id)
        .select_related("organisation")
        .order_by("valid_from", "id")
        .first()
    )
    return office.organisation if office else None
