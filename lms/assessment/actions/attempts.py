"""An attempt's life: begun, handed in or collected, opened again, late answers."""

import datetime
import secrets
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from lms.assessment.actions.decision import Decision
from lms.assessment.actions.marking import mark_attempt
from lms.assessment.answers import last_sequence, merge, receipt, values
from lms.assessment.clock import GRACE, deadline, is_over
from lms.assessment.models import Accommodation, Attempt, AttemptEvent, Test
from lms.assessment.queries import paper_with_corrections, undecided_late
from lms.assessment.rules import Door, Kind, Refusal, State, may_begin
from lms.classes.ports import get_evidence_sink
from schools.public import Learner

FIRST_FORM = 101


class RefusedError(Exception):
    """An attempt cannot be begun: why, as the rules say it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def begin_attempt(
    test: Test, learner: Learner, code: str, now: datetime.datetime
) -> Attempt:
    """Begin, or go on with the attempt that is open (two taps begin one attempt)."""
    door = Door(
        Kind(test.kind),
        test.opens_at,
        test.closes_at,
        test.at_school,
        test.session_code,
    )
    try:
        with transaction.atomic():
            mine = list(test.attempts.filter(learner=learner).select_for_update())
            going_on = next((a for a in mine if a.state == State.OPEN), None)
            if going_on is not None:
                return going_on
            refusal = may_begin(door, len(mine), code, now)
            if refusal is not None:
                raise RefusedError(refusal)
            return _create(test, learner, len(mine) + 1, now)
    except IntegrityError:
        return test.attempts.get(learner=learner, state=State.OPEN)


def _create(
    test: Test, learner: Learner, number: int, now: datetime.datetime
) -> Attempt:
    extra = extra_minutes(test, learner)
    attempt = Attempt.objects.create(
        test=test,
        learner=learner,
        number=number,
        form=FIRST_FORM + secrets.randbelow(test.forms),
        started_at=now,
        deadline_at=deadline(now, test.minutes, extra, test.closes_at),
    )
    AttemptEvent.objects.create(
        attempt=attempt,
        kind=AttemptEvent.Kind.STARTED,
        at=now,
        payload={"form": attempt.form, "deadline": attempt.deadline_at.isoformat()},
    )
    return attempt


def extra_minutes(test: Test, learner: Learner) -> int:
    """Return the extra minutes a learner was granted."""
    found = Accommodation.objects.filter(test=test, learner=learner).first()
    return found.extra_minutes if found else 0


def submit_attempt(attempt_id: int, now: datetime.datetime) -> Attempt:
    """Hand in: after this nothing is saved. A second time changes nothing."""
    return _end(attempt_id, State.SUBMITTED, now)


def close_if_over(attempt: Attempt, now: datetime.datetime) -> Attempt:
    """Collect an attempt whose time is over, whoever looks; else leave it."""
    if attempt.state != State.OPEN or not is_over(attempt.deadline_at, now):
        return attempt
    return _end(attempt.pk, State.EXPIRED, now)


def close_expired(now: datetime.datetime, test: Test | None = None) -> int:
    """Collect every attempt whose time is over; return how many."""
    over = Attempt.objects.filter(state=State.OPEN, deadline_at__lt=now - GRACE)
    if test is not None:
        over = over.filter(test=test)
    ids = list(over.values_list("pk", flat=True))
    for pk in ids:
        _end(pk, State.EXPIRED, now)
    return len(ids)


@transaction.atomic
def _end(attempt_id: int, state: State, now: datetime.datetime) -> Attempt:
    attempt = _locked(attempt_id)
    if attempt.state != State.OPEN:
        return attempt
    if is_over(attempt.deadline_at, now):
        state = State.EXPIRED
    paper = paper_with_corrections(attempt.test)
    attempt.state = state
    attempt.submitted_at = attempt.deadline_at if state == State.EXPIRED else now
    attempt.receipt = receipt(
        attempt.uuid.hex, attempt.test.paper.digest, values(paper, attempt.answers)
    )
    attempt.save(update_fields=["state", "submitted_at", "receipt"])
    AttemptEvent.objects.create(
        attempt=attempt, kind=str(state), seq=attempt.last_seq, at=now,
        payload={"receipt": attempt.receipt},
    )  # fmt: skip
    mark_attempt(attempt, paper, now)
    _tell_of_evidence(attempt.test)
    return attempt


def _locked(attempt_id: int) -> Attempt:
    return (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("test__paper", "test__school_class", "test__subject", "learner")
        .defer("test__paper__snapshot")
        .get(pk=attempt_id)
    )


def _tell_of_evidence(test: Test) -> None:
    if test.planned_period_id is not None:
        transaction.on_commit(partial(_held, test), robust=True)


def _held(test: Test) -> None:
    get_evidence_sink().test_held(test)


@transaction.atomic
def save_form(
    attempt_id: int, fields: dict[str, str], now: datetime.datetime
) -> Attempt:
    """Keep a whole page posted without scripts; what came too late is not kept."""
    attempt = _locked(attempt_id)
    if attempt.state != State.OPEN or is_over(attempt.deadline_at, now):
        return attempt
    changed = {
        name: value
        for name, value in fields.items()
        if value != attempt.answers.get(name, [0, 0, ""])[2]
    }
    if not changed:
        return attempt
    seq = max(attempt.last_seq, last_sequence(attempt.answers)) + 1
    attempt.answers = merge(attempt.answers, changed, seq, 0)
    attempt.last_seq = seq
    attempt.saved_at = now
    attempt.save(update_fields=["answers", "last_seq", "saved_at"])
    AttemptEvent.objects.create(
        attempt=attempt, kind=AttemptEvent.Kind.SAVED, seq=seq, at=now,
        payload={"answers": changed, "form": True},
    )  # fmt: skip
    return attempt


@transaction.atomic
def grant_extra_minutes(
    test: Test, learner: Learner, minutes: int, decision: Decision
) -> Accommodation:
    """Give a learner more minutes; a running attempt is never shortened."""
    granted, _ = Accommodation.objects.update_or_create(
        test=test,
        learner=learner,
        defaults={
            "extra_minutes": minutes,
            "reason": decision.reason,
            "granted_by": decision.account,
            "granted_at": decision.at,
        },
    )
    open_now = test.attempts.select_for_update().filter(
        learner=learner, state=State.OPEN
    )
    for attempt in open_now:
        ends = deadline(attempt.started_at, test.minutes, minutes, test.closes_at)
        attempt.deadline_at = max(attempt.deadline_at, ends)
        attempt.save(update_fields=["deadline_at"])
        _note(
            attempt,
            AttemptEvent.Kind.EXTENDED,
            decision,
            minutes=minutes,
            deadline=attempt.deadline_at.isoformat(),
        )
    return granted


@transaction.atomic
def reopen_attempt(attempt_id: int, minutes: int, decision: Decision) -> Attempt:
    """Open an ended attempt again for some minutes; its answers are as they were."""
    attempt = _locked(attempt_id)
    same = Attempt.objects.filter(test=attempt.test_id, learner=attempt.learner_id)
    if same.filter(state=State.OPEN).exists():
        return attempt  # it goes on, or a later practice does
    before = {"state": attempt.state, "mark": str(attempt.mark), "was": attempt.receipt}
    attempt.state = State.OPEN
    attempt.submitted_at = None
    attempt.receipt = ""
    attempt.mark = None
    attempt.deadline_at = decision.at + datetime.timedelta(minutes=minutes)
    attempt.save(
        update_fields=["state", "submitted_at", "receipt", "mark", "deadline_at"]
    )
    _note(attempt, AttemptEvent.Kind.REOPENED, decision, minutes=minutes, **before)
    _tell_of_evidence(attempt.test)
    return attempt


@transaction.atomic
def decide_late(attempt_id: int, keep: bool, decision: Decision) -> Attempt:
    """Count the answers that waited without a line, or do not; the log shows both."""
    attempt = _locked(attempt_id)
    if not attempt.late_waiting:
        return attempt
    if keep:
        _count_late(attempt, decision)
    attempt.late_waiting = False
    attempt.save(update_fields=["late_waiting"])
    kind = AttemptEvent.Kind.LATE_KEPT if keep else AttemptEvent.Kind.LATE_DROPPED
    _note(attempt, kind, decision)
    return attempt


def _count_late(attempt: Attempt, decision: Decision) -> None:
    for event in undecided_late(attempt):
        attempt.answers = merge(
            attempt.answers, event.payload["answers"], event.seq, event.client_ms or 0
        )
        attempt.last_seq = max(attempt.last_seq, event.seq)
    if attempt.state != State.OPEN:
        paper = paper_with_corrections(attempt.test)
        attempt.receipt = receipt(
            attempt.uuid.hex, attempt.test.paper.digest, values(paper, attempt.answers)
        )
        mark_attempt(attempt, paper, decision.at, decision.reason)
    attempt.save(update_fields=["answers", "last_seq", "receipt"])


def _note(attempt: Attempt, kind: str, decision: Decision, **payload: Any) -> None:
    AttemptEvent.objects.create(
        attempt=attempt,
        kind=str(kind),
        at=decision.at,
        actor=decision.account,
        payload={"reason": decision.reason, **payload},
    )
