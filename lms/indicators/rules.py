"""What counts as a period taught online, and the share it makes.

share_online = Σ periods online ÷ Σ planned periods, at every level; never a mean of
means. QĐ 131/QĐ-TTg sets the targets (5 % primary, 10 % secondary) and gives no
formula: this one is ours, versioned, and printed under every figure. What replaces
a tiết counts 1, what supports it counts its planned online part (TT 09/2021).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
CENT = Decimal("0.01")


class Kind(StrEnum):
    """What took place."""

    LIVE = "live"
    LESSON = "lesson"
    TEST = "test"


class Mode(StrEnum):
    """How it stands to the tiết."""

    REPLACES = "replaces"
    SUPPORTS = "supports"
    BEYOND = "beyond"  # participation, not a period


class Reason(StrEnum):
    """Why evidence does not count; COUNTED if it does."""

    COUNTED = "counted"
    BEYOND_PLAN = "beyond_plan"
    AT_SCHOOL = "at_school"
    NOBODY_ENROLLED = "nobody_enrolled"
    TOO_FEW = "too_few"
    TOO_SHORT = "too_short"


@dataclass(frozen=True)
class Rule:
    """A year's version of the rule; shares are 0–1, targets percent by level."""

    version: str
    minimum_participation: Decimal
    minimum_live_share: Decimal
    whole_test_share: Decimal
    targets: tuple[tuple[str, Decimal], ...]

    def target(self, level: str) -> Decimal | None:
        """Return the target of a level (TH, THCS, THPT) in percent."""
        return dict(self.targets).get(level)


@dataclass(frozen=True)
class Work:
    """One piece of online work as its records tell it.

    `fraction` is the planned online part of the tiết (1 replaces it); `minutes` are
    how long a live lesson ran, or a test lasts; `period_minutes` are of a tiết.
    """

    kind: Kind
    mode: Mode
    fraction: Decimal
    participants: int
    enrolled: int
    at_school: bool = False
    minutes: Decimal | None = None
    period_minutes: int = 45


@dataclass(frozen=True)
class Judgement:
    """Whether work counts, for how much of a tiết, and why not."""

    reason: Reason
    fraction: Decimal

    @property
    def counts(self) -> bool:
        """Whether the work makes a period online."""
        return self.reason is Reason.COUNTED


def participation(work: Work) -> Decimal:
    """Return the part of the class that took part, 0–1."""
    if work.enrolled <= 0:
        return ZERO
    return min(ONE, Decimal(work.participants) / Decimal(work.enrolled))


def _obstacle(work: Work, rule: Rule) -> Reason | None:
    if work.mode is Mode.BEYOND:
        return Reason.BEYOND_PLAN
    if work.at_school:
        return Reason.AT_SCHOOL
    if work.enrolled <= 0:
        return Reason.NOBODY_ENROLLED
    if participation(work) < rule.minimum_participation:
        return Reason.TOO_FEW
    if _is_short_lesson(work, rule):
        return Reason.TOO_SHORT
    return None


def _is_short_lesson(work: Work, rule: Rule) -> bool:
    if work.kind is not Kind.LIVE or work.minutes is None:
        return False
    return work.minutes < rule.minimum_live_share * work.period_minutes


def judge(work: Work, rule: Rule) -> Judgement:
    """Return whether a piece of work makes a period online, and of what part."""
    reason = _obstacle(work, rule)
    if reason is not None:
        return Judgement(reason, ZERO)
    whole = work.mode is Mode.REPLACES
    part = ONE if whole else max(ZERO, min(work.fraction, ONE))
    return Judgement(Reason.COUNTED, part.quantize(CENT, ROUND_HALF_UP))


def beyond(work: Work) -> Work:
    """Return the work as participation that is tied to no tiết."""
    return replace(work, mode=Mode.BEYOND, fraction=ZERO)


def part_of_test(minutes: int, period_minutes: int, rule: Rule) -> tuple[Mode, Decimal]:
    """Return what a test in a tiết is to it: all of it, or the part it takes.

    A fifteen-minute test does not make the whole tiết a lesson online.
    """
    part = Decimal(minutes) / Decimal(period_minutes)
    if part >= rule.whole_test_share:
        return Mode.REPLACES, ONE
    return Mode.SUPPORTS, part.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Counted:
    """Evidence that counts for a tiết: its key, part, mode and when it took place."""

    key: int
    fraction: Decimal
    mode: Mode
    at: datetime.datetime


def strongest(evidence: Iterable[Counted]) -> Counted | None:
    """Return the one piece a tiết is counted by: the largest part, then the first.

    A tiết is counted once, whatever number of pieces there are, in whatever order
    they were recorded.
    """
    return min(
        evidence, key=lambda each: (-each.fraction, each.at, each.key), default=None
    )


@dataclass(frozen=True)
class Share:
    """Periods online over periods planned; sums of shares are shares."""

    replaced: Decimal = ZERO
    supported: Decimal = ZERO
    planned: int = 0

    def __add__(self, other: "Share") -> "Share":
        """Add numerators and denominators."""
        return Share(
            self.replaced + other.replaced,
            self.supported + other.supported,
            self.planned + other.planned,
        )

    @property
    def online(self) -> Decimal:
        """Periods online: replaced and supported."""
        return self.replaced + self.supported

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, unrounded; None where nothing is planned."""
        return HUNDRED * self.online / self.planned if self.planned else None

    @property
    def percent_replaced(self) -> Decimal | None:
        """The share of replaced periods alone."""
        return HUNDRED * self.replaced / self.planned if self.planned else None


def minutes_of_period(grade: int) -> int:
    """Return how long a tiết is: 35 minutes in primary school, else 45."""
    return 35 if grade <= 5 else 45


def level_of(grade: int) -> str:
    """Return the level a grade belongs to."""
    if grade <= 5:
        return "TH"
    return "THCS" if grade <= 9 else "THPT"


def joint_target(planned: Iterable[tuple[str, int]], rule: Rule) -> Decimal | None:
    """Return the share that is reached if each level just reaches its target.

    `planned` are periods of the year by level; of one level it is its target.
    """
    rows = [(rule.target(level), periods) for level, periods in planned]
    known = [(target, periods) for target, periods in rows if target is not None]
    if len({target for target, _periods in known}) == 1:
        return known[0][0]
    periods = sum(periods for _target, periods in known)
    weighted = sum((target * n for target, n in known), ZERO)
    return weighted / periods if periods else None


def total(shares: Iterable[Share]) -> Share:
    """Return the sum of shares: Σ ÷ Σ."""
    result = Share()
    for share in shares:
        result = result + share
    return result
