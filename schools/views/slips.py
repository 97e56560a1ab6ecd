"""Sign-in slips: printed for a class or a pupil, read from a QR, taken back."""

import uuid

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.actions.slips import (
    PrintedSlip,
    account_of_slip,
    issue_slips,
    revoke_slips,
    use_slip,
)
from schools.devices import name_device
from schools.directory import class_rows
from schools.importing import ensure_accounts
from schools.models import Account, Learner, SchoolClass
from schools.permissions import may_manage_class
from schools.views.access import class_for
from schools.views.entering import enter_without_typing


@never_cache
def slip(request: HttpRequest, token: str) -> HttpResponse:
    """Ask "Em là …?" and let the pupil in."""
    account = account_of_slip(token)
    if account is None:
        return render(request, "schools/sign_in/slip_over.html", status=404)
    if request.method == "POST":
        used = use_slip(token) or account
        return enter_without_typing(
            request, used, keep=bool(request.POST.get("remember"))
        )
    response = render(request, "schools/sign_in/slip.html", {"account": account})
    name_device(request, response)
    return response


@login_required
@never_cache
def class_slips(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Choose pupils; their new PINs appear on paper once and nowhere else."""
    school_class = class_for(request, class_uuid, may_manage_class)
    rows = class_rows(school_class)
    chosen = set(request.POST.getlist("learner"))
    learners = [row.learner for row in rows if str(row.learner.uuid) in chosen]
    if request.method == "POST" and learners:
        ensure_accounts(learners)
        slips = issue_slips(request.user, _accounts(learners))
        return _print(request, school_class, slips)
    if request.method == "POST":
        messages.warning(request, _("Choose at least one student."))
    return render(
        request,
        "schools/school/slips.html",
        {
            "school_class": school_class,
            "rows": rows,
            "everyone": not any(row.has_slip for row in rows),
        },
    )


@login_required
@require_POST
def revoke_class_slips(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Stop the slips of a class, or of the one pupil named."""
    school_class = class_for(request, class_uuid, may_manage_class)
    only = request.POST.get("learner")
    learners = [
        row.learner
        for row in class_rows(school_class)
        if not only or str(row.learner.uuid) == only
    ]
    stopped = revoke_slips(_accounts(learners))
    messages.success(
        request,
        ngettext("%(n)d slip no longer works.", "%(n)d slips no longer work.", stopped)
        % {"n": stopped},
    )
    return redirect("schools:class_slips", school_class.uuid)


def _accounts(learners: list[Learner]) -> list[Account]:
    """Return the learners' pupil accounts in the order of the learners."""
    people = [learner.person_id for learner in learners]
    found = {
        account.person_id: account
        for account in Account.objects.filter(
            person__in=people, is_pupil=True, is_active=True
        ).select_related("person")
    }
    return [found[person] for person in people if person in found]


def _print(
    request: HttpRequest, school_class: SchoolClass, slips: list[PrintedSlip]
) -> HttpResponse:
    rows = [
        {
            "account": each.account,
            "username": f"{each.account.username[:4]} {each.account.username[4:]}",
            "pin": f"{each.pin[:3]} {each.pin[3:]}",
            "qr": _qr(
                request.build_absolute_uri(reverse("schools:slip", args=[each.token]))
            ),
        }
        for each in slips
    ]
    context = {
        "slips": rows,
        "school_class": school_class,
        "address": request.build_absolute_uri("/"),
    }
    return render(request, "schools/school/slips_print.html", context)


def _qr(address: str) -> str:
    """Draw a QR as SVG; its text is ours alone."""
    svg = segno.make(address, error="m", boost_error=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308
