"""Whom the demo lets a visitor be: people of organisations marked `is_demo`."""

from dataclasses import dataclass

from django.conf import settings

from schools.clock import today
from schools.models import (
    Account,
    Appointment,
    Enrolment,
    Guardianship,
    HomeroomAssignment,
    Organisation,
)
from schools.rules.roll_over import grades_taught

R = Appointment.Role
# role → how many are offered
OFFERED: dict[str, int] = {
    R.PRINCIPAL: 1,
    R.VICE_PRINCIPAL: 1,
    R.TEACHER: 2,
    R.EDITOR: 1,
    R.PROVINCE_OFFICER: 1,
    R.COMMUNE_OFFICER: 1,
}
PUPILS = 4


@dataclass(frozen=True)
class DemoRole:
    """An account a visitor may act as; `role` is an appointment's or learner, guardian."""

    role: str
    account: Account
    place: str


def demo_roles() -> list[DemoRole]:
    """Return whom a visitor may act as; nobody outside the demo."""
    if not settings.DEMO:
        return []
    return [*_teachers(), *_pupils(), *_guardians(), *_others()]


def may_act_as(account: Account) -> bool:
    """Return whether a visitor may act as the account: one of those offered."""
    return not account.is_superuser and any(
        each.account.pk == account.pk for each in demo_roles()
    )


def _appointed(role: str) -> list[DemoRole]:
    rows = (
        Appointment.objects.on(today())
        .filter(
            role=role,
            organisation__is_demo=True,
            person__account__is_active=True,
            person__account__is_superuser=False,
        )
        .select_related("organisation", "person__account__person")
        .order_by("id")
    )
    found: dict[int, DemoRole] = {}
    for row in rows[:200]:
        place = row.organisation.short_name or row.organisation.name
        found.setdefault(row.person_id, DemoRole(role, row.person.account, place))
        if len(found) == OFFERED[role]:
            break
    return list(found.values())


def _teachers() -> list[DemoRole]:
    """Teachers of the school where the demo's lessons happen come first."""
    return _appointed(R.TEACHER)


def _others() -> list[DemoRole]:
    return [each for role in OFFERED if role != R.TEACHER for each in _appointed(role)]


def _enrolled() -> list[Enrolment]:
    return list(
        Enrolment.objects.on(today())
        .filter(
            school_class__school__is_demo=True,
            learner__person__account__is_active=True,
        )
        .select_related("school_class__school", "learner__person__account__person")
        .order_by("learner_id")
    )


def _pupils() -> list[DemoRole]:
    """Return pupils of the first teacher's homeroom class, one of another level."""
    rows = _enrolled()
    if not rows:
        return []
    room = _homeroom_of_first_teacher() or rows[0].school_class_id
    first = [row for row in rows if row.school_class_id == room]
    levels = first[0].school_class.school.levels if first else []
    others = [row for row in rows if row.grade not in grades_taught(levels)]
    chosen = [*first[: PUPILS - 1], *others[:1]]
    return [
        DemoRole("learner", row.learner.person.account, row.school_class.name)
        for row in chosen
    ]


def _homeroom_of_first_teacher() -> int | None:
    people = [each.account.person_id for each in _teachers()[:1]]
    row = (
        HomeroomAssignment.objects.on(today())
        .filter(teacher__person__in=people, school_class__school__is_demo=True)
        .first()
    )
    return row.school_class_id if row else None


def _guardians() -> list[DemoRole]:
    children = [each.account.person_id for each in _pupils()]
    rows = (
        Guardianship.objects.on(today())
        .filter(
            guardian__person__account__is_active=True,
            learner__enrolments__school_class__school__in=Organisation.objects.filter(
                is_demo=True
            ),
        )
        .select_related("guardian__person__account__person", "learner__person")
        .order_by("id")[:400]
    )
    offered = sorted(rows, key=lambda row: row.learner.person_id not in children)
    return [
        DemoRole("guardian", row.guardian.person.account, row.learner.person.full_name)
        for row in offered[:1]
    ]
