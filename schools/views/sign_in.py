"""Sign in and out; who is kept on the device; the demo's roles."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from schools.actions.sign_in import Outcome, try_sign_in
from schools.demo_roles import demo_roles, may_act_as
from schools.devices import (
    device_of,
    forget,
    name_device,
    remembered_accounts,
)
from schools.forms.sign_in import SignInForm
from schools.models import Account
from schools.views.entering import enter, safe_next, uuid_in
from schools.views.password import hold_until_changed
from schools.wording import too_many_tries

ADULTS = "nguoi-lon"


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who is learning, then the PIN; or a name and password."""
    target = safe_next(request)
    if request.user.is_authenticated and request.method == "GET":
        return redirect(target)
    people = remembered_accounts(request)
    chosen = _chosen(request, people)
    numeric = _is_numeric(request, chosen)
    form = SignInForm(request.POST or None, numeric=numeric)
    status = 200
    if request.method == "POST" and form.is_valid():
        outcome = _try(request, form, chosen)
        if outcome.account is not None:
            return _admit(request, outcome.account, target, form)
        status = 429 if outcome.wait else 200
        form.add_error(None, _refusal(outcome, numeric))
    asks_who = bool(people) and chosen is None and not _is_other(request)
    response = render(
        request,
        "schools/sign_in/sign_in.html",
        {
            "form": form,
            "people": people,
            "asks_who": asks_who,
            "chosen": chosen,
            "numeric": numeric,
            "next": "" if target == "/" else target,
            "roles": demo_roles(),
        },
        status=status,
    )
    name_device(request, response)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the device keeps only whom it was asked to keep."""
    logout(request)
    return redirect("schools:sign_in")


@require_POST
def forget_person(request: HttpRequest) -> HttpResponse:
    """Take a person off this device."""
    response = redirect("schools:sign_in")
    forget(request, response, request.POST.get("who", ""))
    return response


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Enter as one of the demo's people (Vào vai); exists in the demo only."""
    if not settings.DEMO:
        raise Http404
    account = get_object_or_404(
        Account.objects.select_related("person"),
        uuid=uuid_in(request.POST.get("who", "")),
        is_active=True,
    )
    if not may_act_as(account):
        raise Http404
    return enter(request, account, safe_next(request))


def _chosen(request: HttpRequest, people: list[Account]) -> Account | None:
    """Return whom of the people kept on this device was tapped."""
    who = request.POST.get("who") or request.GET.get("ai") or ""
    return next((each for each in people if str(each.uuid) == who), None)


def _is_numeric(request: HttpRequest, chosen: Account | None) -> bool:
    if chosen is not None:
        return chosen.is_pupil
    return (request.POST.get("la") or request.GET.get("la") or "") != ADULTS


def _is_other(request: HttpRequest) -> bool:
    return request.method == "POST" or "khac" in request.GET or "la" in request.GET


def _try(request: HttpRequest, form: SignInForm, chosen: Account | None) -> Outcome:
    username = chosen.username if chosen else form.cleaned_data["username"]
    return try_sign_in(username, form.cleaned_data["password"], device_of(request))


def _admit(
    request: HttpRequest, account: Account, target: str, form: SignInForm
) -> HttpResponse:
    keep = form.cleaned_data["remember"]
    if account.must_change_password:
        return hold_until_changed(request, account, target, keep=keep)
    return enter(request, account, target, keep=keep)


def _refusal(outcome: Outcome, numeric: bool) -> str:
    if outcome.wait:
        return too_many_tries(outcome.wait)
    if numeric:
        return _(
            "The sign-in name or PIN is not right. Look at your slip and try again."
        )
    return _("The sign-in name or password is not right.")
