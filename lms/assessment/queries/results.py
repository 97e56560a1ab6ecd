"""A test while it runs, and what came out of it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from lms.assessment.analysis import OutcomeFigure, Question, outcomes, questions
from lms.assessment.answers import answered_items, values
from lms.assessment.frozen import FrozenPaper
from lms.assessment.models import Attempt, Test
from lms.assessment.queries.papers import paper_with_corrections
from lms.assessment.rules import State
from schools.public import Learner, class_members


@dataclass(frozen=True)
class LearnerRow:
    """A learner of the class and the attempt that counts (or goes on)."""

    learner: Learner
    attempt: Attempt | None
    answered: int
    extra_minutes: int
    attempts: int = 0

    @property
    def left(self) -> bool:
        """Whether the learner has not begun."""
        return self.attempt is None


@dataclass(frozen=True)
class Results:
    """A test's results: per learner, per question, per outcome."""

    rows: tuple[LearnerRow, ...]
    questions: tuple[Question, ...]
    outcomes: tuple[OutcomeFigure, ...]
    paper: FrozenPaper

    @property
    def marks(self) -> list[Decimal]:
        """All marks that count."""
        return [
            row.attempt.mark
            for row in self.rows
            if row.attempt is not None and row.attempt.mark is not None
        ]

    @property
    def average(self) -> Decimal | None:
        """The class's average: for staff only (TT 15/2026: no comparing of pupils)."""
        marks = self.marks
        return sum(marks, Decimal(0)) / len(marks) if marks else None


def _better(one: Attempt, other: Attempt) -> Attempt:
    """Return which of two attempts counts: the open one, else the better mark."""
    if other.state == State.OPEN or one.mark is None:
        return other
    if one.state == State.OPEN or other.mark is None:
        return one
    return other if other.mark > one.mark else one


def live_rows(test: Test) -> list[LearnerRow]:
    """Return every learner of the class: begun, answered so far, handed in."""
    paper = paper_with_corrections(test)
    extra = dict(test.accommodations.values_list("learner_id", "extra_minutes"))
    counting: dict[int, Attempt] = {}
    numbers: dict[int, int] = {}
    taken = test.attempts.select_related("learner__person").order_by("number")
    for attempt in taken:
        before = counting.get(attempt.learner_id)
        counting[attempt.learner_id] = _better(before, attempt) if before else attempt
        numbers[attempt.learner_id] = numbers.get(attempt.learner_id, 0) + 1
    learners = class_members(
        test.school_class, timezone.localtime(test.opens_at).date()
    )
    present = {learner.pk for learner in learners}
    learners += [a.learner for pk, a in counting.items() if pk not in present]
    return [
        LearnerRow(
            learner,
            counting.get(learner.pk),
            _answered(paper, counting.get(learner.pk)),
            extra.get(learner.pk, 0),
            numbers.get(learner.pk, 0),
        )
        for learner in learners
    ]


def _answered(paper: FrozenPaper, attempt: Attempt | None) -> int:
    if attempt is None:
        return 0
    return answered_items(paper, values(paper, attempt.answers))


def results_of(test: Test, now: datetime.datetime) -> Results:
    """Return the results of the ended attempts that count."""
    rows = tuple(live_rows(test))
    paper = paper_with_corrections(test)
    answers = [
        values(paper, row.attempt.answers)
        for row in rows
        if row.attempt is not None and row.attempt.state != State.OPEN
    ]
    found = questions(paper, answers)
    return Results(rows, tuple(found), tuple(outcomes(found)), paper)
