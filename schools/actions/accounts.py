"""Accounts: create, give a new PIN or password, sign out everywhere."""

import hashlib
import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from schools.attempts import forget_mistakes
from schools.models import Account, Person
from schools.rules.pins import new_pin, new_username

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # without l, i, o, 0, 1


@dataclass(frozen=True)
class NewAccount:
    """An account to create; an empty username or password is drawn."""

    person: Person
    is_pupil: bool
    username: str = ""
    password: str = ""
    email: str = ""
    must_change_password: bool = False
    prefix: str = "gv"  # of a drawn adult's username


@dataclass(frozen=True)
class Credentials:
    """What is handed to the person once; the password is kept nowhere else."""

    account: Account
    password: str


def create_accounts(rows: Sequence[NewAccount]) -> list[Credentials]:
    """Create many accounts; hashing runs beside, before the one transaction."""
    taken = set(Account.objects.values_list("username", flat=True))
    drafts: list[Credentials] = []
    for row in rows:
        username = row.username.strip().lower() or _username(row, taken)
        taken.add(username)
        password = row.password or _password(row, username)
        account = Account(
            person=row.person,
            username=username,
            email=row.email,
            is_pupil=row.is_pupil,
            must_change_password=row.must_change_password,
        )
        drafts.append(Credentials(account, password))
    _hash_all(drafts)
    with transaction.atomic():
        Account.objects.bulk_create([draft.account for draft in drafts])
    return drafts


def create_account(row: NewAccount) -> Credentials:
    """Create one account."""
    return create_accounts([row])[0]


def draw_pins(accounts: Sequence[Account]) -> list[Credentials]:
    """Draw and hash new PINs for pupils; nothing is written yet."""
    drafts = [
        Credentials(
            account,
            new_pin(
                _digit,
                birth_date=account.person.birth_date if account.person else None,
                username=account.username,
            ),
        )
        for account in accounts
    ]
    _hash_all(drafts)
    return drafts


@transaction.atomic
def keep_pins(drafts: Sequence[Credentials]) -> None:
    """Write drawn PINs: old ones, open sessions and counted mistakes end."""
    Account.objects.bulk_update([draft.account for draft in drafts], ["password"])
    for draft in drafts:
        forget_mistakes(draft.account)


def change_password(account: Account, password: str) -> None:
    """Set the password or PIN its owner chose; other sessions end."""
    account.set_password(password)
    account.must_change_password = False
    with transaction.atomic():
        account.save(update_fields=["password", "must_change_password"])
        forget_mistakes(account)


def give_new_password(account: Account) -> Credentials:
    """Draw a password for the first sign-in only; sessions and counted mistakes end."""
    draft = Credentials(account, _readable_password())
    _hash_all([draft])
    account.must_change_password = True
    with transaction.atomic():
        account.save(update_fields=["password", "must_change_password"])
        forget_mistakes(account)
    return draft


def sign_out_everywhere(accounts: Sequence[Account]) -> None:
    """End every session of the accounts, on whatever device."""
    ids = [account.pk for account in accounts]
    Account.objects.filter(pk__in=ids).update(session_epoch=F("session_epoch") + 1)


def choose_email(account: Account, email: str) -> None:
    """Keep the address a forgotten password is renewed by."""
    account.email = email
    account.save(update_fields=["email"])


def _digit() -> int:
    return secrets.randbelow(10)


def _username(row: NewAccount, taken: set[str]) -> str:
    if row.is_pupil:
        return new_username(_digit, taken)
    digest = hashlib.sha256(row.person.uuid.bytes).hexdigest()
    number = int(digest[:12], 16)
    while (name := f"{row.prefix}{number % 10**8:08}") in taken:
        number += 1
    return name


def _password(row: NewAccount, username: str) -> str:
    if row.is_pupil:
        return new_pin(_digit, birth_date=row.person.birth_date, username=username)
    return _readable_password()


def _readable_password() -> str:
    groups = ("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def _hash_all(drafts: Sequence[Credentials]) -> None:
    """Hash beside one another: Argon2 lets go of the interpreter's lock."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        hashes = pool.map(make_password, [draft.password for draft in drafts])
        for draft, encoded in zip(drafts, hashes, strict=True):
            draft.account.password = encoded
