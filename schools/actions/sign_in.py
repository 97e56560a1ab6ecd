"""Sign in: one try, counted, answered in the same time whoever was named."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password

from schools.attempts import begin_attempt, end_attempt_well
from schools.models import Account


@dataclass(frozen=True)
class Outcome:
    """Who may come in; or nobody, and how long the next try has to wait."""

    account: Account | None
    wait: datetime.timedelta = datetime.timedelta()


def normal_username(text: str) -> str:
    """Return a username as stored: no spaces (slips print 1234 5678), lower case."""
    return "".join(text.split()).lower()[:60]


def try_sign_in(username: str, password: str, device: str) -> Outcome:
    """Check a name and password under the limits on guessing."""
    username = normal_username(username)
    attempt, waiting = begin_attempt(username, device)
    if attempt is None:
        return Outcome(None, waiting)
    account = (
        Account.objects.select_related("person")
        .filter(username=username, is_active=True)
        .first()
    )
    if not _is_right(account, password):
        return Outcome(None)
    end_attempt_well(attempt)
    return Outcome(account)


def _is_right(account: Account | None, password: str) -> bool:
    """Check the password; a name nobody has costs one hash as well."""
    if account is None or not account.has_usable_password():
        make_password(password)
        return False
    return check_password(password, account.password, setter=_renewed(account))


def _renewed(account: Account) -> Callable[[str], None]:
    def renew(password: str) -> None:
        account.set_password(password)
        account.save(update_fields=["password"])

    return renew
