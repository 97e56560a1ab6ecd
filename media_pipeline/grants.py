"""Short, signed leave to fetch one asset's files without asking the database each time.

A cookie, not a signed address: addresses stay the same for ever, so what a phone has
downloaded once it never pays for again. The cookie is bound to the session it was given to
and dies after ten minutes; then permission is asked again.
"""

import uuid

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "tep"
SECONDS = 600
SALT = "media_pipeline.grant"


def revision(asset: uuid.UUID, key: str) -> str:
    """Name a package inside one asset's address, telling nothing about its content."""
    return salted_hmac("media_pipeline.revision", f"{asset.hex}:{key}").hexdigest()[:12]


def is_granted(request: HttpRequest, asset: uuid.UUID) -> bool:
    """Whether this browser session was given leave for this asset a short while ago."""
    signed = request.COOKIES.get(COOKIE, "")
    try:
        said = signing.TimestampSigner(salt=SALT).unsign(signed, max_age=SECONDS)
    except signing.BadSignature:
        return False
    return constant_time_compare(said, subject(request, asset))


def grant(request: HttpRequest, response: HttpResponseBase, asset: uuid.UUID) -> None:
    """Give leave for one asset to this browser session."""
    response.set_cookie(
        COOKIE,
        signing.TimestampSigner(salt=SALT).sign(subject(request, asset)),
        max_age=SECONDS,
        path=f"/tep/{asset}/",
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def subject(request: HttpRequest, asset: uuid.UUID) -> str:
    """Bind a grant to asset and session without showing the session."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return salted_hmac(SALT, f"{asset.hex}:{session}").hexdigest()
