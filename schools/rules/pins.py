"""Pupils' numeric usernames and 6-digit PINs: made, checked, never guessable."""

import datetime
from collections.abc import Callable, Container
from itertools import pairwise

PIN_LENGTH = 6
USERNAME_LENGTH = 8


def weakness(
    pin: str, *, birth_date: datetime.date | None = None, username: str = ""
) -> str:
    """Return why a PIN is refused: form, pattern, birth_date, username; "" if good."""
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        return "form"
    if _is_pattern(pin):
        return "pattern"
    if birth_date and pin in _birth_pins(birth_date):
        return "birth_date"
    if username and pin in username:
        return "username"
    return ""


def new_pin(
    digit: Callable[[], int],
    *,
    birth_date: datetime.date | None = None,
    username: str = "",
) -> str:
    """Draw a PIN that is not weak; `digit` returns a random 0–9."""
    while True:
        pin = "".join(str(digit()) for _ in range(PIN_LENGTH))
        if not weakness(pin, birth_date=birth_date, username=username):
            return pin


def new_username(digit: Callable[[], int], taken: Container[str]) -> str:
    """Draw a numeric username that is not taken and does not begin with 0."""
    while True:
        name = "".join(str(digit()) for _ in range(USERNAME_LENGTH))
        if name[0] != "0" and name not in taken:
            return name


def _is_pattern(pin: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    halves = pin[:3] == pin[3:]
    pairs = pin == pin[:2] * 3
    doubles = pin[0::2] == pin[1::2] and steps <= {0, 1, 9}
    return len(steps) == 1 or halves or pairs or doubles or len(set(pin)) <= 2


def _birth_pins(day: datetime.date) -> set[str]:
    forms = ("%d%m%y", "%m%d%y", "%y%m%d", "%y%d%m", "%m%Y", "%Y%m", "%d%Y", "%Y%d")
    return {day.strftime(form) for form in forms}
