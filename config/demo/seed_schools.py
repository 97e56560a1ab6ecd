"""Seed the demo's organisations, people, classes and timetables."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from config.demo.people import FEMALE, MALE, Human, Registry
from config.demo.province import (
    CLASSES,
    PLACES,
    PUPIL_PIN,
    STAFF_PASSWORD,
    TEACHERS,
    TEAM_HEADS,
    TEAM_SUBJECTS,
    TH,
    THCS,
    THPT,
    YEAR,
    ClassPlan,
    periods_a_week,
)
from config.demo.timetable import solve, week_of_class
from schools.actions.accounts import NewAccount, create_accounts
from schools.actions.classes import (
    NewAssignment,
    assign_teaching,
    enrol,
    form_team,
    join_team,
    name_homeroom_teacher,
    open_class,
)
from schools.actions.people import (
    NewPerson,
    appoint,
    create_people,
    make_guardian_of,
    make_guardians,
    make_learners,
    make_teachers,
)
from schools.actions.terms import add_holiday, set_bell_times, set_terms
from schools.public import (
    Learner,
    Organisation,
    OrganisationLink,
    Person,
    SchoolClass,
    SchoolYear,
    Subject,
    Teacher,
    TimetableSlot,
    TimetableVersion,
)

START = datetime.date(2026, 9, 7)
SINCE = datetime.date(2025, 7, 1)
LEVEL = {THCS: "THCS", TH: "TH", THPT: "THPT"}
CAST = (  # pupils the story tells of: (class, name, sex, people)
    ("7A", "Lò Thị Inh", FEMALE, "Thái"),
    ("7A", "Giàng Thị Súa", FEMALE, "Mông"),
    ("7A", "Thào A Pó", MALE, "Mông"),
    ("4A", "Hà Minh Ban", FEMALE, "Thái"),
    ("10A1", "Lường Thị Ban", FEMALE, "Thái"),
)


@dataclass
class Seeded:
    """What the later steps of the seed need to find again."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    teachers: dict[str, Teacher] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    members: dict[str, list[Learner]] = field(default_factory=dict)
    officers: dict[str, Person] = field(default_factory=dict)


def seed_schools(say: Callable[[str], None]) -> Seeded:
    """Create the invented province in one transaction; the curriculum is there."""
    seeded = Seeded()
    registry = Registry()
    registry.reserve(*(t.name for t in TEACHERS), *(name for _c, name, *_ in CAST))
    with transaction.atomic():
        _organisations(seeded)
        _calendar(seeded)
        _staff(seeded, registry)
        for plan in CLASSES:
            _school_class(seeded, plan, registry)
        _families(seeded, registry)
        for school in (THCS, TH, THPT):
            _timetables(seeded, school)
    count = sum(len(each) for each in seeded.members.values())
    say(f"{count} học sinh, {len(seeded.teachers)} giáo viên, {len(CLASSES)} lớp")
    return seeded


def _organisations(seeded: Seeded) -> None:
    for place in PLACES:
        seeded.organisations[place.code] = Organisation.objects.create(
            code=place.code,
            kind=place.kind,
            name=place.name,
            short_name=place.short,
            levels=list(place.levels),
            is_demo=True,
        )
    for place in PLACES:
        for relation in ("managed_by", "located_in"):
            if parent := getattr(place, relation):
                OrganisationLink.objects.create(
                    child=seeded.organisations[place.code],
                    parent=seeded.organisations[parent],
                    relation=relation,
                    valid_from=SINCE,
                )


def _calendar(seeded: Seeded) -> None:
    province = seeded.organisations["MH"]
    year, _new = SchoolYear.objects.get_or_create(
        code=YEAR, defaults={"name": f"{YEAR}–{YEAR + 1}"}
    )
    set_terms(province, year, (START, 18), (datetime.date(2027, 1, 18), 17))
    for name, first, last in (
        ("Tết Dương lịch", (2027, 1, 1), (2027, 1, 1)),
        ("Tết Nguyên đán Đinh Mùi", (2027, 2, 1), (2027, 2, 14)),
        ("Giỗ Tổ Hùng Vương", (2027, 4, 16), (2027, 4, 16)),
        ("Ngày Thống nhất và Quốc tế Lao động", (2027, 4, 30), (2027, 5, 1)),
    ):
        add_holiday(province, year, name, datetime.date(*first), datetime.date(*last))
    for code in (THCS, THPT):
        set_bell_times(seeded.organisations[code], _bell(45, False))
    set_bell_times(seeded.organisations[TH], _bell(35, True))


def _bell(
    minutes: int, two_sessions: bool
) -> list[tuple[str, int, datetime.time, datetime.time]]:
    rows = []
    sessions = [("morning", 7, 15, 5 if not two_sessions else 4)]
    if two_sessions:
        sessions.append(("afternoon", 14, 0, 3))
    for session, hour, minute, count in sessions:
        at = datetime.datetime(2026, 9, 7, hour, minute)  # noqa: DTZ001  a clock face
        for number in range(1, count + 1):
            end = at + datetime.timedelta(minutes=minutes)
            rows.append((session, number, at.time(), end.time()))
            at = end + datetime.timedelta(minutes=20 if number == 2 else 5)
    return rows


def _new(human: Human, keep_number: bool = True) -> NewPerson:
    return NewPerson(
        human.name,
        human.birth_date,
        human.sex,
        human.people,
        human.national_id if keep_number else "",
    )


def _staff(seeded: Seeded, registry: Registry) -> None:
    humans = [
        registry.named(plan.name, plan.sex, "", registry.chance.randint(1974, 1995))
        for plan in TEACHERS
    ]
    people = create_people(_new(human) for human in humans)
    made = make_teachers(people, datetime.date(2019, 9, 1))
    seeded.teachers = {p.key: t for p, t in zip(TEACHERS, made, strict=True)}
    for plan, person in zip(TEACHERS, people, strict=True):
        appoint(person, seeded.organisations[plan.school], plan.role, SINCE)
    _teams(seeded)
    officers = {
        "editor": ("Trần Minh Khánh", FEMALE, "MH", "editor"),
        "so": ("Hà Quang Nghiêm", MALE, "MH", "province_officer"),
        "xa": ("Lý Kim Quang", MALE, "MH-NH", "commune_officer"),
        "bo": ("Đặng Thu Hà", FEMALE, "BO", "ministry_officer"),
    }
    for key, (name, sex, place, role) in officers.items():
        person = create_people([_new(registry.named(name, sex, "", 1980))])[0]
        appoint(person, seeded.organisations[place], role, SINCE)
        seeded.officers[key] = person
    accounts = [
        NewAccount(teacher.person, False, f"gv.{key}", STAFF_PASSWORD)
        for key, teacher in seeded.teachers.items()
    ]
    accounts += [
        NewAccount(person, False, f"cb.{key}", STAFF_PASSWORD)
        for key, person in seeded.officers.items()
    ]
    create_accounts(accounts)


def _teams(seeded: Seeded) -> None:
    subjects = Subject.objects.in_bulk(field_name="code")
    teams = {}
    for plan in TEACHERS:
        if not plan.team:
            continue
        key = (plan.school, plan.team)
        if key not in teams:
            teams[key] = form_team(
                seeded.organisations[plan.school],
                f"Tổ {plan.team.removeprefix('Tổ ')}",
                [subjects[code] for code in TEAM_SUBJECTS[plan.team]],
            )
        role = "head" if plan.key in TEAM_HEADS else "member"
        join_team(teams[key], seeded.teachers[plan.key], role, SINCE)


def _school_class(seeded: Seeded, plan: ClassPlan, registry: Registry) -> None:
    school = seeded.organisations[plan.school]
    room = open_class(school, SchoolYear.objects.get(code=YEAR), plan.name, plan.grade)
    seeded.classes[plan.name] = room
    known = [
        registry.named(name, sex, people, 2026 - 5 - plan.grade)
        for where, name, sex, people in CAST
        if where == plan.name
    ]
    humans = known + [registry.child(plan.grade) for _ in range(plan.size - len(known))]
    # every eleventh number is still on its way from the commune's police
    people = create_people(_new(human, n % 11 != 10) for n, human in enumerate(humans))
    learners = make_learners(people, START)
    learners.sort(key=lambda each: each.person.sort_key)
    enrol(learners, room, START, first_number=1)
    seeded.members[plan.name] = learners
    base = 26_000_000 + 1000 * len(seeded.members)
    create_accounts(
        [
            NewAccount(learner.person, True, str(base + n), PUPIL_PIN)
            for n, learner in enumerate(learners, 1)
        ]
    )
    subjects = Subject.objects.in_bulk(field_name="code")
    for code, keys in plan.teachers.items():
        for n, key in enumerate(keys):
            shared = len(keys) > 1
            row = NewAssignment(
                seeded.teachers[key],
                room,
                subjects[code],
                START,
                kind="shared" if shared else "main",
                component=_component(code, n) if shared else "",
            )
            assign_teaching(row)
    name_homeroom_teacher(room, seeded.teachers[plan.homeroom], START)


def _component(code: str, place: int) -> str:
    parts = {
        "KHTN": ("Năng lượng và sự biến đổi; Chất", "Vật sống"),
        "NT": ("Âm nhạc", "Mĩ thuật"),
    }
    return parts.get(code, ("", ""))[place]


def _families(seeded: Seeded, registry: Registry) -> None:
    """Give 7A parents; a teacher is a parent too, one phone serves two children."""
    accounts = []
    for n, learner in enumerate(seeded.members["7A"]):
        family = learner.person.family_name.split()[0]
        sex = registry.chance.choice((MALE, FEMALE))
        person = create_people(
            [_new(registry.adult(sex, family if sex == MALE else ""))]
        )[0]
        guardian = make_guardians([person], START)[0]
        make_guardian_of(
            guardian, learner, "father" if sex == MALE else "mother", START
        )
        accounts.append(NewAccount(person, False, f"ph.{n + 1:02}", STAFF_PASSWORD))
    create_accounts(accounts)
    mai = make_guardians([seeded.teachers["mai"].person], START)[0]
    ban = next(x for x in seeded.members["4A"] if x.person.given_name == "Ban")
    make_guardian_of(mai, ban, "mother", START)


def _timetables(seeded: Seeded, school: str) -> None:
    plans = [plan for plan in CLASSES if plan.school == school]
    subjects = Subject.objects.in_bulk(field_name="code")
    for term, first_week in ((1, 1), (2, 19)):
        weeks = [
            week_of_class(
                plan.name,
                LEVEL[school],
                periods_a_week(plan.grade, term),
                plan.teachers,
            )
            for plan in plans
        ]
        for name, grid in solve(weeks).items():
            version = TimetableVersion.objects.create(
                school_class=seeded.classes[name], valid_from_week=first_week
            )
            TimetableSlot.objects.bulk_create(
                TimetableSlot(
                    version=version,
                    weekday=weekday,
                    session=session,
                    period=period,
                    subject=subjects[lesson.subject],
                    teacher=seeded.teachers[lesson.teacher],
                    activity=lesson.activity,
                )
                for (weekday, session, period), lesson in grid.items()
            )
