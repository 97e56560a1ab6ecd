"""One save of answers, in one short transaction.

Written in SQL, not with the ORM, because it is the one statement a whole school sends
at the same minute: see tests/bench/bench_submissions.py for what that is worth.
"""

import datetime
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from lms.assessment.answers import (
    MOST_CLOCK,
    MOST_SEQUENCE,
    SaveError,
    clean_fields,
    merge,
    whole_number,
)
from lms.assessment.clock import Evidence, Reason, Verdict, judge_late, judge_save
from lms.assessment.rules import State

READ = (
    "SELECT id, state, deadline_at, answers, last_seq, skew_ms"
    " FROM lms_attempt WHERE uuid = %s"
)
READ_AND_LOCK = READ + " FOR UPDATE"
KEEP = (
    "UPDATE lms_attempt SET answers = %s, last_seq = %s, saved_at = %s, skew_ms = %s"
    " WHERE id = %s"
)
LOG = (
    "INSERT INTO lms_attemptevent (attempt_id, kind, seq, client_ms, at, payload)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
WAIT = "UPDATE lms_attempt SET late_waiting = %s WHERE id = %s"
KNOWN = (
    "SELECT 1 FROM lms_attemptevent WHERE attempt_id = %s AND kind = %s AND seq = %s"
)


@dataclass(frozen=True)
class Save:
    """What a page sends: fields changed since it last heard from the server."""

    seq: int
    fields: dict[str, str]
    client_ms: int  # the client's clock when it was sent …
    at_ms: int | None = None  # … and when the last of the fields was answered
    submit: bool = False
    flags: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Saved:
    """What the server answers."""

    verdict: Verdict
    reason: Reason | None
    state: State
    seq: int  # the greatest the server knows
    deadline_at: datetime.datetime
    received_at: datetime.datetime


FLAGS = ("offline", "restored", "hidden")


def parse_save(raw: Any) -> Save:
    """Return a save from what came over the line, or raise SaveError."""
    if not isinstance(raw, dict):
        raise SaveError("not_a_save")
    flags = raw.get("flags") or {}
    if not isinstance(flags, dict):
        raise SaveError("flags")
    at_ms = raw.get("at_ms")
    return Save(
        seq=whole_number(raw.get("seq"), MOST_SEQUENCE),
        fields=clean_fields(raw.get("answers", {})),
        client_ms=whole_number(raw.get("client_ms"), MOST_CLOCK),
        at_ms=None if at_ms is None else whole_number(at_ms, MOST_CLOCK),
        submit=raw.get("submit") is True,
        flags={name: True for name in FLAGS if flags.get(name) is True},
    )


def record_save(attempt: UUID, save: Save, now: datetime.datetime) -> Saved | None:
    """Keep a save, or say why not; None where there is no such attempt.

    When this returns with KEEP or REVIEW the answers are in the database, durably.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        locks = connection.features.has_select_for_update
        cursor.execute(READ_AND_LOCK if locks else READ, [_uuid(attempt)])
        row = cursor.fetchone()
        if row is None:
            return None
        return _keep(cursor, _Row(*row), save, now)


@dataclass
class _Row:
    id: int
    state: str
    deadline_at: Any
    answers: Any
    last_seq: int
    skew_ms: int | None

    def __post_init__(self) -> None:
        if self.deadline_at.tzinfo is None:  # SQLite
            self.deadline_at = self.deadline_at.replace(tzinfo=datetime.UTC)


def _keep(cursor: Any, row: _Row, save: Save, now: datetime.datetime) -> Saved:
    state = State(row.state)
    verdict, reason = _judge(row, state, save, now)
    seq = row.last_seq
    if verdict == Verdict.KEEP:
        seq = max(seq, save.seq)
        _write(cursor, row, save, now, seq)
    elif verdict == Verdict.REVIEW and save.fields:
        _log_late(cursor, row, save, now, reason)
    return Saved(verdict, reason, state, seq, row.deadline_at, now)


def _judge(
    row: _Row, state: State, save: Save, now: datetime.datetime
) -> tuple[Verdict, Reason | None]:
    evidence = Evidence(save.at_ms, save.client_ms, row.skew_ms)
    if state == State.OPEN:
        return judge_save(row.deadline_at, now, evidence)
    if state == State.SUBMITTED:
        return Verdict.REFUSE, None
    return judge_late(row.deadline_at, now, evidence)


def _write(
    cursor: Any, row: _Row, save: Save, now: datetime.datetime, seq: int
) -> None:
    document = json.loads(row.answers)
    merged = merge(document, save.fields, save.seq, save.client_ms)
    if merged == document and seq == row.last_seq:
        return  # came twice
    at = connection.ops.adapt_datetimefield_value(now)
    skew = row.skew_ms
    if skew is None:
        skew = int(now.timestamp() * 1000) - save.client_ms
    cursor.execute(KEEP, [json.dumps(merged), seq, at, skew, row.id])
    payload = {"answers": save.fields, "at_ms": save.at_ms, **save.flags}
    cursor.execute(LOG, _log_row(row.id, "saved", save, at, payload))


def _log_late(
    cursor: Any, row: _Row, save: Save, now: datetime.datetime, reason: Reason | None
) -> None:
    cursor.execute(KNOWN, [row.id, "late", save.seq])
    if cursor.fetchone():
        return
    at = connection.ops.adapt_datetimefield_value(now)
    payload = {
        "answers": save.fields, "at_ms": save.at_ms, "reason": reason, **save.flags
    }  # fmt: skip
    cursor.execute(LOG, _log_row(row.id, "late", save, at, payload))
    cursor.execute(WAIT, [True, row.id])


def _log_row(row_id: int, kind: str, save: Save, at: Any, payload: Any) -> list[Any]:
    return [row_id, kind, save.seq, save.client_ms, at, json.dumps(payload)]


def _uuid(value: UUID) -> Any:
    native = connection.features.has_native_uuid_field
    return value if native else value.hex
