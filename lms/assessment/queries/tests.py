"""Tests as learners, teachers and leaders find them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lms.assessment.models import Attempt, Test
from lms.assessment.rules import (
    Kind,
    Release,
    Showing,
    State,
    counting_mark,
    shows_mark,
)
from schools.public import (
    Account,
    HomeroomAssignment,
    Learner,
    SchoolClass,
    TeachingAssignment,
    class_of_learner,
    roles_of,
    today,
)

LEADERS = {"principal", "vice_principal"}
SOON = datetime.timedelta(days=7)


def _tests() -> QuerySet[Test]:
    return Test.objects.select_related(
        "paper", "school_class__school", "school_class__year", "subject"
    ).defer("paper__snapshot")


def test_by_uuid(uuid: UUID) -> Test | None:
    """Return a test with what its pages need."""
    return _tests().filter(uuid=uuid).first()


def showing(test: Test, attempt: Attempt) -> Showing:
    """Return what decides whether the learner sees the mark."""
    return Showing(
        Kind(test.kind),
        Release(test.release),
        test.closes_at,
        test.released_at is not None,
        State(attempt.state),
    )


@dataclass(frozen=True)
class LearnerTest:
    """A test as its learner finds it."""

    test: Test
    attempts: tuple[Attempt, ...]
    now: datetime.datetime

    @property
    def open_attempt(self) -> Attempt | None:
        """The attempt that is going on."""
        going = (a for a in self.attempts if a.state == State.OPEN)
        return next(going, None)

    @property
    def last(self) -> Attempt | None:
        """The latest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def mark(self) -> Decimal | None:
        """The mark that counts, where the learner may see it."""
        return counting_mark(
            a.mark for a in self.attempts if shows_mark(showing(self.test, a), self.now)
        )

    @property
    def status(self) -> str:
        """One of going_on, soon, todo, done, missed."""
        if self.open_attempt is not None:
            return "going_on"
        if self.attempts:
            return "done"
        if self.now < self.test.opens_at:
            return "soon"
        return "todo" if self.now < self.test.closes_at else "missed"

    @property
    def may_begin_again(self) -> bool:
        """Whether another practice attempt may be begun."""
        return (
            self.test.kind == Kind.PRACTICE
            and self.status == "done"
            and self.test.opens_at <= self.now < self.test.closes_at
        )


def tests_for_learner(learner: Learner, now: datetime.datetime) -> list[LearnerTest]:
    """Return the tests of the learner's class, and all it has taken, latest first."""
    school_class = class_of_learner(learner)
    mine = Attempt.objects.filter(test=OuterRef("pk"), learner=learner)
    tests = _tests().filter(Q(school_class=school_class) | Q(Exists(mine)))
    return _with_attempts(tests.order_by("-closes_at"), learner, now)


def next_tests_for_learner(
    learner: Learner, now: datetime.datetime
) -> list[LearnerTest]:
    """Return what the learner has to take next: going on, open, or within a week."""
    school_class = class_of_learner(learner)
    if school_class is None:
        return []
    tests = (
        _tests()
        .filter(school_class=school_class, closes_at__gt=now, opens_at__lt=now + SOON)
        .order_by("closes_at")
    )
    rows = _with_attempts(tests, learner, now)
    return [row for row in rows if row.status in {"going_on", "todo", "soon"}]


def _with_attempts(
    tests: Iterable[Test], learner: Learner, now: datetime.datetime
) -> list[LearnerTest]:
    found = list(tests)
    attempts: dict[int, list[Attempt]] = {}
    rows = Attempt.objects.filter(learner=learner, test__in=found).defer("answers")
    for attempt in rows.order_by("number"):
        attempts.setdefault(attempt.test_id, []).append(attempt)
    return [LearnerTest(t, tuple(attempts.get(t.pk, ())), now) for t in found]


def _taught_by(account: Account, day: datetime.date) -> QuerySet[TeachingAssignment]:
    return TeachingAssignment.objects.on(day).filter(
        teacher__person_id=account.person_id,
        school_class=OuterRef("school_class"),
        subject=OuterRef("subject"),
    )


def tests_of_teacher(account: Account, now: datetime.datetime) -> QuerySet[Test]:
    """Return the tests in the classes and subjects the account teaches today."""
    if account.person_id is None:
        return Test.objects.none()
    return (
        _tests()
        .filter(Exists(_taught_by(account, today())))
        .annotate(
            begun=Count("attempts", distinct=True),
            handed_in=Count(
                "attempts", filter=~Q(attempts__state="open"), distinct=True
            ),
            late=Count(
                "attempts", filter=Q(attempts__late_waiting=True), distinct=True
            ),
        )
        .order_by("-closes_at")
    )


def tests_read_by(account: Account) -> QuerySet[Test]:
    """Return the tests whose results the account reads by its office.

    A homeroom teacher reads those of the class, a school's leaders all of the school.
    """
    if account.person_id is None:
        return Test.objects.none()
    homerooms = HomeroomAssignment.objects.on(today()).filter(
        teacher__person_id=account.person_id
    )
    led = {role.organisation.pk for role in roles_of(account) if role.role in LEADERS}
    return (
        _tests()
        .filter(
            Q(school_class__in=homerooms.values("school_class"))
            | Q(school_class__school__in=led)
        )
        .order_by("-closes_at")
    )


def tests_to_review(account: Account, now: datetime.datetime) -> QuerySet[Test]:
    """Return the tests that wait for the teacher: late answers, marks to release."""
    return tests_of_teacher(account, now).filter(
        Q(late__gt=0)
        | Q(
            release="held",
            released_at__isnull=True,
            closes_at__lte=now,
            handed_in__gt=0,
        )
    )


def tests_of_class(school_class: SchoolClass) -> QuerySet[Test]:
    """Return a class's tests, latest first."""
    return _tests().filter(school_class=school_class).order_by("-closes_at")
