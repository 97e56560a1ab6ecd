"""Rates: what a person does passes, what a program does not."""

from hypothesis import given
from hypothesis import strategies as st

from live.limits import RATES, Bucket, Limits


@given(st.floats(0.1, 20), st.floats(1, 40), st.lists(st.floats(0, 2), max_size=200))
def test_never_more_than_burst_plus_rate(rate, burst, pauses):
    bucket, now, taken = Bucket(rate, burst), 1000.0, 0
    for pause in pauses:
        now += pause
        taken += bucket.take(now)
    assert taken <= burst + rate * (now - 1000.0) + 1


def test_voice_in_long_frames_never_meets_the_limit():
    limits = Limits()
    assert all(limits.take("audio", n * 0.12) for n in range(2000))


def test_a_flood_of_talk_is_stopped_and_other_kinds_are_not():
    limits = Limits()
    passed = sum(limits.take("chat", 5.0 + n / 100) for n in range(100))
    assert passed <= RATES["chat"][1] + 1
    assert limits.take("hand", 6.0)


def test_unknown_kinds_share_one_bucket():
    limits = Limits()
    assert sum(limits.take(f"kind{n}", 1.0) for n in range(100)) == RATES["other"][1]
