"""Somebody new at a school: a member of staff, a pupil's guardian; and leaving again.

One human stays one person: who is known by the identifier (with name and birth date)
or by an own sign-in name gets another role, not another record.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from schools.actions.accounts import Credentials, NewAccount, create_account
from schools.actions.classes import RefusedError
from schools.actions.national_ids import RefusedNumberError
from schools.actions.people import (
    appoint,
    create_person,
    make_guardian_of,
    make_guardians,
    make_teachers,
)
from schools.actions.sign_in import normal_username
from schools.identifiers import fingerprint
from schools.models import (
    Account,
    Appointment,
    Enrolment,
    Guardian,
    Guardianship,
    HomeroomAssignment,
    Learner,
    Organisation,
    Person,
    Teacher,
    TeachingAssignment,
    TeamMembership,
)
from schools.rules.national_id import check
from schools.rules.tables import folded

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Newcomer:
    """What is typed about somebody new; the sign-in name is of who has one already."""

    full_name: str
    birth_date: datetime.date | None = None
    sex: int = Person.Sex.UNKNOWN
    national_id: str = ""
    username: str = ""


@dataclass(frozen=True)
class Admitted:
    """Who came, and the first sign-in where a new one was made."""

    person: Person
    credentials: Credentials | None


@transaction.atomic
def take_on(
    newcomer: Newcomer, school: Organisation, role: str, since: datetime.date
) -> Admitted:
    """Take somebody on at a school from a day on."""
    person = _person(newcomer, school)
    open_ones = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=since),
        person=person,
        organisation=school,
        role=role,
    )
    if open_ones.exists():
        raise RefusedError("works_here_already")
    if (
        role == Appointment.Role.TEACHER
        and not Teacher.objects.filter(person=person, valid_to__isnull=True).exists()
    ):
        make_teachers([person], since)
    appoint(person, school, role, since)
    return Admitted(person, _first_sign_in(person, "gv"))


@transaction.atomic
def add_guardian(
    newcomer: Newcomer,
    learner: Learner,
    school: Organisation,
    relation: str,
    since: datetime.date,
) -> Admitted:
    """Record who answers for a pupil from a day on."""
    person = _person(newcomer, school)
    if person.pk == learner.person_id:
        raise RefusedError("own_guardian")
    guardian = Guardian.objects.filter(person=person, valid_to__isnull=True).first()
    guardian = guardian or make_guardians([person], since)[0]
    held = Guardianship.objects.filter(guardian=guardian, learner=learner)
    if held.on(since).exists() or held.filter(valid_from=since).exists():
        raise RefusedError("guardian_already")
    make_guardian_of(guardian, learner, relation, since)
    return Admitted(person, _first_sign_in(person, "ph"))


@transaction.atomic
def end_guardianship(guardianship: Guardianship, last_day: datetime.date) -> None:
    """End what somebody may see of a pupil."""
    guardianship.valid_to = max(last_day, guardianship.valid_from - DAY)
    guardianship.save(update_fields=["valid_to"])


@transaction.atomic
def let_go(person: Person, school: Organisation, last_day: datetime.date) -> None:
    """End somebody's work at a school: offices, classes, teams, and so all rights."""
    if last_day.year < 2000:
        raise RefusedError("before_current")
    held = (
        Appointment.objects.filter(person=person, organisation=school),
        TeachingAssignment.objects.filter(
            teacher__person=person, school_class__school=school
        ),
        HomeroomAssignment.objects.filter(
            teacher__person=person, school_class__school=school
        ),
        TeamMembership.objects.filter(teacher__person=person, team__school=school),
    )
    for rows in held:
        still = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)
        for row in rows.filter(still).select_for_update():
            row.valid_to = max(last_day, row.valid_from - DAY)
            row.save(update_fields=["valid_to"])


def _person(newcomer: Newcomer, school: Organisation) -> Person:
    """Return who is known already, or somebody new."""
    digits = _digits(newcomer)
    if newcomer.username:
        return _by_username(newcomer, school)
    if digits:
        holder = Person.objects.filter(national_id_hmac=fingerprint(digits)).first()
        if holder is not None:
            if not _is_same(holder, newcomer):
                raise RefusedNumberError("taken")
            return holder
    return create_person(
        newcomer.full_name,
        birth_date=newcomer.birth_date,
        sex=newcomer.sex,
        national_id=digits,
    )


def _digits(newcomer: Newcomer) -> str:
    if not newcomer.national_id.strip():
        return ""
    checked = check(
        newcomer.national_id, birth_date=newcomer.birth_date, sex=newcomer.sex
    )
    if checked.errors:
        raise RefusedNumberError(checked.errors[0], checked.suggestion)
    return checked.digits


def _by_username(newcomer: Newcomer, school: Organisation) -> Person:
    """Return an adult of this school by sign-in name, if the name typed is theirs.

    Who belongs to another school is known by the identifier only: a name on a list
    is no reason to get hold of somebody else's record.
    """
    children = Enrolment.objects.filter(school_class__school=school).values("learner")
    guardians = Guardianship.objects.filter(learner__in=children)
    staff = Appointment.objects.filter(organisation=school)
    account = (
        Account.objects.select_related("person")
        .filter(
            username=normal_username(newcomer.username),
            is_pupil=False,
            is_superuser=False,
        )
        .filter(
            Q(person__in=staff.values("person"))
            | Q(person__in=guardians.values("guardian__person"))
        )
        .first()
    )
    if account is None or folded(account.person.full_name) != folded(
        newcomer.full_name
    ):
        raise RefusedError("unknown_username")
    return account.person


def _is_same(holder: Person, newcomer: Newcomer) -> bool:
    """Say whether name and birth date are those recorded: who knows them knows whom."""
    return (
        newcomer.birth_date is not None
        and holder.birth_date == newcomer.birth_date
        and folded(holder.full_name) == folded(newcomer.full_name)
    )


def _first_sign_in(person: Person, prefix: str) -> Credentials | None:
    if Account.objects.filter(person=person).exists():
        return None
    return create_account(
        NewAccount(person, is_pupil=False, must_change_password=True, prefix=prefix)
    )
