"""What is next for the reader: the home page, put together from the rooms' doors."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from library.permissions import decidable, may_decide
from library.public import Review
from library.viewers import viewer_of
from live.public import Room, room_lists
from lms.assessment.models import Test
from lms.assessment.queries.tests import (
    LearnerTest,
    next_tests_for_learner,
    tests_to_review,
)
from lms.assignments.queries.home import Due, ToMark, due_for_learner, to_mark
from lms.classes.queries import Lesson, todays_teaching
from lms.indicators.queries import LeaderSummary, leader_summary
from schools.public import (
    Account,
    Learner,
    Person,
    Week,
    class_of_learner,
    guardian_children,
    learner_of,
    now,
    roles_of,
    teacher_of,
    today,
    week_on,
)

LOOK_AHEAD = 7
LISTED = 8


@dataclass(frozen=True)
class Thing:
    """Something to do, whatever room it belongs to."""

    kind: str  # lesson, homework, test, live
    title: str
    detail: str
    url: str
    verb: str
    when: datetime.datetime
    bytes: int = 0
    uuid: str = ""
    status: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class StudentHome:
    """A student's day: the next thing first."""

    next: Thing | None
    rest: tuple[Thing, ...]
    rooms: tuple[Room, ...]


@dataclass(frozen=True)
class TaughtPeriod:
    """A teacher's tiết with its one-tap actions."""

    lesson: Lesson
    room: Room | None
    give_url: str
    live_url: str
    attendance_url: str


@dataclass(frozen=True)
class TeacherHome:
    """A teacher's day."""

    day: datetime.date
    is_today: bool
    periods: tuple[TaughtPeriod, ...]
    to_mark: tuple[ToMark, ...]
    tests: tuple[Test, ...]
    rooms: tuple[Room, ...]


@dataclass(frozen=True)
class Child:
    """A guardian's child and what it has before it."""

    learner: Learner
    class_name: str
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class Home:
    """The sections of one reader's page; those without content are None."""

    greeting: str
    day: datetime.date
    week: Week | None
    student: StudentHome | None = None
    teacher: TeacherHome | None = None
    leader: LeaderSummary | None = None
    children: tuple[Child, ...] = ()
    reviews: tuple[Review, ...] = field(default=())


def home_of(account: Account) -> Home:
    """Return the home page's content for a reader."""
    learner = learner_of(account)
    student = student_home(account, learner) if learner else None
    leader = leader_summary(account, today())
    teacher = teacher_home(account) if teacher_of(account) else None
    if leader and teacher and not (teacher.periods or teacher.to_mark):
        teacher = None  # a leader who does not teach this week
    return Home(
        greeting=_greeting(account, student is not None),
        day=today(),
        week=_week(account, learner),
        student=student,
        teacher=teacher,
        leader=leader,
        children=tuple(_child(child) for child in guardian_children(account)),
        reviews=_reviews(account),
    )


def _reviews(account: Account) -> tuple[Review, ...]:
    waiting = (
        Review.objects.filter(decidable(viewer_of(account)))
        .select_related("lesson__subject", "lesson__author__person")
        .order_by("submitted_at")[:LISTED]
    )
    return tuple(review for review in waiting if may_decide(account, review))


def _greeting(account: Account, is_student: bool) -> str:
    name = account.get_short_name()
    if is_student:
        return _("Hello, %(name)s") % {"name": name}
    if teacher_of(account) and account.person:
        forms = {Person.Sex.MALE: _("Good day, sir %(name)s")}
        forms[Person.Sex.FEMALE] = _("Good day, madam %(name)s")
        if form := forms.get(account.person.sex):
            return form % {"name": name}
    return _("Good day, %(name)s") % {"name": account.display_name}


def _week(account: Account, learner: Learner | None) -> Week | None:
    if learner is not None:
        school_class = class_of_learner(learner)
        return week_on(school_class.school, today()) if school_class else None
    roles = roles_of(account)
    return week_on(roles[0].organisation, today()) if roles else None


def _of_due(row: Due) -> Thing:
    verbs = {"lesson": _("Learn"), "homework": _("Do the homework")}
    return Thing(
        kind=row.kind,
        title=row.title,
        detail=f"{row.subject.name_vi} · {row.given_by}",
        url=row.url,
        verb=verbs[row.kind],
        when=row.due_at,
        bytes=row.bytes,
        uuid=str(row.uuid),
        status=row.standing.value,
        is_open=row.is_open,
    )


def _of_test(row: LearnerTest) -> Thing:
    minutes = _("%(count)s minutes") % {"count": row.test.minutes}
    return Thing(
        kind="test",
        title=row.test.title,
        detail=f"{row.test.subject.name_vi} · {minutes}",
        url=reverse("assessment:test", args=[row.test.uuid]),
        verb=_("Continue") if row.status == "going_on" else _("Take the test"),
        when=row.test.closes_at if row.status != "soon" else row.test.opens_at,
        uuid=str(row.test.uuid),
        status=row.status,
        is_open=row.status in {"going_on", "todo"},
    )


def _of_room(room: Room) -> Thing:
    return Thing(
        kind="live",
        title=room.title,
        detail=room.subject.name_vi,
        url=reverse("live:room", args=[room.uuid]),
        verb=_("Join the lesson"),
        when=room.starts_at,
        uuid=str(room.uuid),
        status="live",
    )


def things_for(learner: Learner, moment: datetime.datetime) -> list[Thing]:
    """Return what a learner has to do: lessons, homework, tests; open ones first."""
    rows = [_of_due(row) for row in due_for_learner(learner, moment)]
    rows += [_of_test(row) for row in next_tests_for_learner(learner, moment)]
    # what can still be done in time comes first; what is overdue follows
    return sorted(rows, key=lambda t: (not t.is_open, t.when < moment, t.when))


def student_home(account: Account, learner: Learner) -> StudentHome:
    """Return a student's day: a lesson going on live, else what is due first."""
    things = things_for(learner, now())
    lists = room_lists(account)
    live = [r for r in lists.now if r.state in (Room.State.LIVE, Room.State.LOBBY)]
    if live:
        things.insert(0, _of_room(live[0]))
    # a test under way comes before everything: its clock runs
    things.sort(key=lambda each: each.status != "going_on")
    first = things[0] if things and things[0].is_open else None
    rest = things[1:] if first else things
    return StudentHome(
        next=first,
        rest=tuple(rest[:LISTED]),
        rooms=tuple([*lists.now, *lists.upcoming][:3]),
    )


def _child(learner: Learner) -> Child:
    school_class = class_of_learner(learner)
    things = things_for(learner, now()) if school_class else []
    return Child(
        learner=learner,
        class_name=school_class.name if school_class else "",
        things=tuple(things[:5]),
    )


def teacher_home(account: Account) -> TeacherHome:
    """Return a teacher's periods of today, or of the next day that has any."""
    day, lessons = _next_teaching(account)
    lists = room_lists(account)
    rooms = [*lists.now, *lists.upcoming]
    tied = {room.tie_key: room for room in rooms if room.tie_key}
    return TeacherHome(
        day=day,
        is_today=day == today(),
        periods=tuple(_taught(lesson, tied) for lesson in lessons),
        to_mark=tuple(to_mark(account)[:LISTED]),
        tests=tuple(tests_to_review(account, now())[:LISTED]),
        rooms=tuple(rooms[:3]),
    )


def _next_teaching(account: Account) -> tuple[datetime.date, Sequence[Lesson]]:
    for ahead in range(LOOK_AHEAD):
        day = today() + datetime.timedelta(days=ahead)
        lessons = todays_teaching(account, day)
        if lessons:
            return day, lessons
    return today(), ()


def _taught(lesson: Lesson, tied: dict[str, Room]) -> TaughtPeriod:
    planned = lesson.planned
    room = tied.get(str(planned.uuid)) if planned else None
    asked: dict[str, Any] = {
        "lop": lesson.school_class.uuid,
        "mon": lesson.subject.code,
    }
    if planned:
        asked["tiet"] = planned.uuid
    plan_live = {
        "class": lesson.school_class.uuid,
        "subject": lesson.subject.code,
    }
    if planned:
        plan_live |= {"tie_key": planned.uuid, "title": planned.title}
    if lesson.starts_at:
        plan_live["starts_at"] = lesson.starts_at.isoformat()
    live_url = f"{reverse('live:schedule')}?{urlencode(plan_live)}"
    return TaughtPeriod(
        lesson=lesson,
        room=room,
        give_url=f"{reverse('assignments:give')}?{urlencode(asked)}",
        live_url=reverse("live:room", args=[room.uuid]) if room else live_url,
        attendance_url=reverse("live:attendance", args=[room.uuid]) if room else "",
    )
