"""Pages of one learner's record: every read by staff is logged."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.actions.classes import RefusedError, end_enrolment, transfer
from schools.actions.national_ids import (
    RefusedNumberError,
    log_access,
    national_id_of,
    set_national_id,
)
from schools.clock import today
from schools.directory import enrolments_of
from schools.forms.school import LeaveForm, NationalIdForm, TransferForm
from schools.models import Account, Guardianship, Learner, Organisation
from schools.queries import class_of_learner
from schools.record_permissions import (
    may_manage_learner,
    may_move_learner,
    may_reset_password,
    may_see_learner,
    may_see_national_id,
    may_set_national_id,
)
from schools.rules.national_id import masked
from schools.views.access import learner_for
from schools.wording import identifier_text, text_of


@login_required
@never_cache
def record(request: HttpRequest, learner_uuid: uuid.UUID) -> HttpResponse:
    """Show a learner's record, the identifier masked."""
    learner = learner_for(request, learner_uuid, may_see_learner)
    log_access(request.user, [learner.person], "record")
    return _show(request, learner)


@login_required
@never_cache
@require_POST
def reveal(request: HttpRequest, learner_uuid: uuid.UUID) -> HttpResponse:
    """Show the identifier in full to those who may; that they looked is logged."""
    learner = learner_for(request, learner_uuid, may_see_learner)
    if not may_see_national_id(request.user, learner.person):
        raise Http404
    log_access(request.user, [learner.person], "national_id")
    return _show(request, learner, number=national_id_of(learner.person))


@login_required
@never_cache
def identifier(request: HttpRequest, learner_uuid: uuid.UUID) -> HttpResponse:
    """Set a learner's identifier; an eaten 0 is offered, never put back unasked."""
    learner = learner_for(request, learner_uuid, _may_set)
    form = NationalIdForm(request.POST or None)
    suggestion = ""
    if request.method == "POST" and form.is_valid():
        log_access(request.user, [learner.person], "national_id")
        try:
            checked = set_national_id(learner.person, form.cleaned_data["number"])
        except RefusedNumberError as error:
            suggestion = error.suggestion
            form.add_error("number", identifier_text(error.code))
        else:
            for code in checked.warnings:
                messages.warning(request, identifier_text(code))
            messages.success(request, _("Saved."))
            return redirect("schools:learner", learner.uuid)
    context = {"learner": learner, "form": form, "suggestion": suggestion}
    return render(request, "schools/learner/identifier.html", context)


@login_required
def move(request: HttpRequest, learner_uuid: uuid.UUID) -> HttpResponse:
    """Transfer a learner to another class of the school; marks stay theirs."""
    learner = learner_for(request, learner_uuid, may_move_learner)
    now = class_of_learner(learner)
    school = _school_of(learner)
    form = TransferForm(
        request.POST or None, school=school, year=now.year if now else None
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            transfer(
                learner, given["school_class"], given["since"], reason=given["reason"]
            )
        except RefusedError as error:
            form.add_error(None, text_of(error.code))
        else:
            messages.success(request, _("Moved. Marks and work stay with the student."))
            return redirect("schools:class_list", given["school_class"].uuid)
    return _form(
        request,
        learner,
        form,
        _("Move to another class"),
        pgettext("to another class", "Move"),
    )


@login_required
def leave(request: HttpRequest, learner_uuid: uuid.UUID) -> HttpResponse:
    """End a learner's time at the school."""
    learner = learner_for(request, learner_uuid, may_move_learner)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        now = class_of_learner(learner)
        try:
            end_enrolment(learner, given["last_day"], given["reason"])
        except RefusedError as error:
            form.add_error("last_day", text_of(error.code))
        else:
            messages.success(request, _("The student's time here is ended."))
            if now is None:
                return redirect("schools:office")
            return redirect("schools:class_list", now.uuid)
    return _form(request, learner, form, _("Leaves the school"), _("End the time here"))


def _may_set(account: Account, learner: Learner) -> bool:
    return may_set_national_id(account, learner.person)


def _school_of(learner: Learner) -> Organisation:
    now = class_of_learner(learner)
    if now is None:
        raise Http404
    return now.school


def _show(request: HttpRequest, learner: Learner, number: str = "") -> HttpResponse:
    person = learner.person
    held = national_id_of(person)
    return render(
        request,
        "schools/learner/record.html",
        {
            "learner": learner,
            "person": person,
            "account": getattr(person, "account", None),
            "school_class": class_of_learner(learner),
            "enrolments": enrolments_of(learner),
            "guardians": _guardians(request.user, learner),
            "masked": masked(held) if held else "",
            "number": number,
            "may_see_number": may_see_national_id(request.user, person),
            "may_manage": may_manage_learner(request.user, learner),
            "may_move": may_move_learner(request.user, learner),
        },
    )


def _guardians(reader: Account, learner: Learner) -> list[Guardianship]:
    """Return who answers for the learner, and whose password the reader renews."""
    rows = list(
        learner.guardianships.on(today()).select_related(
            "guardian__person", "guardian__person__account"
        )
    )
    for row in rows:
        account = getattr(row.guardian.person, "account", None)
        row.may_reset = account is not None and may_reset_password(reader, account)
    return rows


def _form(
    request: HttpRequest, learner: Learner, form: object, title: str, verb: str
) -> HttpResponse:
    now = class_of_learner(learner)
    context = {
        "learner": learner,
        "school_class": now,
        "school": now.school if now else None,
        "form": form,
        "title": f"{learner.person.full_name}: {title}",
        "verb": verb,
    }
    return render(request, "schools/school/form.html", context)
