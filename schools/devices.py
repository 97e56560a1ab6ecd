"""The device's own memory: a random name, and who asked to be remembered on it.

Both are signed cookies; the list holds account uuids only and lives on the
device, so forgetting a person there forgets them.
"""

import secrets
import uuid

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from schools.models import Account

DEVICE_COOKIE = "hb_may"
PEOPLE_COOKIE = "hb_ai"
SALT = "schools.devices"
KEPT_SECONDS = 60 * 60 * 24 * 365
MOST_PEOPLE = 8


def device_of(request: HttpRequest) -> str:
    """Return the device's name, or "" on first sight or after tampering."""
    try:
        return str(
            signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=SALT + ".name")
        )
    except signing.BadSignature:
        return ""


def remembered_uuids(request: HttpRequest) -> list[str]:
    """Return the account uuids kept on the device."""
    try:
        kept = signing.loads(request.COOKIES.get(PEOPLE_COOKIE, ""), salt=SALT)
        return [str(uuid.UUID(each)) for each in kept][:MOST_PEOPLE]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def remembered_accounts(request: HttpRequest) -> list[Account]:
    """Return who is kept on the device and may still sign in, in that order."""
    uuids = remembered_uuids(request)
    found = {
        str(account.uuid): account
        for account in Account.objects.filter(
            uuid__in=uuids, is_active=True
        ).select_related("person")
    }
    return [found[each] for each in uuids if each in found]


def name_device(request: HttpRequest, response: HttpResponse) -> None:
    """Give a device without a name one."""
    if not device_of(request):
        name = secrets.token_urlsafe(16)
        _keep(response, DEVICE_COOKIE, signing.dumps(name, salt=SALT + ".name"))


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Keep an account on the device, latest first."""
    own = str(account.uuid)
    others = [each for each in remembered_uuids(request) if each != own]
    _keep_people(response, [own, *others][:MOST_PEOPLE])


def forget(request: HttpRequest, response: HttpResponse, account_uuid: str) -> None:
    """Take an account off the device."""
    left = [each for each in remembered_uuids(request) if each != account_uuid]
    if left:
        _keep_people(response, left)
    else:
        response.delete_cookie(PEOPLE_COOKIE)


def _keep_people(response: HttpResponse, uuids: list[str]) -> None:
    _keep(response, PEOPLE_COOKIE, signing.dumps(uuids, salt=SALT))


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
