"""Timetables: a class's grid from a week on."""

from django.db import transaction

from schools.actions.classes import RefusedError
from schools.models import (
    SchoolClass,
    Subject,
    Teacher,
    TeachingAssignment,
    TimetableSlot,
    TimetableVersion,
)
from schools.rules.tables import folded
from schools.rules.timetable_grid import Slot


@transaction.atomic
def set_timetable(
    school_class: SchoolClass, week: int, slots: tuple[Slot, ...]
) -> TimetableVersion:
    """Let a grid hold from a week on; the same week's earlier grid is replaced.

    A slot without a named teacher goes to whoever teaches the subject alone.
    """
    TimetableVersion.objects.filter(
        school_class=school_class, valid_from_week=week
    ).delete()
    version = TimetableVersion.objects.create(
        school_class=school_class, valid_from_week=week
    )
    subjects = Subject.objects.in_bulk([s.subject for s in slots], field_name="code")
    staff = _staff(school_class)
    TimetableSlot.objects.bulk_create(
        TimetableSlot(
            version=version,
            weekday=slot.weekday,
            session=slot.session,
            period=slot.period,
            subject=subjects[slot.subject],
            teacher=_teacher_for(slot, staff),
            activity=slot.activity,
        )
        for slot in slots
    )
    return version


def _staff(school_class: SchoolClass) -> dict[str, list[Teacher]]:
    """Return who teaches which subject of the class and no longer ends."""
    found: dict[str, list[Teacher]] = {}
    for row in TeachingAssignment.objects.filter(
        school_class=school_class, valid_to__isnull=True
    ).select_related("teacher__person", "subject"):
        teachers = found.setdefault(row.subject.code, [])
        if row.teacher not in teachers:
            teachers.append(row.teacher)
    return found


def _teacher_for(slot: Slot, staff: dict[str, list[Teacher]]) -> Teacher | None:
    candidates = staff.get(slot.subject, [])
    if slot.teacher:
        wanted = folded(slot.teacher)
        named = [
            each
            for each in candidates
            if wanted in (folded(each.person.given_name), folded(each.person.full_name))
        ]
        if len(named) != 1:
            raise RefusedError("unknown_teacher")
        return named[0]
    return candidates[0] if len(candidates) == 1 else None
