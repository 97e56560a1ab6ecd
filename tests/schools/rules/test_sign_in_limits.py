"""Who waits how long: guessers are slowed, owners and whole schools are not."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.rules.sign_in_limits import (
    ACCOUNT_STEPS,
    DEVICE_STEPS,
    KNOWN_DEVICE_STEPS,
    History,
    wait,
)

NOW = datetime.datetime(2026, 11, 23, 7, 15, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


def ago(*seconds: int) -> list[datetime.datetime]:
    return [NOW - each * SECOND for each in seconds]


@pytest.mark.parametrize(
    ("history", "seconds"),
    [
        (History(), 0),
        (History(on_account_by_strangers=ago(1, 2, 3, 4)), 0),
        (History(on_account_by_strangers=ago(1, 2, 3, 4, 5)), 29),
        (History(on_account_by_strangers=ago(30, 31, 32, 33, 34)), 0),
        (History(on_account_by_strangers=ago(*range(7))), 120),
        (History(on_account_by_strangers=ago(*range(10))), 900),
        (History(on_account_by_strangers=ago(*range(20))), 3600),
        (History(on_account_by_strangers=ago(*range(60))), 86400),
        # mistakes of two days ago count only towards the long limit
        (History(on_account_by_strangers=ago(*range(180000, 180020))), 0),
        # the owner's device does not wait for somebody else's guesses
        (History(True, [], ago(*range(60)), []), 0),
        (History(True, ago(*range(7)), ago(*range(67)), ago(*range(7))), 0),
        (History(True, ago(*range(8)), [], []), 30),
        (History(True, ago(*range(12)), [], []), 300),
        # one device trying many accounts
        (History(by_device=ago(*range(14))), 0),
        (History(by_device=ago(*range(15))), 60),
        (History(by_device=ago(*range(40))), 900),
    ],
)
def test_wait(history, seconds):
    assert wait(history, NOW) == seconds * SECOND


@given(
    st.lists(st.integers(0, 200_000), max_size=70),
    st.integers(0, 200_000),
    st.booleans(),
)
def test_one_more_mistake_never_shortens_the_wait(times, more, known):
    def history(seconds):
        rows = ago(*seconds)
        return History(known, rows, rows, rows)

    assert wait(history([*times, more]), NOW) >= wait(history(times), NOW)


@given(st.lists(st.integers(0, 3_000_000), max_size=70))
def test_every_wait_ends(times):
    longest = max(
        step.wait for step in (*ACCOUNT_STEPS, *KNOWN_DEVICE_STEPS, *DEVICE_STEPS)
    )
    rows = ago(*times)
    later = NOW + longest
    assert wait(History(False, rows, rows, rows), later) == 0 * SECOND


def test_a_patient_stranger_guesses_24_times_a_day_at_most():
    now, mistakes = NOW, []
    end = NOW + datetime.timedelta(days=40)
    while now < end:
        pause = wait(History(on_account_by_strangers=mistakes[-200:]), now)
        if pause:
            now += pause
            continue
        mistakes.append(now)
        now += SECOND
    assert len(mistakes) <= 40 * 24
