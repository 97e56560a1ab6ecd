"""An attempt as its pages show it."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lms.assessment.analysis import right_answer
from lms.assessment.answers import values
from lms.assessment.frozen import ALTERNATIVE, FrozenPaper, Shown, form_of
from lms.assessment.items import format_of
from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.queries.papers import frozen_paper, paper_with_corrections
from lms.assessment.queries.tests import showing
from lms.assessment.rules import shows_key, shows_mark
from lms.assessment.scoring import answer_to, score


def attempt_by_uuid(uuid: UUID) -> Attempt | None:
    """Return an attempt with what its pages need."""
    return (
        Attempt.objects.select_related(
            "learner__person",
            "test__paper",
            "test__subject",
            "test__school_class__school",
            "test__school_class__year",
        )
        .defer("test__paper__snapshot")
        .filter(uuid=uuid)
        .first()
    )


@dataclass(frozen=True)
class ShownItem:
    """A question ready for its template."""

    number: int
    key: str
    template: str
    view: dict[str, Any]
    answered: bool
    result: dict[str, Any] | None = None


@dataclass(frozen=True)
class ShownPart:
    """A part ready for its template."""

    title: str
    points: Any
    alternative: str
    format: str
    items: tuple[ShownItem, ...]


def _form(paper: FrozenPaper, attempt: Attempt) -> Any:
    seed = f"{attempt.test.uuid.hex}/{attempt.form}"
    return form_of(paper, seed, attempt.test.shuffled)


def attempt_page(attempt: Attempt) -> dict[str, Any]:
    """Return the questions in the order of the attempt's form, with its answers."""
    paper = frozen_paper(attempt.test)
    answers = values(paper, attempt.answers)
    parts = [
        ShownPart(
            part.title,
            part.points,
            part.alternative,
            part.entries[0].format,
            tuple(_shown(shown, answers) for shown in shown_items),
        )
        for part, shown_items in _form(paper, attempt)
    ]
    return {
        "parts": parts,
        "count": sum(len(part.items) for part in parts),
        "alternatives": paper.alternatives,
        "chosen": answers.get(ALTERNATIVE, ""),
        "ladder": paper.ladder,
    }


def _shown(shown: Shown, answers: dict[str, str]) -> ShownItem:
    kind = format_of(shown.entry.format)
    answer = answer_to(shown.entry, answers)
    return ShownItem(
        shown.number,
        shown.entry.key,
        kind.template,
        kind.render(shown.entry.document, shown.order, answer),
        bool(answer),
    )


def attempt_review(
    attempt: Attempt, now: datetime.datetime, staff: bool
) -> dict[str, Any]:
    """Return an ended attempt's mark, its questions and, where shown, the keys."""
    rules = showing(attempt.test, attempt)
    mark_shown = staff or shows_mark(rules, now)
    key_shown = staff or shows_key(rules, now)
    review: dict[str, Any] = {"mark_shown": mark_shown, "key_shown": key_shown}
    if not mark_shown or not key_shown:
        return review
    paper = paper_with_corrections(attempt.test)
    answers = values(paper, attempt.answers)
    result = score(paper, answers)
    items = []
    for _part, shown_items in _form(paper, attempt):
        for shown in shown_items:
            if shown.entry.key not in result.items:
                continue
            items.append(_reviewed(shown, answers, result.items[shown.entry.key]))
    return review | {"items": items, "score": result}


def _reviewed(shown: Shown, answers: dict[str, str], earned: Any) -> ShownItem:
    """Return a question with its answer and key beside each part as it was shown."""
    base = _shown(shown, answers)
    document = shown.entry.document
    key = format_of(shown.entry.format).key(document)
    view = base.view
    for option in view.get("options", ()):
        option["right"] = option["value"] == key["value"]
    for statement in view.get("statements", ()):
        statement["right"] = key[statement["suffix"]]
    result = {
        "earned": earned.earned,
        "possible": earned.possible,
        "explanation": document["explanation"],
        "key": " ".join(f"{label} {value}".strip() for label, value in right_answer(shown.entry)),
        "forms": key.get("forms", ()),
    }  # fmt: skip
    return ShownItem(base.number, base.key, base.template, view, base.answered, result)


def undecided_late(attempt: Attempt) -> QuerySet[AttemptEvent]:
    """Return the late answers nobody has decided on yet."""
    decided = attempt.events.filter(
        kind__in=[AttemptEvent.Kind.LATE_KEPT, AttemptEvent.Kind.LATE_DROPPED]
    ).order_by("-id")
    last = decided.values_list("id", flat=True).first() or 0
    return attempt.events.filter(kind=AttemptEvent.Kind.LATE, id__gt=last)
