"""The server owns time: deadlines, and what to do with answers that come late."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

GRACE = datetime.timedelta(seconds=20)  # a slow line's last save
# Answers kept in a phone without signal: a week, then the books are closed.
LATEST = datetime.timedelta(days=7)
# A clock that moved more than this between two saves was set, by hand or by the
# network: no proof either way, so the teacher is told and decides.
DRIFT = datetime.timedelta(minutes=2)


def deadline(
    started_at: datetime.datetime,
    minutes: int,
    extra_minutes: int,
    closes_at: datetime.datetime,
) -> datetime.datetime:
    """Return when an attempt ends: its minutes are over, or the test closes."""
    length = datetime.timedelta(minutes=minutes + extra_minutes)
    return min(started_at + length, closes_at)


def is_over(deadline_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Return whether an open attempt is to be closed by whoever looks."""
    return now > deadline_at + GRACE


class Verdict(StrEnum):
    """What becomes of a save."""

    KEEP = "keep"  # in time
    REVIEW = "review"  # in the log, the teacher decides
    REFUSE = "refuse"


class Reason(StrEnum):
    """Why a late save is not simply kept."""

    IN_TIME = "in_time"
    WAITED_OFFLINE = "waited_offline"
    ANSWERED_LATE = "answered_late"
    NO_EVIDENCE = "no_evidence"
    CLOCK_CHANGED = "clock_changed"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Evidence:
    """A late save's clocks.

    `answered_ms` is the client's clock when the answer was given and `sent_ms` the same
    clock when it was sent: their difference is how long it waited, whatever the clock
    shows. `known_skew_ms` is server minus client at the start, measured while online.
    """

    answered_ms: int | None
    sent_ms: int | None
    known_skew_ms: int | None = None


def judge_save(
    deadline_at: datetime.datetime, received_at: datetime.datetime, evidence: Evidence
) -> tuple[Verdict, Reason]:
    """Return what becomes of a save that reached the server at `received_at`."""
    if not is_over(deadline_at, received_at):
        return Verdict.KEEP, Reason.IN_TIME
    return judge_late(deadline_at, received_at, evidence)


def judge_late(
    deadline_at: datetime.datetime, received_at: datetime.datetime, evidence: Evidence
) -> tuple[Verdict, Reason]:
    """Return whether the teacher is to decide on answers that came after the end."""
    if received_at > deadline_at + LATEST:
        return Verdict.REFUSE, Reason.TOO_LATE
    if evidence.answered_ms is None or evidence.sent_ms is None:
        return Verdict.REFUSE, Reason.NO_EVIDENCE
    waited = datetime.timedelta(milliseconds=evidence.sent_ms - evidence.answered_ms)
    if waited < datetime.timedelta(0) or _clock_moved(received_at, evidence):
        return Verdict.REVIEW, Reason.CLOCK_CHANGED
    if received_at - waited > deadline_at + GRACE:
        return Verdict.REFUSE, Reason.ANSWERED_LATE
    return Verdict.REVIEW, Reason.WAITED_OFFLINE


def _clock_moved(received_at: datetime.datetime, evidence: Evidence) -> bool:
    if evidence.known_skew_ms is None or evidence.sent_ms is None:
        return False
    skew = int(received_at.timestamp() * 1000) - evidence.sent_ms
    moved = datetime.timedelta(milliseconds=abs(skew - evidence.known_skew_ms))
    return moved > DRIFT
