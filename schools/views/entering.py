"""How a browser comes in: safe addresses, a fresh session, the device's memory."""

import uuid

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from schools.attempts import trust_device
from schools.devices import device_of, name_device, remember
from schools.models import Account

BACKEND = "django.contrib.auth.backends.ModelBackend"


def safe_next(request: HttpRequest) -> str:
    """Return where to go after signing in: an address of this site or home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_safe and wanted.startswith("/") else "/"


def uuid_in(text: str) -> uuid.UUID | None:
    """Return the uuid a text spells, if it does."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def enter(
    request: HttpRequest, account: Account, target: str, *, keep: bool = False
) -> HttpResponse:
    """Sign the account in with a new session and lead on."""
    login(request, account, backend=BACKEND)
    response = redirect(target)
    name_device(request, response)
    if keep:
        remember(request, response, account)
    return response


def enter_without_typing(
    request: HttpRequest, account: Account, *, keep: bool
) -> HttpResponse:
    """Sign in by a slip; the device is known to the account from now on."""
    if device := device_of(request):
        trust_device(account, device)
    return enter(request, account, "/", keep=keep)
