"""Sign-in slips: a new PIN and a QR that can be taken back."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from schools.actions.accounts import draw_pins, keep_pins, sign_out_everywhere
from schools.models import Account, SignInSlip

TOKEN_BYTES = 24


@dataclass(frozen=True)
class PrintedSlip:
    """What goes on paper once: the PIN and token are kept as hashes only."""

    account: Account
    pin: str
    token: str


def token_hash(token: str) -> str:
    """Return the hash under which a slip is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_slips(
    actor: Account | None, accounts: Sequence[Account]
) -> list[PrintedSlip]:
    """Give pupils new PINs and slips; the slips they had before stop working."""
    drafts = draw_pins(accounts)  # hashing stays outside the transaction
    slips = [
        PrintedSlip(each.account, each.password, secrets.token_urlsafe(TOKEN_BYTES))
        for each in drafts
    ]
    with transaction.atomic():
        revoke_slips(accounts)
        keep_pins(drafts)
        SignInSlip.objects.bulk_create(
            SignInSlip(
                account=slip.account, token_hash=token_hash(slip.token), issued_by=actor
            )
            for slip in slips
        )
    return slips


def revoke_slips(accounts: Sequence[Account]) -> int:
    """Stop the accounts' slips and sign out whoever came in by them."""
    stopped = SignInSlip.objects.filter(
        account__in=accounts, revoked_at__isnull=True
    ).update(revoked_at=timezone.now())
    if stopped:
        sign_out_everywhere(accounts)
    return stopped


def account_of_slip(token: str) -> Account | None:
    """Return whose slip it is, if it still works."""
    slip = (
        SignInSlip.objects.filter(
            token_hash=token_hash(token),
            revoked_at__isnull=True,
            account__is_active=True,
            account__is_pupil=True,
        )
        .select_related("account__person")
        .first()
    )
    return slip.account if slip else None


def use_slip(token: str) -> Account | None:
    """Return the account a slip signs in, and note the use."""
    account = account_of_slip(token)
    if account:
        SignInSlip.objects.filter(token_hash=token_hash(token)).update(
            last_used_at=timezone.now()
        )
    return account
