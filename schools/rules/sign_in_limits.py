"""How long a sign-in has to wait: counted per account and device, never per address.

A whole school sits behind one address, so an address says nothing. A guesser on
one account is slowed from whatever device; the owner's known devices count only
their own mistakes and so are not locked out by somebody else's.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
KNOWN_FOR = 180 * DAY
REMEMBERED = 30 * DAY


@dataclass(frozen=True, slots=True)
class Step:
    """From so many mistakes within a window on, wait since the last one."""

    mistakes: int
    window: datetime.timedelta
    wait: datetime.timedelta


# Strangers on one account: 6 tries at once, then ever slower. 24 guesses a day
# against a million PINs; a new PIN from the homeroom teacher clears the count.
ACCOUNT_STEPS = (
    Step(5, DAY, MINUTE / 2),
    Step(7, DAY, 2 * MINUTE),
    Step(10, DAY, 15 * MINUTE),
    Step(20, DAY, HOUR),
    Step(60, REMEMBERED, DAY),
)
# The owner on a known device: a child mistypes; nobody else pays for it.
KNOWN_DEVICE_STEPS = (
    Step(8, HOUR, MINUTE / 2),
    Step(12, HOUR, 5 * MINUTE),
    Step(20, DAY, HOUR),
)
# One device over all accounts: a classroom computer sees a few mistakes a
# minute, a guesser hundreds.
DEVICE_STEPS = (
    Step(15, 15 * MINUTE, MINUTE),
    Step(40, HOUR, 15 * MINUTE),
)


@dataclass(frozen=True, slots=True)
class History:
    """Times of failed tries: by this device here, by strangers here, by device."""

    device_is_known: bool = False
    on_account_by_device: Sequence[datetime.datetime] = ()
    on_account_by_strangers: Sequence[datetime.datetime] = ()
    by_device: Sequence[datetime.datetime] = ()


def wait(history: History, now: datetime.datetime) -> datetime.timedelta:
    """Return how long the next try has to wait; zero: it may go ahead."""
    if history.device_is_known:
        on_account = _wait(history.on_account_by_device, KNOWN_DEVICE_STEPS, now)
    else:
        on_account = _wait(history.on_account_by_strangers, ACCOUNT_STEPS, now)
    return max(on_account, _wait(history.by_device, DEVICE_STEPS, now))


def _wait(
    mistakes: Sequence[datetime.datetime],
    steps: Sequence[Step],
    now: datetime.datetime,
) -> datetime.timedelta:
    if not mistakes:
        return datetime.timedelta()
    last = max(mistakes)
    waits = [
        step.wait
        for step in steps
        if sum(now - at < step.window for at in mistakes) >= step.mistakes
    ]
    return max(last + max(waits, default=last - last) - now, datetime.timedelta())
