"""New PINs and passwords: chosen, forced at first sign-in, forgotten."""

import uuid

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from schools.actions.accounts import change_password, give_new_password
from schools.actions.sign_in import try_sign_in
from schools.devices import device_of
from schools.forms.sign_in import ForgottenForm, NewPasswordForm
from schools.jobs import ask_for_reset
from schools.models import Account
from schools.record_permissions import may_reset_password
from schools.views.entering import enter, uuid_in
from schools.wording import too_many_tries

HELD = "schools.held"
RESET = "schools.reset"


def hold_until_changed(
    request: HttpRequest, account: Account, target: str, *, keep: bool
) -> HttpResponse:
    """Let nobody in before the PIN from the office is replaced by an own one."""
    request.session.cycle_key()
    request.session[HELD] = {
        "account": account.pk,
        "stamp": account.get_session_auth_hash(),
        "target": target,
        "keep": keep,
    }
    return redirect("schools:change_password")


@never_cache
@sensitive_post_parameters()
def change(request: HttpRequest) -> HttpResponse:
    """Change the PIN or password: one's own, or the one that has to be replaced."""
    held = _held_account(request)
    account = held or request.user
    if not account.is_authenticated:
        return redirect("schools:sign_in")
    form = NewPasswordForm(
        request.POST or None, account=account, needs_current=held is None
    )
    if request.method == "POST" and form.is_valid():
        if held is None and not _knows_current(request, form):
            return _show(request, form, held)
        change_password(account, form.cleaned_data["new"])
        if held is not None:
            kept = request.session.pop(HELD)
            return enter(request, account, kept["target"], keep=kept["keep"])
        update_session_auth_hash(request, account)
        messages.success(request, _("Changed. Other devices have been signed out."))
        return redirect("schools:account")
    return _show(request, form, held)


@login_required
@never_cache
def hand_out(request: HttpRequest, account_uuid: uuid.UUID) -> HttpResponse:
    """Give a colleague or parent a first password; it is shown once."""
    target = get_object_or_404(
        Account.objects.select_related("person"), uuid=account_uuid, is_active=True
    )
    if not may_reset_password(request.user, target):
        raise Http404
    given = give_new_password(target) if request.method == "POST" else None
    context = {"target": target, "password": given.password if given else ""}
    return render(request, "schools/school/new_password.html", context)


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail; the answer is the same whoever asks."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_for_reset(form.cleaned_data["email"])
        return render(request, "schools/sign_in/forgotten_sent.html")
    return render(request, "schools/sign_in/forgotten.html", {"form": form})


@never_cache
def open_reset(request: HttpRequest, key: str) -> HttpResponse:
    """Take the key out of the address at once and lead on."""
    request.session[RESET] = key
    return redirect("schools:reset_password")


@never_cache
@sensitive_post_parameters()
def reset(request: HttpRequest) -> HttpResponse:
    """Choose a new password with a link from an e-mail."""
    account = _account_of_key(request.session.get(RESET, ""))
    if account is None:
        return render(request, "schools/sign_in/reset_over.html", status=404)
    form = NewPasswordForm(request.POST or None, account=account, needs_current=False)
    if request.method == "POST" and form.is_valid():
        change_password(account, form.cleaned_data["new"])
        del request.session[RESET]
        return enter(request, account, "/")
    return render(
        request, "schools/sign_in/password.html", {"form": form, "is_reset": True}
    )


def _show(
    request: HttpRequest, form: NewPasswordForm, held: Account | None
) -> HttpResponse:
    context = {
        "form": form,
        "is_held": held is not None,
        "is_pin": form.account.is_pupil,
    }
    return render(request, "schools/sign_in/password.html", context)


def _held_account(request: HttpRequest) -> Account | None:
    held = request.session.get(HELD)
    if not held or request.user.is_authenticated:
        return None
    account = (
        Account.objects.select_related("person")
        .filter(pk=held["account"], is_active=True)
        .first()
    )
    if account is None or account.get_session_auth_hash() != held["stamp"]:
        return None
    return account


def _knows_current(request: HttpRequest, form: NewPasswordForm) -> bool:
    """Check the current one under the same limits as signing in."""
    outcome = try_sign_in(
        form.account.username, form.cleaned_data["current"], device_of(request)
    )
    if outcome.wait:
        form.add_error("current", too_many_tries(outcome.wait))
    elif outcome.account is None:
        form.add_error("current", _("This is not the current one."))
    return outcome.account is not None


def _account_of_key(key: str) -> Account | None:
    text, _dot, token = key.partition(".")
    account = Account.objects.filter(uuid=uuid_in(text), is_active=True).first()
    if account and default_token_generator.check_token(account, token):
        return account
    return None
