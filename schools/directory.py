"""Reads for the school office's pages: classes, lists, staff, timetables as grids."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from schools.clock import today
from schools.models import (
    Account,
    Appointment,
    Enrolment,
    HomeroomAssignment,
    Learner,
    Organisation,
    OrganisationLink,
    SchoolClass,
    SchoolYear,
    SignInSlip,
    Subject,
    SubjectTeam,
    Teacher,
    TeachingAssignment,
    TeamMembership,
    TimetableSlot,
    TimetableVersion,
)
from schools.permissions import OFFICE, may_manage_school, oversees
from schools.rules.subjects import stands_alone
from schools.rules.tables import folded

WEEKDAYS = range(1, 7)


@dataclass(frozen=True)
class ClassRow:
    """One learner of a class list."""

    learner: Learner
    enrolment: Enrolment
    has_account: bool
    has_slip: bool

    @property
    def has_number(self) -> bool:
        """Whether a national identifier is recorded."""
        return bool(self.learner.person.national_id_hmac)


@dataclass
class GridLine:
    """One period of a timetable: a cell for each weekday."""

    session: str
    period: int
    cells: list[list[TimetableSlot]] = field(default_factory=list)


def schools_of(account: Account, on: datetime.date | None = None) -> list[Organisation]:
    """Return the schools whose office the account works in."""
    rows = Appointment.objects.on(on or today()).filter(
        person_id=account.person_id,
        role__in=OFFICE,
        organisation__kind=Organisation.Kind.SCHOOL,
    )
    return list(Organisation.objects.filter(id__in=rows.values("organisation")))


def homerooms_of(
    account: Account, on: datetime.date | None = None
) -> list[SchoolClass]:
    """Return the classes the account is homeroom teacher of."""
    rows = HomeroomAssignment.objects.on(on or today()).filter(
        teacher__person_id=account.person_id
    )
    return list(
        SchoolClass.objects.filter(id__in=rows.values("school_class")).select_related(
            "school", "year"
        )
    )


def classes_of(
    school: Organisation, year: SchoolYear, on: datetime.date | None = None
) -> QuerySet[SchoolClass]:
    """Return a school's classes of a year with `size` and `homeroom_now`."""
    day = on or today()
    holds = Q(enrolments__valid_from__lte=day) & (
        Q(enrolments__valid_to__isnull=True) | Q(enrolments__valid_to__gte=day)
    )
    return (
        SchoolClass.objects.filter(school=school, year=year)
        .annotate(size=Count("enrolments", filter=holds))
        .prefetch_related(
            Prefetch(
                "homerooms",
                HomeroomAssignment.objects.on(day).select_related("teacher__person"),
                to_attr="homeroom_now",
            )
        )
    )


def lists_open_to(account: Account, school: Organisation, year: SchoolYear) -> set[int]:
    """Return the classes (ids) of a school whose list the account may open."""
    rows = SchoolClass.objects.filter(school=school, year=year)
    if not (may_manage_school(account, school) or oversees(account, school)):
        day, person = today(), account.person_id
        own = TeachingAssignment.objects.on(day).filter(teacher__person_id=person)
        led = HomeroomAssignment.objects.on(day).filter(teacher__person_id=person)
        rows = rows.filter(
            Q(pk__in=own.values("school_class")) | Q(pk__in=led.values("school_class"))
        )
    return set(rows.values_list("pk", flat=True))


def class_rows(
    school_class: SchoolClass, on: datetime.date | None = None
) -> list[ClassRow]:
    """Return a class list in Vietnamese order."""
    slips = SignInSlip.objects.filter(
        account__person=OuterRef("learner__person"), revoked_at__isnull=True
    )
    accounts = Account.objects.filter(person=OuterRef("learner__person"))
    enrolled = (
        Enrolment.objects.on(on or today())
        .filter(school_class=school_class)
        .annotate(has_slip=Exists(slips), has_account=Exists(accounts))
        .select_related("learner__person")
        .order_by("learner__person__sort_key", "learner_id")
    )
    return [
        ClassRow(row.learner, row, row.has_account, row.has_slip) for row in enrolled
    ]


def class_staff(
    school_class: SchoolClass, on: datetime.date | None = None
) -> list[TeachingAssignment]:
    """Return who teaches what in a class today and later."""
    day = on or today()
    return list(
        school_class.assignments.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("teacher__person", "subject")
        .order_by("subject__position", "subject__code", "valid_from")
    )


def teachers_at(
    school: Organisation, on: datetime.date | None = None
) -> QuerySet[Teacher]:
    """Return the teachers who work at a school, in name order."""
    day = on or today()
    staff = Appointment.objects.on(day).filter(organisation=school)
    return (
        Teacher.objects.on(day)
        .filter(person__in=staff.values("person"))
        .select_related("person", "person__account")
        .order_by("person__sort_key")
    )


def staff_at(
    school: Organisation, on: datetime.date | None = None
) -> QuerySet[Appointment]:
    """Return the persons (ids) with an office at a school today or later."""
    day = on or today()
    return Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), organisation=school
    ).values("person")


def works_at(
    teacher: Teacher, account: Account, on: datetime.date | None = None
) -> bool:
    """Return whether the account works at a school where the teacher works."""
    day = on or today()
    theirs = Appointment.objects.on(day).filter(person=teacher.person)
    return (
        Appointment.objects.on(day)
        .filter(
            person_id=account.person_id, organisation__in=theirs.values("organisation")
        )
        .exists()
    )


def teams_of(
    school: Organisation, on: datetime.date | None = None
) -> list[SubjectTeam]:
    """Return a school's subject teams with `members_now` and subjects."""
    members = (
        TeamMembership.objects.on(on or today())
        .select_related("teacher__person")
        .order_by("teacher__person__sort_key")
    )
    return list(
        SubjectTeam.objects.filter(school=school)
        .prefetch_related(
            "subjects", Prefetch("memberships", members, to_attr="members_now")
        )
        .order_by("name")
    )


def links_of(organisation: Organisation) -> list[OrganisationLink]:
    """Return an organisation's dated links upwards, latest first."""
    return list(
        organisation.links_up.select_related("parent").order_by(
            "relation", "-valid_from"
        )
    )


def enrolments_of(learner: Learner) -> list[Enrolment]:
    """Return every class a learner has been in, latest first."""
    return list(
        learner.enrolments.select_related(
            "school_class__school", "school_class__year"
        ).order_by("-valid_from", "-id")
    )


def class_grid(version: TimetableVersion | None) -> list[GridLine]:
    """Return a class's timetable as lines of cells."""
    if version is None:
        return []
    slots = version.slots.select_related("subject", "teacher__person")
    return _grid(list(slots))


def teacher_grid(teacher: Teacher, year: SchoolYear, week: int) -> list[GridLine]:
    """Return what a teacher teaches in a week, over all classes."""
    versions = (
        TimetableVersion.objects.filter(
            school_class__year=year, valid_from_week__lte=week
        )
        .order_by("school_class_id", "-valid_from_week")
        .values_list("school_class_id", "id")
    )
    latest: dict[int, int] = {}
    for school_class, version in versions:
        latest.setdefault(school_class, version)
    slots = TimetableSlot.objects.filter(
        version_id__in=latest.values(), teacher=teacher
    ).select_related("subject", "version__school_class")
    return _grid(list(slots))


def subjects_at(levels: Collection[str]) -> QuerySet[Subject]:
    """Return the subjects that stand alone at one of the school levels."""
    rows = Subject.objects.all()
    return rows.filter(
        pk__in=[e.pk for e in rows if stands_alone(e.levels, e.part_at, levels)]
    )


def subject_words() -> tuple[dict[str, str], str]:
    """Return folded subject words → code, and the activities' subject code."""
    words: dict[str, str] = {}
    activity = ""
    for row in Subject.objects.order_by("-position", "-code"):
        for name in (row.name_vi, row.short, row.code):
            words[folded(name)] = row.code
        if folded(row.name_vi).startswith("hoat dong trai nghiem"):
            activity = row.code
    return words, activity


def _grid(slots: list[TimetableSlot]) -> list[GridLine]:
    lines: dict[tuple[str, int], GridLine] = {}
    for slot in slots:
        key = (slot.session, slot.period)
        line = lines.setdefault(key, GridLine(*key, [[] for _ in WEEKDAYS]))
        line.cells[slot.weekday - 1].append(slot)
    order = {"morning": 0, "afternoon": 1}
    return [lines[key] for key in sorted(lines, key=lambda k: (order[k[0]], k[1]))]
