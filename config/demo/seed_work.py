"""Seed teaching plans and the past periods that took place online."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction

from config.demo.days import BEGIN, awake
from config.demo.finding import (
    DILIGENT,
    at,
    chance,
    members,
    room_of,
    subject,
    teacher,
)
from config.demo.province import CLASSES
from config.demo.seed_schools import START
from config.demo.steps import Say
from library.public import LessonPage, Topic
from live.public import Attendance, Room
from lms.assessment.actions.attempts import close_expired
from lms.assessment.models import Test
from lms.assignments.actions.due import tell_due
from lms.assignments.actions.lessons import Task, assign_lesson
from lms.assignments.models import LessonAssignment, LessonCompletion
from lms.classes.actions import name_periods, open_plan
from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.classes.ports import get_evidence_sink
from lms.indicators.actions import record_decision
from lms.indicators.models import ReplacementDecision
from schools.public import (
    BellTime,
    Learner,
    SchoolClass,
    Subject,
    TeachingAssignment,
    now,
    today,
)

# the part of each class's past periods that took place online, in percent
ONLINE = {
    "6A": 3.9, "6B": 2.6, "7A": 5.4, "7B": 2.1, "8A": 1.2, "9A": 0.5,
    "1A": 0.0, "4A": 3.0, "5A": 1.8, "10A1": 4.9, "11A1": 3.3, "12A1": 0.8,
}  # fmt: skip

DECISIONS = (
    (
        45,
        datetime.date(2026, 9, 28),
        datetime.date(2026, 10, 31),
        "Sạt lở đường vào bản, học sinh không đến trường được",
    ),
    (
        78,
        datetime.date(2026, 12, 7),
        datetime.date(2027, 1, 30),
        "Rét đậm, rét hại kéo dài",
    ),
    (
        21,
        datetime.date(2027, 3, 8),
        datetime.date(2027, 5, 8),
        "Mưa đá làm hỏng mái phòng học, đang sửa",
    ),
)


def seed_plans(say: Say) -> None:
    """Open every class's plans and name their periods after the topics."""
    for plan in CLASSES:
        room = room_of(plan.name)
        for code in plan.teachers:
            with transaction.atomic():
                opened = open_plan(room, subject(code), START)
                name_periods(opened, _titles(opened, room.grade))
    say(f"    {PlannedPeriod.objects.count()} tiết theo kế hoạch")


def _titles(plan: TeachingPlan, grade: int) -> dict[int, str]:
    """Spread the subject's topics over the plan's periods, in order."""
    topics = list(
        Topic.objects.filter(
            strand__subject_grade__subject=plan.subject,
            strand__subject_grade__grade=grade,
        )
        .order_by("strand__position", "position")
        .values_list("name", flat=True)
    )
    if not topics:
        return {}
    count = plan.planned_periods
    titles, seen = {}, dict.fromkeys(topics, 0)
    for number in range(1, count + 1):
        topic = topics[min(len(topics) - 1, (number - 1) * len(topics) // count)]
        seen[topic] += 1
        titles[number] = f"{_short(topic)} (tiết {seen[topic]})"
    return titles


def _short(topic: str) -> str:
    return topic if len(topic) <= 90 else topic[:87].rsplit(" ", 1)[0] + "…"


def _past_periods(room: SchoolClass) -> list[PlannedPeriod]:
    return list(
        PlannedPeriod.objects.filter(plan__school_class=room, date__lt=today())
        .exclude(title="")
        .select_related("plan__subject", "plan__school_class")
        .order_by("date", "period", "id")
    )


def seed_online_work(say: Say) -> None:
    """Let a believable part of the past periods have taken place online."""
    for name, percent in ONLINE.items():
        room = room_of(name)
        luck = chance(f"online {name}")
        total = PlannedPeriod.objects.filter(
            plan__school_class=room, date__lt=today()
        ).count()
        wanted = round(total * percent / 100)
        periods = _past_periods(room)
        tied = set(
            Test.objects.filter(
                school_class=room, planned_period__isnull=False
            ).values_list("planned_period", flat=True)
        )
        free = [each for each in periods if each.pk not in tied]
        for period in luck.sample(free, max(0, min(len(free), wanted - len(tied)))):
            _online(period, luck)
    tell_due(now())
    close_expired(now())


def seed_decision(say: Say) -> None:
    """Record why lessons at Nậm Hoa were replaced, as far as it was decided by now."""
    leader = teacher("thang")
    school = room_of("7A").school
    if ReplacementDecision.objects.filter(school=school).exists():
        return
    for number, first, last, cause in DECISIONS:
        decided = first - datetime.timedelta(days=3)
        if decided <= today():
            record_decision(
                school,
                leader,
                {
                    "number": f"{number}/QĐ-THCSNH",
                    "decided_on": decided,
                    "valid_from": first,
                    "valid_to": last,
                    "cause": cause,
                },
            )


def _online(period: PlannedPeriod, luck: Any) -> None:
    room, what = period.plan.school_class, period.plan.subject
    lesson = (
        LessonPage.objects.filter(subject=what, grade=room.grade, live=True)
        .order_by("title")
        .first()
    )
    if lesson is not None and luck.random() < 0.4:
        _assigned(period, lesson, luck)
    else:
        _taught_live(period, luck)


def _teacher_of(room: SchoolClass, what: Subject, day: datetime.date) -> Any:
    row = (
        TeachingAssignment.objects.on(day)
        .filter(school_class=room, subject=what)
        .select_related("teacher__person__account")
        .order_by("id")
        .first()
    )
    return row.teacher.person.account


def _assigned(period: PlannedPeriod, lesson: LessonPage, luck: Any) -> None:
    room, what = period.plan.school_class, period.plan.subject
    replaces = luck.random() < 0.5
    due = at(period.date, 20)
    task = Task(
        lesson=lesson,
        subject=what,
        due_at=due,
        mode="replaces" if replaces else "supports",
        period_number=period.number,
        online_fraction=Decimal("0.5"),
    )
    account = _teacher_of(room, what, period.date)
    sent = max(due - datetime.timedelta(days=3), BEGIN)
    given = assign_lesson(account, task, [room], sent)[0]
    _complete(given, members(room.name), luck)


def _complete(given: LessonAssignment, learners: list[Learner], luck: Any) -> None:
    rows = []
    for learner in learners:
        if luck.random() > 0.86 and learner.person.full_name != DILIGENT:
            continue
        before = datetime.timedelta(minutes=luck.randint(60, 3000))
        opened = max(awake(given.due_at - before), given.assigned_at)
        minutes = luck.randint(14, 40)
        rows.append(
            LessonCompletion(
                assignment=given,
                learner=learner,
                opened_at=opened,
                seconds_active=minutes * 60,
                completed_at=opened + datetime.timedelta(minutes=minutes + 3),
                completed_by=LessonCompletion.By.DECLARED,
            )
        )
    LessonCompletion.objects.bulk_create(rows)


def _taught_live(period: PlannedPeriod, luck: Any) -> None:
    """Write down a past live lesson whose sound was not kept."""
    room, what = period.plan.school_class, period.plan.subject
    bell = BellTime.objects.get(
        school=room.school, session=period.session, period=period.period
    )
    starts = at(period.date, bell.starts.hour, bell.starts.minute)
    minutes = 35 if room.grade <= 5 else 45
    account = _teacher_of(room, what, period.date)
    taught = Room.objects.create(
        title=re.sub(r" \(tiết \d+\)$", "", period.title)[:120],
        school_class=room,
        subject=what,
        teacher=account,
        starts_at=starts,
        minutes=minutes,
        tie_key=str(period.uuid),
        state=Room.State.ENDED,
        started_at=starts,
        ended_at=starts + datetime.timedelta(minutes=minutes - 3),
        live_seconds=(minutes - 3) * 60,
        replay=Room.Replay.NONE,
    )
    Attendance.objects.bulk_create(_presence(taught, members(room.name), luck))
    get_evidence_sink().lesson_taught(taught)


def _presence(taught: Room, learners: list[Learner], luck: Any) -> Iterator[Attendance]:
    few = luck.random() < 0.06  # a day without power in half the villages
    for learner in learners:
        came = luck.random() < (0.35 if few else 0.88)
        share = luck.uniform(0.86, 1) if came else 0
        seconds = int(taught.live_seconds * share)
        offered = seconds * 8
        yield Attendance(
            room=taught,
            account=learner.person.account,
            status="present" if came else "absent",
            seconds=seconds,
            intervals=[[0, seconds]] if came else [],
            offered=offered,
            acked=int(offered * luck.uniform(0.93, 1)),
        )
