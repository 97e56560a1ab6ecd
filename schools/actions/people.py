"""Create people and give them their dated roles; the seed and imports share these."""

import datetime
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from schools.identifiers import encrypt, fingerprint
from schools.models import (
    Appointment,
    Guardian,
    Guardianship,
    Learner,
    Organisation,
    Person,
    Teacher,
)
from schools.rules.names import sort_key, split_name


@dataclass(frozen=True)
class NewPerson:
    """What is known of a person to create; `national_id` is already checked."""

    full_name: str
    birth_date: datetime.date | None = None
    sex: int = Person.Sex.UNKNOWN
    ethnicity: str = ""
    national_id: str = ""


def create_people(rows: Iterable[NewPerson]) -> list[Person]:
    """Create many people in one insert, in the order given."""
    return list(Person.objects.bulk_create([_person(row) for row in rows]))


def create_person(
    full_name: str,
    *,
    birth_date: datetime.date | None = None,
    sex: int = Person.Sex.UNKNOWN,
    ethnicity: str = "",
    national_id: str = "",
) -> Person:
    """Create one person."""
    return create_people(
        [NewPerson(full_name, birth_date, sex, ethnicity, national_id)]
    )[0]


def rename_person(person: Person, full_name: str) -> None:
    """Correct a person's name; the place in lists follows."""
    person.family_name, person.given_name = split_name(full_name)
    person.sort_key = sort_key(person.family_name, person.given_name)
    person.save(update_fields=["family_name", "given_name", "sort_key"])


def make_learners(
    people: Sequence[Person], since: datetime.date, codes: Sequence[str] = ()
) -> list[Learner]:
    """Give people the role of learner; without codes, provisional ones are made."""
    return list(
        Learner.objects.bulk_create(
            Learner(person=person, code=code, valid_from=since)
            for person, code in _coded(people, codes, "HS")
        )
    )


def make_teachers(
    people: Sequence[Person], since: datetime.date, codes: Sequence[str] = ()
) -> list[Teacher]:
    """Give people the role of teacher; where they teach, an appointment says."""
    return list(
        Teacher.objects.bulk_create(
            Teacher(person=person, code=code, valid_from=since)
            for person, code in _coded(people, codes, "GV")
        )
    )


def make_guardians(people: Sequence[Person], since: datetime.date) -> list[Guardian]:
    """Give people the role of guardian."""
    return list(
        Guardian.objects.bulk_create(
            Guardian(person=person, valid_from=since) for person in people
        )
    )


def make_guardian_of(
    guardian: Guardian, learner: Learner, relation: str, since: datetime.date
) -> Guardianship:
    """Record whose guardian a person is."""
    return Guardianship.objects.create(
        guardian=guardian, learner=learner, relation=relation, valid_from=since
    )


def appoint(
    person: Person,
    organisation: Organisation,
    role: str,
    since: datetime.date,
    until: datetime.date | None = None,
) -> Appointment:
    """Give a person an office at an organisation."""
    return Appointment.objects.create(
        person=person,
        organisation=organisation,
        role=role,
        valid_from=since,
        valid_to=until,
    )


@transaction.atomic
def end_appointment(appointment: Appointment, last_day: datetime.date) -> None:
    """End an office; its rights end with that day."""
    appointment.valid_to = max(
        last_day, appointment.valid_from - datetime.timedelta(days=1)
    )
    appointment.save(update_fields=["valid_to"])


def _person(row: NewPerson) -> Person:
    family, given = split_name(row.full_name)
    person = Person(
        family_name=family,
        given_name=given,
        sort_key=sort_key(family, given),
        birth_date=row.birth_date,
        sex=row.sex,
        ethnicity=row.ethnicity,
    )
    if row.national_id:
        cipher, key = encrypt(row.national_id, person.uuid)
        person.national_id_cipher, person.national_id_key = cipher, key
        person.national_id_hmac = fingerprint(row.national_id)
    return person


def _coded(
    people: Sequence[Person], codes: Sequence[str], prefix: str
) -> list[tuple[Person, str]]:
    """Pair people with codes; a provisional one is long enough never to collide."""
    made = codes or [f"{prefix}{secrets.randbelow(10**12):012}" for _ in people]
    return list(zip(people, made, strict=True))
