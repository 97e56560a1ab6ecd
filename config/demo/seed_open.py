"""Seed what is set and due around today: lessons, homework, a live lesson to come."""

import datetime
import random
import re
from decimal import Decimal
from html import unescape
from typing import Any

from config.demo.days import awake, due_day, given_at, school_day_before
from config.demo.finding import (
    DILIGENT,
    at,
    chance,
    content,
    members,
    room_of,
    subject,
    teacher,
)
from config.demo.seed_schools import START
from config.demo.steps import Say
from library.public import LessonPage
from live.public import Room, schedule_room
from lms.assignments.actions.homework import Homework, hand_in, set_homework
from lms.assignments.actions.lessons import Task, assign_lesson
from lms.assignments.actions.marking import return_work
from lms.assignments.models import Assignment, LessonAssignment, LessonCompletion
from lms.classes.models import PlannedPeriod
from schools.public import BellTime, Learner, now, today


def seed_open_work(say: Say) -> None:
    """Give the pupils something due: lessons, homework, a live lesson to come."""
    day, luck = today(), chance("open")
    for key, who, where, days in (
        ("Tổng các góc trong một tam giác", "mai", "7A", 0),
        ("Tốc độ của chuyển động", "sung", "7A", 2),
        ("Quang hợp ở thực vật", "sung", "7A", 4),
        ("Phân số và phân số bằng nhau", "von", "4A", 3),
        ("Đường thẳng trong mặt phẳng toạ độ", "tam", "10A1", 4),
    ):
        lesson = LessonPage.objects.get(title=key)
        due = _next_evening(day + datetime.timedelta(days=days))
        task = Task(lesson=lesson, subject=lesson.subject, due_at=due)
        room = room_of(where)
        if LessonAssignment.objects.filter(
            school_class=room, lesson_title=key, mode="homework"
        ).exists():
            continue
        sent = given_at(now() - datetime.timedelta(days=2))
        if sent is None:
            continue
        given = assign_lesson(teacher(who), task, [room], sent)[0]
        early = [m for m in members(where) if m.person.full_name != DILIGENT]
        _complete_part(given, sent, early[: len(early) // 3], luck)
    seed_homework(say)
    _next_live_lesson(day)


def _next_evening(day: datetime.date) -> datetime.datetime:
    """Return 20:00 of the day, or of the next where that has passed.

    In the summer lessons are given too, to revise.
    """
    due = at(due_day(day) or day, 20)
    if due > now():
        return due
    day += datetime.timedelta(days=1)
    return at(due_day(day) or day, 20)


def _complete_part(
    given: LessonAssignment,
    sent: datetime.datetime,
    some: list[Learner],
    luck: random.Random,
) -> None:
    rows = []
    for learner in some:
        opened = awake(now() - datetime.timedelta(minutes=luck.randint(180, 1800)))
        seconds = luck.randint(900, 2400)
        if opened < sent:
            continue
        rows.append(
            LessonCompletion(
                assignment=given,
                learner=learner,
                opened_at=opened,
                seconds_active=seconds,
                completed_at=opened + datetime.timedelta(seconds=seconds + 180),
                completed_by=LessonCompletion.By.DECLARED,
            )
        )
    LessonCompletion.objects.bulk_create(rows)


OWN = {"TOAN7": ("mai", "7A"), "KHTN7": ("sung", "7A"), "VAN7": ("huong", "7A"),
       "TOAN4": ("von", "4A"), "TV4": ("von", "4A"), "TOAN10": ("tam", "10A1"),
       "LSDL4": ("von", "4A"), "TIN7": ("say", "7A")}  # fmt: skip


def seed_homework(say: Say) -> None:
    """Set the homework: some returned with a comment, some still open."""
    for n, data in enumerate(content("homework.json")):
        who, where = OWN[f"{data['subject']}{data['grade']}"]
        account, room = teacher(who), room_of(where)
        if Assignment.objects.filter(school_class=room, title=data["title"]).exists():
            continue
        times = _homework_times(n, max(5, data["due_days"]))
        if times is None:
            continue
        sent, due = times
        over = due < now()
        what = Homework(
            subject=subject(data["subject"]),
            title=data["title"],
            instructions=plain(data["instructions"]),
            due_at=due,
        )
        work = set_homework(account, what, [room], sent)[0]
        _hand_in(work, data, where, account, over)


def _homework_times(
    n: int, days: int
) -> tuple[datetime.datetime, datetime.datetime] | None:
    """Return when the n-th homework was set and is due; None before the year.

    Every other one is over, all of them once the year is; in its first days none is.
    """
    day, length = today(), datetime.timedelta(days=days)
    past = school_day_before(day - datetime.timedelta(days=3))
    coming = due_day(day + datetime.timedelta(days=2 + n))
    if past and past - length >= START and (n % 2 == 0 or coming is None):
        due = at(past, 20)
        return due - length, due
    if coming is None:
        return None
    due = at(coming, 20)
    sent = given_at(min(due - length, now() - datetime.timedelta(days=1)))
    return (sent, due) if sent else None


def _hand_in(
    work: Assignment, data: dict[str, Any], where: str, account: Any, over: bool
) -> None:
    luck = chance(work.title)
    answers = data["answers"] if over else data["answers"][:3]
    learners = [m for m in members(where) if over or m.person.full_name != DILIGENT]
    for answer, learner in zip(
        answers, luck.sample(learners, len(answers)), strict=True
    ):
        late = over and answer["late"]
        moment = awake(
            min(work.due_at, now())
            + datetime.timedelta(minutes=660 if late else -luck.randint(120, 2400))
        )
        if moment < work.set_at:
            continue
        row = hand_in(work, learner, answer["text"], moment)
        if over and luck.random() < 0.7:
            mark = Decimal(answer["mark"]) if answer["mark"] else None
            return_work(
                row,
                account,
                mark,
                answer["comment"],
                moment + datetime.timedelta(hours=6),
            )


def plain(html: str) -> str:
    """Return the words of simple HTML, a line a paragraph or list item."""
    text = re.sub(r"<li>", "– ", html)
    text = re.sub(r"</(p|li)>", "\n", text)
    return unescape(re.sub(r"<[^>]+>", "", text)).strip()


def _next_live_lesson(day: datetime.date) -> None:
    """Schedule 7A's next Toán period as a live lesson."""
    period = (
        PlannedPeriod.objects.filter(
            plan__school_class=room_of("7A"), plan__subject__code="TOAN", date__gt=day
        )
        .order_by("date", "period")
        .first()
    )
    if period is None or Room.objects.filter(tie_key=str(period.uuid)).exists():
        return
    bell = BellTime.objects.get(
        school=period.plan.school_class.school,
        session=period.session,
        period=period.period,
    )
    schedule_room(
        teacher("mai"),
        period.plan.school_class,
        period.plan.subject,
        "Luyện tập: Tổng các góc trong một tam giác",
        at(period.date, bell.starts.hour, bell.starts.minute),
        45,
        str(period.uuid),
    )
