"""People and schools for tests: each factory makes one valid row and its needs."""

import datetime
import itertools
from types import SimpleNamespace
from typing import Any

from schools.models import (
    Account,
    Appointment,
    BellTime,
    Enrolment,
    Guardian,
    Guardianship,
    HomeroomAssignment,
    Learner,
    Organisation,
    OrganisationLink,
    Person,
    SchoolClass,
    SchoolYear,
    Subject,
    SubjectTeam,
    Teacher,
    TeachingAssignment,
    TeamMembership,
    Term,
    TimetableSlot,
    TimetableVersion,
)
from schools.rules.names import sort_key, split_name

START = datetime.date(2026, 9, 7)  # Monday of week 1
SECOND = datetime.date(2027, 1, 18)
BIRTH = datetime.date(2014, 3, 2)
PASSWORD = "hoa-ban-trang-2026"
PIN = "482915"
_numbers = itertools.count(1)


def number() -> int:
    """Return the next number of this test run."""
    return next(_numbers)


def year(code: int = 2026) -> SchoolYear:
    row, _ = SchoolYear.objects.get_or_create(
        code=code, defaults={"name": f"{code}–{code + 1}"}
    )
    return row


def organisation(kind: str = "school", **fields: Any) -> Organisation:
    n = number()
    defaults = {
        "code": f"T{n:05d}",
        "name": f"Tổ chức {n}",
        "short_name": f"TC {n}",
        "levels": ["THCS"] if kind == "school" else [],
    }
    return Organisation.objects.create(kind=kind, **(defaults | fields))


def link(
    child: Organisation, parent: Organisation, relation: str = "managed_by"
) -> None:
    OrganisationLink.objects.create(
        child=child,
        parent=parent,
        relation=relation,
        valid_from=datetime.date(2025, 7, 1),
    )


def terms(owner: Organisation, code: int = 2026) -> None:
    this = year(code)
    Term.objects.create(
        year=this, organisation=owner, number=1, starts_on=START, weeks=18
    )
    Term.objects.create(
        year=this, organisation=owner, number=2, starts_on=SECOND, weeks=17
    )


def person(name: str = "Lò Thị Inh", **fields: Any) -> Person:
    family, given = split_name(name)
    defaults = {"birth_date": BIRTH, "sort_key": sort_key(family, given)}
    return Person.objects.create(
        family_name=family, given_name=given, **(defaults | fields)
    )


def account(of: Person | None = None, **fields: Any) -> Account:
    defaults = {"username": f"nguoi{number()}", "person": of or person("Hà Thị Mai")}
    password = fields.pop("password", PASSWORD)
    return Account.objects.create_user(password=password, **(defaults | fields))


def subject(code: str = "TOAN", name: str = "Toán", **fields: Any) -> Subject:
    row, _ = Subject.objects.get_or_create(
        code=code,
        defaults={"name_vi": name, "name_en": name, "short": name} | fields,
    )
    return row


def school_class(
    school: Organisation | None = None, name: str = "7A", grade: int = 7, **fields: Any
) -> SchoolClass:
    return SchoolClass.objects.create(
        school=school or organisation(), year=year(), name=name, grade=grade, **fields
    )


def appoint(
    of: Person, place: Organisation, role: str = "teacher", since: datetime.date = START
) -> Appointment:
    return Appointment.objects.create(
        person=of, organisation=place, role=role, valid_from=since
    )


def teacher(
    name: str = "Hà Thị Mai", school: Organisation | None = None, **fields: Any
) -> Teacher:
    """A teacher with an account (`.person.account`), appointed at the school."""
    row = Teacher.objects.create(
        person=person(name, birth_date=datetime.date(1988, 5, 1)),
        code=f"GV{number():06d}",
        valid_from=datetime.date(2020, 9, 1),
    )
    account(row.person, **fields)
    if school:
        appoint(row.person, school)
    return row


def assign(
    who: Teacher, to: SchoolClass, what: Subject | None = None, **fields: Any
) -> TeachingAssignment:
    return TeachingAssignment.objects.create(
        teacher=who,
        school_class=to,
        subject=what or subject(),
        **({"valid_from": START} | fields),
    )


def homeroom(who: Teacher, of: SchoolClass) -> HomeroomAssignment:
    return HomeroomAssignment.objects.create(
        teacher=who, school_class=of, valid_from=START
    )


def learner(
    name: str = "Lò Thị Inh", enrolled_in: SchoolClass | None = None, **fields: Any
) -> Learner:
    """A learner with a pupil's account (PIN), enrolled in the class."""
    n = number()
    row = Learner.objects.create(
        person=person(name), code=f"HS{n:06d}", valid_from=START
    )
    account(
        row.person,
        **({"username": f"{26000000 + n}", "password": PIN, "is_pupil": True} | fields),
    )
    if enrolled_in:
        enrol(row, enrolled_in)
    return row


def enrol(who: Learner, into: SchoolClass, **fields: Any) -> Enrolment:
    return Enrolment.objects.create(
        learner=who,
        school_class=into,
        **({"grade": into.grade, "valid_from": START} | fields),
    )


def guardian(
    of: Learner, name: str = "Lò Văn Pâng", relation: str = "father"
) -> Guardian:
    row = Guardian.objects.create(
        person=person(name, birth_date=datetime.date(1985, 1, 1)), valid_from=START
    )
    account(row.person)
    Guardianship.objects.create(
        guardian=row, learner=of, relation=relation, valid_from=START
    )
    return row


def head_of_team(who: Teacher, school: Organisation, *subjects: Subject) -> SubjectTeam:
    team = SubjectTeam.objects.create(school=school, name=f"Tổ {number()}")
    team.subjects.set(subjects or [subject()])
    TeamMembership.objects.create(team=team, teacher=who, role="head", valid_from=START)
    return team


def leader(
    school: Organisation, name: str = "Vàng Thị Dợ", role: str = "principal"
) -> Account:
    who = person(name, birth_date=datetime.date(1975, 1, 1))
    appoint(who, school, role)
    return account(who)


def bells(school: Organisation) -> None:
    hours = [(7, 15), (8, 5), (9, 5), (9, 55), (10, 45)]
    for n, (hour, minute) in enumerate(hours, 1):
        begin = datetime.datetime(2026, 1, 1, hour, minute)  # noqa: DTZ001
        BellTime.objects.create(
            school=school,
            session="morning",
            period=n,
            starts=begin.time(),
            ends=(begin + datetime.timedelta(minutes=45)).time(),
        )


def timetable(
    of: SchoolClass, slots: dict[tuple[int, int], Subject], week: int = 1
) -> TimetableVersion:
    """Morning timetable from {(weekday, period): subject}."""
    version = TimetableVersion.objects.create(school_class=of, valid_from_week=week)
    for (weekday, period), what in slots.items():
        TimetableSlot.objects.create(
            version=version,
            weekday=weekday,
            session="morning",
            period=period,
            subject=what,
        )
    return version


def world() -> SimpleNamespace:
    """A province, a commune, a school with class 7A: one of everybody.

    `mai` teaches Toán in 7A and is its homeroom teacher, `inh` and `dua` learn
    there, `pang` is inh's father, `do` leads the school, `sung` teaches elsewhere.
    """
    province = organisation("province", name="Sở GDĐT Mường Hoa")
    commune = organisation("commune", name="Xã Nậm Hoa")
    school = organisation(name="Trường PTDTBT THCS Nậm Hoa", short_name="THCS Nậm Hoa")
    other = organisation(name="Trường THCS Bản Lim", short_name="THCS Bản Lim")
    link(commune, province)
    link(school, commune)
    link(other, commune)
    terms(province)
    bells(school)
    toan = subject()
    c7a = school_class(school)
    c7b = school_class(school, "7B")
    mai = teacher(school=school)
    sung = teacher("Giàng A Sùng", school=other)
    assign(mai, c7a, toan)
    homeroom(mai, c7a)
    inh = learner(enrolled_in=c7a)
    dua = learner("Vàng A Dua", enrolled_in=c7a)
    stranger = learner("Cà Văn An", enrolled_in=c7b)
    pang = guardian(inh)
    timetable(c7a, {(1, 2): toan, (3, 1): toan, (4, 3): toan, (6, 2): toan})
    return SimpleNamespace(
        province=province,
        commune=commune,
        school=school,
        other=other,
        toan=toan,
        c7a=c7a,
        c7b=c7b,
        mai=mai,
        sung=sung,
        inh=inh,
        dua=dua,
        stranger=stranger,
        pang=pang,
        leader=leader(school),
    )
