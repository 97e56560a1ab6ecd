"""Signed tickets: who may enter which room as what, checked without a database.

A page gives a ticket good for a minute and for one connection. The socket gives a
resume token in return, so that a dropped line needs no new page.
"""

import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.core.cache import cache

TICKET_SALT, RESUME_SALT = "live.ticket", "live.resume"
TICKET_SECONDS = 60
RESUME_SECONDS = 20 * 60


class BadTicketError(ValueError):
    """A ticket that is forged, expired, used or for another room."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a ticket says."""

    account: str
    room: str
    role: str
    caps: tuple[str, ...]
    name: str
    jti: str = ""
    deck: tuple[int, int] = (0, 0)
    record_pupils: bool = False


def mint(claims: Claims) -> str:
    """Return a ticket for one connection within a minute."""
    content = asdict(claims) | {"jti": uuid.uuid4().hex}
    return signing.dumps(content, salt=TICKET_SALT, compress=True)


def mint_resume(claims: Claims) -> str:
    """Return a token with which the same person may come back."""
    return signing.dumps(asdict(claims), salt=RESUME_SALT, compress=True)


def _read(token: object, salt: str, seconds: int, room: str) -> Claims:
    if not isinstance(token, str) or len(token) > 4096:
        raise BadTicketError("not a ticket")
    try:
        content: dict[str, Any] = signing.loads(token, salt=salt, max_age=seconds)
    except signing.BadSignature as error:
        raise BadTicketError("forged or expired") from error
    content["caps"], content["deck"] = tuple(content["caps"]), tuple(content["deck"])
    claims = Claims(**content)
    if claims.room != room:
        raise BadTicketError("another room")
    return claims


async def redeem(token: object, room: str) -> Claims:
    """Read a ticket and burn it: the second use fails."""
    claims = _read(token, TICKET_SALT, TICKET_SECONDS, room)
    fresh = await cache.aadd(f"live.jti.{claims.jti}", 1, TICKET_SECONDS + 5)
    if not fresh:
        raise BadTicketError("used")
    return claims


def redeem_resume(token: object, room: str) -> Claims:
    """Read a resume token."""
    return _read(token, RESUME_SALT, RESUME_SECONDS, room)
