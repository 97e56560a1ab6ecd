"""PINs that anybody would try first are refused."""

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.rules.pins import new_pin, new_username, weakness

BORN = datetime.date(2014, 3, 2)


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("000000", "pattern"),
        ("123456", "pattern"),
        ("654321", "pattern"),
        ("135791", "pattern"),
        ("121212", "pattern"),
        ("123123", "pattern"),
        ("112233", "pattern"),
        ("898989", "pattern"),
        ("020314", "birth_date"),
        ("140302", "birth_date"),
        ("032014", "birth_date"),
        ("201403", "birth_date"),
        ("260012", "username"),
        ("12345", "form"),
        ("1234567", "form"),
        ("12a456", "form"),
        ("٤٨٢٩١٥", "form"),
        ("482915", ""),
        ("907241", ""),
    ],
)
def test_weakness(pin, why):
    assert weakness(pin, birth_date=BORN, username="26001234") == why


@given(st.integers(), st.dates(datetime.date(2008, 1, 1), datetime.date(2021, 1, 1)))
def test_a_drawn_pin_is_never_weak(seed, born):
    rng = random.Random(seed)
    pin = new_pin(lambda: rng.randrange(10), birth_date=born)
    assert weakness(pin, birth_date=born) == ""


@given(st.integers())
def test_drawn_usernames_are_eight_digits_and_new(seed):
    rng = random.Random(seed)
    taken: set[str] = set()
    for _ in range(50):
        name = new_username(lambda: rng.randrange(10), taken)
        assert name not in taken
        assert len(name) == 8
        assert name[0] != "0"
        taken.add(name)
