"""The reader's own page: name, roles, children, language, devices, PIN."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from schools.actions.accounts import choose_email, sign_out_everywhere
from schools.actions.national_ids import national_id_of
from schools.actions.sign_in import try_sign_in
from schools.devices import device_of, forget, remember, remembered_uuids
from schools.directory import homerooms_of, schools_of
from schools.forms.sign_in import EmailForm
from schools.models import Account
from schools.queries import (
    class_of_learner,
    guardian_children,
    learner_of,
    roles_of,
    teacher_of,
)
from schools.record_permissions import may_see_national_id
from schools.rules.national_id import masked
from schools.views.entering import safe_next
from schools.wording import too_many_tries

LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365


@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show the reader's own page (Của em)."""
    me: Account = request.user
    learner = learner_of(me)
    return render(
        request,
        "schools/account.html",
        {
            "me": me,
            "learner": learner,
            "school_class": class_of_learner(learner) if learner else None,
            "roles": roles_of(me),
            "teacher": teacher_of(me),
            "children": [
                (child, class_of_learner(child)) for child in guardian_children(me)
            ],
            "schools": schools_of(me),
            "homerooms": homerooms_of(me),
            "number": masked(_own_number(me)) if _own_number(me) else "",
            "is_kept": str(me.uuid) in remembered_uuids(request),
            "languages": settings.LANGUAGES,
        },
    )


@login_required
@never_cache
@sensitive_post_parameters("password")
def email(request: HttpRequest) -> HttpResponse:
    """Change the address by which a forgotten password is renewed."""
    me: Account = request.user
    if me.is_pupil:
        return redirect("schools:account")
    form = EmailForm(request.POST or None, initial={"email": me.email})
    if request.method == "POST" and form.is_valid():
        outcome = try_sign_in(
            me.username, form.cleaned_data["password"], device_of(request)
        )
        if outcome.account is not None:
            choose_email(me, form.cleaned_data["email"])
            messages.success(request, _("The e-mail address is saved."))
            return redirect("schools:account")
        form.add_error(
            "password",
            too_many_tries(outcome.wait)
            if outcome.wait
            else _("The password is not right."),
        )
    return render(request, "schools/email.html", {"form": form})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of language in a cookie."""
    response = redirect(safe_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@login_required
@require_POST
def everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out on every device."""
    sign_out_everywhere([request.user])
    logout(request)
    messages.success(request, _("Signed out on every device."))
    return redirect("schools:sign_in")


@login_required
@require_POST
def this_device(request: HttpRequest) -> HttpResponse:
    """Keep the reader's name on this device, or take it off."""
    response = redirect("schools:account")
    if request.POST.get("keep"):
        remember(request, response, request.user)
    else:
        forget(request, response, str(request.user.uuid))
    return response


def _own_number(me: Account) -> str:
    person = me.person
    if person is None or not may_see_national_id(me, person):
        return ""
    return national_id_of(person)
