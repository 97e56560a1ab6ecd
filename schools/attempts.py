"""Counted sign-in attempts: written before a password is looked at.

Two guesses sent at once are counted as two: the row is there before either is
answered, and only the right one is marked afterwards.
"""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from schools.models import Account, SignInAttempt
from schools.rules.sign_in_limits import KNOWN_FOR, REMEMBERED, History, wait

MANY = 200


def key_of(kind: str, text: str) -> str:
    """Return the keyed hash under which an account or device is counted."""
    message = f"{kind}:{text}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def begin_attempt(
    username: str, device: str
) -> tuple[SignInAttempt | None, datetime.timedelta]:
    """Count one try; return it, or None and how long the next has to wait."""
    on, by, now = key_of("account", username), key_of("device", device), timezone.now()
    with transaction.atomic():
        # rows of one account wait for each other where the database locks rows
        Account.objects.select_for_update().filter(username=username).first()
        waiting = wait(_history(on, by, now), now)
        if waiting:
            return None, waiting
        attempt = SignInAttempt.objects.create(
            account_key=on, device_key=by, at=now, succeeded=False
        )
    return attempt, waiting


def end_attempt_well(attempt: SignInAttempt) -> None:
    """Mark a try that was right; the device is known to the account from now on.

    What this pair did before says nothing more: one row a pair stays.
    """
    attempt.succeeded = True
    with transaction.atomic():
        attempt.save(update_fields=["succeeded"])
        SignInAttempt.objects.filter(
            account_key=attempt.account_key, device_key=attempt.device_key
        ).exclude(pk=attempt.pk).delete()


def trust_device(account: Account, device: str) -> None:
    """Know a device on which the account signed in without typing (a slip)."""
    SignInAttempt.objects.create(
        account_key=key_of("account", account.username),
        device_key=key_of("device", device),
        succeeded=True,
    )


def forget_mistakes(account: Account) -> None:
    """Forget the mistakes on an account whose PIN or password is new."""
    SignInAttempt.objects.filter(
        account_key=key_of("account", account.username), succeeded=False
    ).delete()


def forget_old_attempts() -> int:
    """Delete what no limit looks at any more; return how many rows."""
    now = timezone.now()
    old = SignInAttempt.objects.filter(succeeded=False, at__lt=now - REMEMBERED)
    stale = SignInAttempt.objects.filter(succeeded=True, at__lt=now - KNOWN_FOR)
    return old.delete()[0] + stale.delete()[0]


def _history(on: str, by: str, now: datetime.datetime) -> History:
    known = SignInAttempt.objects.filter(
        account_key=on, succeeded=True, at__gt=now - KNOWN_FOR
    )
    mistakes = SignInAttempt.objects.filter(succeeded=False, at__gt=now - REMEMBERED)
    strangers = mistakes.filter(account_key=on).exclude(
        device_key__in=known.values("device_key")
    )
    return History(
        device_is_known=known.filter(device_key=by).exists(),
        on_account_by_device=_times(mistakes.filter(account_key=on, device_key=by)),
        on_account_by_strangers=_times(strangers),
        by_device=_times(mistakes.filter(device_key=by)),
    )


def _times(rows: QuerySet[SignInAttempt]) -> list[datetime.datetime]:
    return list(rows.order_by("-at").values_list("at", flat=True)[:MANY])
