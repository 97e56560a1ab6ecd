"""Attendance, from what a phone acknowledged and never from a mere join.

A bucket of ten seconds counts when the phone acknowledged something in it. Short
holes are bridged: a dropped line for half a minute is not an absence. Only time in
which the lesson ran counts. It proves a device, not attention.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from live.room import Event

BUCKET_MS = 10_000
BRIDGE_MS = 60_000
PRESENT_PERCENT = 85
PARTIAL_PERCENT = 15
HEARD_PERCENT = 50
PRESENT, PARTIAL, ABSENT = "present", "partial", "absent"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Beat:
    """What one person acknowledged in the bucket that ended at ``t``."""

    t: int
    person: int
    offered: int
    acked: int


@dataclass(frozen=True, slots=True)
class Attended:
    """One person's lesson."""

    intervals: tuple[Span, ...]
    seconds: int
    offered: int
    acked: int
    status: str

    @property
    def ratio(self) -> float | None:
        """The share of the sound that arrived; None for somebody without sound."""
        return self.acked / self.offered if self.offered else None


def live_spans(events: Iterable[Event], until: int = 0) -> list[Span]:
    """Return when the lesson ran: from each start or resume to the next stop.

    One that nobody stopped ran ``until`` the last record of its log.
    """
    spans: list[Span] = []
    since: int | None = None
    last = until
    for event in events:
        last = max(last, event.t)
        if event.k in {"start", "resume"} and since is None:
            since = event.t
        elif event.k in {"pause", "end"} and since is not None:
            spans.append((since, event.t))
            since = None
    if since is not None and last > since:
        spans.append((since, last))
    return spans


def bridged(spans: Iterable[Span], hole: int = BRIDGE_MS) -> list[Span]:
    """Join spans whose hole is shorter than ``hole``."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] < hole:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def within(spans: Iterable[Span], frames: Iterable[Span]) -> list[Span]:
    """Return the parts of ``spans`` that lie in ``frames``."""
    parts = []
    frames = list(frames)
    for start, end in spans:
        for low, high in frames:
            if max(start, low) < min(end, high):
                parts.append((max(start, low), min(end, high)))
    return parts


def total(spans: Iterable[Span]) -> int:
    """Add up spans that do not overlap."""
    return sum(end - start for start, end in spans)


def judge(present_ms: int, live_ms: int, ratio: float | None) -> str:
    """Return present, partial or absent: the one rule, in one place."""
    if live_ms <= 0 or present_ms <= 0:
        return ABSENT
    percent = 100 * present_ms / live_ms
    if percent < PARTIAL_PERCENT:
        return ABSENT
    heard = ratio is None or 100 * ratio >= HEARD_PERCENT
    return PRESENT if percent >= PRESENT_PERCENT and heard else PARTIAL


def attended(beats: Iterable[Beat], live: list[Span]) -> dict[int, Attended]:
    """Return everybody's lesson by their number in the room."""
    by_person: dict[int, list[Beat]] = {}
    for beat in beats:
        by_person.setdefault(beat.person, []).append(beat)
    return {person: _one(own, live, total(live)) for person, own in by_person.items()}


def _one(beats: list[Beat], live: list[Span], live_ms: int) -> Attended:
    spans = bridged((max(0, beat.t - BUCKET_MS), beat.t) for beat in beats)
    parts = within(spans, live)
    offered = sum(beat.offered for beat in beats)
    acked = sum(beat.acked for beat in beats)
    ratio = acked / offered if offered else None
    here = total(parts)
    return Attended(
        tuple(parts), here // 1000, offered, acked, judge(here, live_ms, ratio)
    )


def beats_of(t: int, payload: Mapping[str, Any]) -> list[Beat]:
    """Read one presence record: ``{"b": [[person, offered, acked], …]}``."""
    return [Beat(t, person, offered, acked) for person, offered, acked in payload["b"]]
