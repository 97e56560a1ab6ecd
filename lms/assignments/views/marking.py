"""One learner's work: read it, mark it, return it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.assignments.actions.marking import NotHandedIn, ask_revision, return_work
from lms.assignments.forms.answers import MarkForm
from lms.assignments.models import Submission
from lms.assignments.permissions import may_mark_submission
from lms.assignments.queries.homework import neighbours
from lms.assignments.rules import State, can_return
from lms.assignments.views.opening import crumbs_to, open_submission
from lms.classes.actions import note_reading
from lms.classes.permissions import viewer_of
from schools.public import now

REVISE = "revise"


@login_required
def show_submission(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one learner's work; the teacher's page has the form to mark it."""
    submission = open_submission(request, uuid)
    viewer = viewer_of(request.user, submission.assignment.school_class)
    if viewer.learner == submission.learner:
        return redirect("assignments:homework", submission.assignment.uuid)
    if viewer.is_staff:
        note_reading(request.user, [submission.learner], "homework")
    return _page(request, submission)


def _page(
    request: HttpRequest, submission: Submission, form: MarkForm | None = None
) -> HttpResponse:
    work = submission.assignment
    viewer = viewer_of(request.user, work.school_class)
    is_staff = viewer.is_staff
    mark = submission.mark
    initial = {
        "mark": "" if mark is None else f"{mark.normalize():f}".replace(".", ","),
        "comment": submission.comment,
    }
    context = {
        "work": work,
        "submission": submission,
        "photos": submission.kept_photos,
        "earlier": _earlier(submission),
        "neighbours": neighbours(submission) if is_staff else None,
        "may_mark": may_mark_submission(request.user, submission)
        and can_return(submission.state),
        "form": form or MarkForm(initial=initial, most=work.max_mark),
        "crumbs": crumbs_to(
            work,
            {
                "label": work.title,
                "url": reverse("assignments:homework", args=[work.uuid]),
            },
            {"label": submission.learner.person.full_name, "url": ""},
        ),
    }
    status = 422 if form is not None else 200
    return render(request, "assignments/submission.html", context, status=status)


def _earlier(submission: Submission) -> list[object]:
    """Return the versions before the one shown."""
    return list(submission.versions.all())[:-1]


@login_required
@require_POST
def return_submission(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Return work with its mark, or for revision, and go on to the next."""
    submission = open_submission(request, uuid)
    if not may_mark_submission(request.user, submission):
        raise PermissionDenied
    revises = REVISE in request.POST
    form = MarkForm(
        request.POST, most=submission.assignment.max_mark, needs_comment=revises
    )
    if not form.is_valid():
        return _page(request, submission, form)
    said = form.cleaned_data
    name = submission.learner.person.full_name
    try:
        if revises:
            ask_revision(submission, request.user, said["comment"], now())
            done = _("Sent back to %(name)s to be revised.")
        else:
            return_work(submission, request.user, said["mark"], said["comment"], now())
            done = _("Returned to %(name)s.")
    except NotHandedIn:
        messages.error(
            request, _("This work is not handed in, so it cannot be returned.")
        )
        return redirect("assignments:submission", uuid)
    messages.success(request, done % {"name": name})
    return _next(submission)


def _next(submission: Submission) -> HttpResponse:
    """Go on to the next work that waits for its mark, else to the list."""
    around = neighbours(submission)
    after = around.after
    if after is not None and after.state == State.SUBMITTED:
        return redirect("assignments:submission", after.uuid)
    return redirect("assignments:homework", submission.assignment.uuid)
