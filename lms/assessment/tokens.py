"""The short-lived pass with which a test page saves answers.

It is sent in a header, so no foreign page can send it; it names one account and one
attempt; a save renews it when half of its life is over.
"""

import time
from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, Signer

LIFE = 30 * 60
SALT = "lms.assessment.save"


@dataclass(frozen=True)
class Pass:
    """What a valid token says."""

    attempt: UUID
    account_id: int
    expires: int

    @property
    def is_half_over(self) -> bool:
        """Whether it is time for a new one."""
        return self.expires - time.time() < LIFE / 2


def issue(attempt: UUID, account_id: int, life: int = LIFE) -> str:
    """Return a pass for one account and one attempt."""
    value = f"{attempt.hex}.{account_id}.{int(time.time()) + life}"
    return Signer(salt=SALT).sign(value)


def read(token: str, attempt: UUID) -> Pass | None:
    """Return what the token says, None if it is not for this attempt, now."""
    if len(token) > 300:
        return None
    try:
        named, account, expires = Signer(salt=SALT).unsign(token).split(".")
    except (BadSignature, ValueError):
        return None
    found = Pass(UUID(named), int(account), int(expires))
    if found.attempt != attempt or found.expires < time.time():
        return None
    return found
