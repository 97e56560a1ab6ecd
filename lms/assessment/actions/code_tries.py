"""Wrong codes of a room, counted per account and test (never per address)."""

from django.core.cache import cache

from lms.assessment.models import Test
from schools.public import Account

MOST = 8
WINDOW = 10 * 60


def _key(account: Account, test: Test) -> str:
    return f"assessment-code-{test.pk}-{account.pk}"


def may_try(account: Account, test: Test) -> bool:
    """Return whether another code may be tried now."""
    return int(cache.get(_key(account, test), 0)) < MOST


def note_wrong_code(account: Account, test: Test) -> None:
    """Count a wrong code."""
    cache.add(_key(account, test), 0, WINDOW)
    cache.incr(_key(account, test))
