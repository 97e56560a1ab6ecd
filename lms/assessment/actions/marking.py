"""Marks: given when an attempt ends, given again when a key is corrected."""

import datetime
from typing import Any

from django.db import transaction

from lms.assessment.actions.decision import Decision
from lms.assessment.answers import values
from lms.assessment.frozen import FrozenPaper
from lms.assessment.items import ItemError, parse_item
from lms.assessment.models import (
    Attempt,
    AttemptEvent,
    AttemptScore,
    KeyCorrection,
    Test,
)
from lms.assessment.queries import frozen_paper, paper_with_corrections
from lms.assessment.rules import State
from lms.assessment.scoring import PaperScore, score


def mark_attempt(
    attempt: Attempt, paper: FrozenPaper, now: datetime.datetime, reason: str = ""
) -> PaperScore:
    """Mark an attempt that has ended; earlier markings stay."""
    result = score(paper, values(paper, attempt.answers))
    AttemptScore.objects.create(
        attempt=attempt,
        mark=result.mark,
        earned=result.earned,
        possible=result.possible,
        items=result.as_json(),
        reason=reason,
        scored_at=now,
    )
    attempt.mark = result.mark
    attempt.save(update_fields=["mark"])
    return result


@transaction.atomic
def correct_key(
    test: Test, key: str, change: dict[str, Any], decision: Decision
) -> int:
    """Put a key right for a test and mark all its ended attempts again.

    Returns how many marks changed. Raises ItemError if the new key does not fit.
    """
    entry = next((e for e in frozen_paper(test).entries if e.key == key), None)
    if entry is None:
        raise ItemError("key", "unknown_item")
    parse_item(entry.format, {**entry.document, **change})
    KeyCorrection.objects.create(
        test=test,
        key=key,
        change=change,
        reason=decision.reason,
        made_by=decision.account,
        made_at=decision.at,
    )
    return mark_again(test, decision)


@transaction.atomic
def mark_again(test: Test, decision: Decision) -> int:
    """Mark every ended attempt of a test again; return how many marks changed."""
    paper = paper_with_corrections(test)
    changed = 0
    ended = test.attempts.exclude(state=State.OPEN).select_for_update()
    for attempt in ended.order_by("id"):
        before = attempt.mark
        result = mark_attempt(attempt, paper, decision.at, decision.reason)
        if result.mark == before:
            continue
        changed += 1
        AttemptEvent.objects.create(
            attempt=attempt,
            kind=AttemptEvent.Kind.SCORED,
            at=decision.at,
            actor=decision.account,
            payload={
                "before": None if before is None else str(before),
                "after": str(result.mark),
                "reason": decision.reason,
            },
        )
    return changed
