"""Hears of online work and turns its records into evidence.

Each call may come more than once and at any time: it reads the records as they
stand now, so a correction that comes later is followed.
"""

import datetime
import uuid
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from live.public import Attendance, Room, attendance_of
from lms.assessment.models import Attempt, Test
from lms.assignments.models import LessonAssignment, LessonCompletion
from lms.classes.models import PlannedPeriod
from lms.indicators.actions import Source, hold, record
from lms.indicators.models import Evidence
from lms.indicators.queries import length_of_period
from lms.indicators.rule_book import rule_of
from lms.indicators.rules import Kind, Mode, Work, part_of_test
from schools.public import Enrolment, SchoolClass

MODES = {"replaces": Mode.REPLACES, "supports": Mode.SUPPORTS}


def _enrolled(school_class: SchoolClass, at: datetime.datetime) -> set[int]:
    """Return the learners (ids) of the class on a day: of whom a part took part."""
    day = timezone.localtime(at).date()
    rows = Enrolment.objects.on(day).filter(school_class=school_class)
    return set(rows.values_list("learner_id", flat=True))


def _period(key: str) -> PlannedPeriod | None:
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        return None
    return PlannedPeriod.objects.select_related("plan").filter(uuid=wanted).first()


class EvidenceRecorder:
    """The sink the settings name for assignments, tests and live lessons."""

    @transaction.atomic
    def lesson_assignment_done(self, assignment: LessonAssignment) -> None:
        """Record an assigned lesson by how many of the class finished it."""
        hold(assignment.school_class)
        enrolled = _enrolled(assignment.school_class, assignment.due_at)
        done = LessonCompletion.objects.filter(
            assignment=assignment, completed_at__isnull=False
        )
        last = done.aggregate(last=Max("completed_at"))["last"] or assignment.due_at
        record(
            Source(
                uuid=assignment.uuid,
                title=assignment.lesson_title,
                school_class=assignment.school_class,
                subject=assignment.subject,
                teacher=assignment.assigned_by,
                planned_period=assignment.planned_period,
                took_place_at=min(last, assignment.due_at),
                settles_at=assignment.due_at,
            ),
            Work(
                kind=Kind.LESSON,
                mode=MODES.get(assignment.mode, Mode.BEYOND),
                fraction=assignment.online_fraction,
                participants=len(
                    enrolled & set(done.values_list("learner_id", flat=True))
                ),
                enrolled=len(enrolled),
            ),
        )

    @transaction.atomic
    def test_held(self, test: Test) -> None:
        """Record a test by how many of the class handed it in."""
        hold(test.school_class)
        enrolled = _enrolled(test.school_class, test.opens_at)
        sat = Attempt.objects.filter(test=test).exclude(state=Attempt.State.OPEN)
        # opened, and then the time ran out without one answer: not taken part
        sat = sat.exclude(state=Attempt.State.EXPIRED, last_seq=0)
        rule = rule_of(test.school_class.year_id)
        whole = length_of_period(test.school_class, test.planned_period)
        mode, fraction = part_of_test(test.minutes, whole, rule)
        record(
            Source(
                uuid=test.uuid,
                title=test.title,
                school_class=test.school_class,
                subject=test.subject,
                teacher=test.set_by,
                planned_period=test.planned_period,
                took_place_at=test.opens_at,
                settles_at=test.closes_at,
            ),
            Work(
                kind=Kind.TEST,
                mode=mode,
                fraction=fraction,
                participants=len(
                    enrolled & set(sat.values_list("learner_id", flat=True))
                ),
                enrolled=len(enrolled),
                at_school=test.at_school,
                minutes=Decimal(test.minutes),
                period_minutes=whole,
            ),
        )

    @transaction.atomic
    def lesson_taught(self, room: Room) -> None:
        """Record a live lesson by who was present, as acknowledgements show.

        `attendance_of` names the class's pupils of that day only, each by the
        newest row: the teacher's correction goes before what was measured.
        """
        hold(room.school_class)
        present = sum(
            row.status == Attendance.Status.PRESENT for row in attendance_of(room)
        )
        at = room.started_at or room.starts_at
        period = _period(room.tie_key)
        record(
            Source(
                uuid=room.uuid,
                title=room.title,
                school_class=room.school_class,
                subject=room.subject,
                teacher=room.teacher,
                planned_period=period,
                took_place_at=at,
                settles_at=room.ended_at or at,
            ),
            Work(
                kind=Kind.LIVE,
                mode=Mode.REPLACES,
                fraction=Decimal(1),
                participants=present,
                enrolled=len(_enrolled(room.school_class, room.starts_at)),
                minutes=Decimal(room.live_seconds) / 60,
                period_minutes=length_of_period(room.school_class, period),
            ),
        )


def recount(year: int) -> int:
    """Judge a year's evidence anew from its records; return how many pieces.

    For what no record tells of: a class list put right later, a rule corrected.
    """
    sink, done = EvidenceRecorder(), 0
    sources = {
        Evidence.Kind.LESSON: (LessonAssignment, sink.lesson_assignment_done),
        Evidence.Kind.TEST: (Test, sink.test_held),
        Evidence.Kind.LIVE: (Room, sink.lesson_taught),
    }
    for kind, (model, tell) in sources.items():
        known = Evidence.objects.filter(kind=kind, school_class__year=year)
        for each in model.objects.filter(uuid__in=known.values("source_uuid")):
            tell(each)
            done += 1
    return done
