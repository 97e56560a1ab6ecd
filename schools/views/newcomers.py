"""Pages for somebody new: a member of staff, a pupil's guardian; and for leaving."""

import datetime
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.actions.classes import RefusedError
from schools.actions.national_ids import RefusedNumberError
from schools.actions.newcomers import (
    Admitted,
    add_guardian,
    end_guardianship,
    let_go,
    take_on,
)
from schools.clock import today
from schools.directory import staff_at
from schools.forms.newcomers import GuardianForm, StaffForm
from schools.forms.school import EndForm
from schools.models import Guardianship, Learner, Organisation, Person
from schools.permissions import leads_school, may_manage_school
from schools.queries import class_of_learner
from schools.record_permissions import may_let_go, may_manage_learner
from schools.views.access import learner_for, school_for
from schools.wording import identifier_text, text_of

DAY = datetime.timedelta(days=1)


@login_required
@never_cache
def staff(request: HttpRequest, school_uuid: uuid.UUID) -> HttpResponse:
    """Take on a teacher (leaders: a clerk as well)."""
    school = school_for(request, school_uuid, may_manage_school)
    form = StaffForm(request.POST or None, leads=leads_school(request.user, school))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            came = take_on(form.newcomer(), school, given["role"], given["since"])
        except (RefusedError, RefusedNumberError) as error:
            _explain(form, error)
        else:
            return _welcome(request, came, school, None)
    return _page(request, form, school, None)


@login_required
@never_cache
def guardian(request: HttpRequest, learner_uuid: uuid.UUID) -> HttpResponse:
    """Record a pupil's guardian, who signs in from now on."""
    learner = learner_for(request, learner_uuid, may_manage_learner)
    school = class_of_learner(learner).school
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            came = add_guardian(
                form.newcomer(), learner, school, given["relation"], given["since"]
            )
        except (RefusedError, RefusedNumberError) as error:
            _explain(form, error)
        else:
            return _welcome(request, came, school, learner)
    return _page(request, form, school, learner)


@login_required
@require_POST
def end_guardian(
    request: HttpRequest, learner_uuid: uuid.UUID, guardian_uuid: uuid.UUID
) -> HttpResponse:
    """End a guardianship: from now on the guardian sees nothing of this pupil."""
    learner = learner_for(request, learner_uuid, may_manage_learner)
    rows = Guardianship.objects.on(today()).filter(
        learner=learner, guardian__uuid=guardian_uuid
    )
    for row in rows:
        end_guardianship(row, today() - DAY)
    messages.success(request, _("Taken out of the family list."))
    return redirect("schools:learner", learner.uuid)


@login_required
def leave(
    request: HttpRequest, school_uuid: uuid.UUID, person_uuid: uuid.UUID
) -> HttpResponse:
    """End a colleague's work at the school."""
    school = school_for(request, school_uuid, may_manage_school)
    person = get_object_or_404(Person, uuid=person_uuid, pk__in=staff_at(school))
    if not may_let_go(request.user, person, school):
        raise PermissionDenied
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        let_go(person, school, form.cleaned_data["last_day"])
        messages.success(
            request, _("Recorded. Classes, teams and rights here end with that day.")
        )
        return redirect("schools:school", school.uuid)
    context = {
        "school": school,
        "form": form,
        "title": _("%(name)s leaves the school") % {"name": person.full_name},
        "verb": _("End the work here"),
    }
    return render(request, "schools/school/form.html", context)


def _explain(form: Form, error: RefusedError | RefusedNumberError) -> None:
    if isinstance(error, RefusedNumberError):
        text = identifier_text(error.code)
        if error.suggestion:
            text = _(
                "11 digits: Excel may have dropped the leading 0. Is it %(suggestion)s?"
            ) % {"suggestion": error.suggestion}
        form.add_error("national_id", text)
    elif error.code == "unknown_username":
        form.add_error("username", text_of(error.code))
    else:
        form.add_error(None, text_of(error.code))


def _page(
    request: HttpRequest, form: Form, school: Organisation, learner: Learner | None
) -> HttpResponse:
    title = _("A new member of staff")
    if learner is not None:
        title = _("Family of %(name)s") % {"name": learner.person.full_name}
    context = {"school": school, "form": form, "title": title, "verb": _("Record")}
    if learner is not None:
        context["school_class"] = class_of_learner(learner)
    return render(request, "schools/school/form.html", context)


def _welcome(
    request: HttpRequest,
    came: Admitted,
    school: Organisation,
    learner: Learner | None,
) -> HttpResponse:
    """Show the first password once, in the answer itself; or lead on."""
    if came.credentials is None:
        messages.success(
            request,
            _("%(name)s is recorded and signs in as before.")
            % {"name": came.person.full_name},
        )
        if learner is None:
            return redirect("schools:school", school.uuid)
        return redirect("schools:learner", learner.uuid)
    context = {
        "target": came.credentials.account,
        "password": came.credentials.password,
        "is_new": True,
        "school": school,
        "learner": learner,
    }
    return render(request, "schools/school/new_password.html", context)
