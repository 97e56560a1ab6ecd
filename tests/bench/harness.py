"""Paired measurements: ABBA order, same output in both arms, spread of A against A."""

import json
import resource
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

RESOLVABLE = 0.05


@dataclass(frozen=True)
class Paired:
    """Medians of two arms, their ratio pair by pair, and the noise of one arm."""

    a: float
    b: float
    ratio: float
    spread: float


def cpu_of(
    work: Callable[[], Any], who: int = resource.RUSAGE_SELF
) -> tuple[float, Any]:
    """Return (user + system CPU seconds spent, what the work returned)."""
    before = resource.getrusage(who)
    output = work()
    after = resource.getrusage(who)
    spent = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return spent, output


def abba(
    a: Callable[[], tuple[float, Any]],
    b: Callable[[], tuple[float, Any]],
    pairs: int = 7,
    same: Callable[[Any, Any], bool] | None = None,
) -> Paired:
    """Measure two arms in ABBA order; each returns (cost, output).

    `same(output of a, output of b)` must hold for every pair (equality unless
    given). The spread is |median(A1 ÷ A2) − 1| + half the inter-quartile range of
    A1 ÷ A2, over A runs next to each other.
    """
    same = same or (lambda left, right: left == right)
    a()
    b()  # warm-up, uncounted
    first, second, ratios, own = [], [], [], []
    for _ in range(pairs):
        a1, out_a = a()
        b1, out_b = b()
        b2, _out = b()
        a2, _out = a()
        if not same(out_a, out_b):
            raise AssertionError("the two arms gave different output")
        first += [a1, a2]
        second += [b1, b2]
        ratios.append((a1 + a2) / (b1 + b2))
        own.append(a1 / a2)
    quartiles = statistics.quantiles(own, n=4)
    spread = abs(statistics.median(own) - 1) + (quartiles[2] - quartiles[0]) / 2
    return Paired(
        statistics.median(first),
        statistics.median(second),
        statistics.median(ratios),
        spread,
    )


def row(
    name: str,
    pair: Paired,
    unit: str,
    goal: float,
    against: str = "floor",
    at_most: bool = True,
) -> dict[str, Any]:
    """Return one result line for a paired measurement."""
    good = pair.ratio <= goal if at_most else pair.ratio >= goal
    return {
        "name": name,
        "value": round(pair.a, 6),
        "unit": unit,
        against: round(pair.b, 6),
        "ratio": round(pair.ratio, 4),
        "goal": goal,
        "spread": round(pair.spread, 4),
        "met": good if pair.spread <= RESOLVABLE else "not resolvable",
    }


def show(rows: Iterator[dict[str, Any]]) -> None:
    """Print each row as one JSON line."""
    for each in rows:
        sys.stdout.write(json.dumps(each, ensure_ascii=False) + "\n")
        sys.stdout.flush()
