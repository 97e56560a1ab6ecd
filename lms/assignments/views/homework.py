"""Homework: what is due, the learner's page, the teacher's list."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.assignments.actions.homework import Refused, hand_in, save_text
from lms.assignments.actions.photos import MOST_PHOTOS, add_photo, remove_photo
from lms.assignments.forms.answers import HandInForm
from lms.assignments.messages import photo_refused, work_refused
from lms.assignments.models import Assignment
from lms.assignments.permissions import may_hand_in, may_mark, may_read_all
from lms.assignments.photos import MAX_SOURCE, NotAPhoto, Reason
from lms.assignments.queries.giving import teaching_of
from lms.assignments.queries.home import due_for_learner, to_mark
from lms.assignments.queries.homework import (
    handed_in,
    photo_by_uuid,
    submission_of,
)
from lms.assignments.rules import refuse_change
from lms.assignments.views.opening import crumbs_to, open_homework
from lms.classes.permissions import Viewer
from schools.public import guardian_children, learner_of, now


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """List what the reader has to do: own, children's, to mark."""
    learner = learner_of(request.user)
    moment = now()
    context = {
        "due": due_for_learner(learner, moment) if learner else None,
        "children": [
            {"child": child, "due": due_for_learner(child, moment)}
            for child in guardian_children(request.user)
        ],
        "to_mark": to_mark(request.user),
        "teaching": teaching_of(request.user),
    }
    return render(request, "assignments/index.html", context)


@login_required
def show_homework(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show homework as the reader stands to it."""
    work, viewer = open_homework(request, uuid)
    if may_read_all(viewer, work):
        return _teachers_list(request, work, viewer)
    if may_hand_in(viewer):
        return _learners_page(request, work, viewer)
    return _guardians_page(request, work, viewer)


def _teachers_list(
    request: HttpRequest, work: Assignment, viewer: Viewer
) -> HttpResponse:
    context = {
        "work": work,
        "list": handed_in(work, now()),
        "may_mark": may_mark(viewer, work),
        "crumbs": crumbs_to(work, {"label": work.title, "url": ""}),
    }
    return render(request, "assignments/homework_list.html", context)


def _guardians_page(
    request: HttpRequest, work: Assignment, viewer: Viewer
) -> HttpResponse:
    context = {
        "work": work,
        "rows": [
            {"child": child, "submission": submission_of(work, child)}
            for child in viewer.children
        ],
        "crumbs": crumbs_to(work, {"label": work.title, "url": ""}),
    }
    return render(request, "assignments/homework_guardian.html", context)


def _learners_page(
    request: HttpRequest,
    work: Assignment,
    viewer: Viewer,
    form: HandInForm | None = None,
) -> HttpResponse:
    submission = submission_of(work, viewer.learner)
    state = submission.state if submission else "draft"
    refusal = refuse_change(state, work.due_at, work.allow_late, now())
    text = submission.text if submission else ""
    context = {
        "work": work,
        "submission": submission,
        "photos": submission.kept_photos if submission else (),
        "form": form or HandInForm(initial={"text": text}),
        "is_open": refusal is None,
        "closed_because": work_refused(refusal) if refusal else "",
        "is_overdue": now() > work.due_at,
        "most_photos": MOST_PHOTOS,
        "crumbs": crumbs_to(work, {"label": work.title, "url": ""}),
    }
    status = 422 if form is not None else 200
    return render(request, "assignments/homework.html", context, status=status)


def _own_homework(request: HttpRequest, uuid: UUID) -> tuple[Assignment, Viewer]:
    work, viewer = open_homework(request, uuid)
    if not may_hand_in(viewer):
        raise PermissionDenied
    return work, viewer


@login_required
@require_POST
def hand_in_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand work in, or keep it for later; photos chosen without scripts come too."""
    work, viewer = _own_homework(request, uuid)
    form = HandInForm(request.POST)
    if not form.is_valid():
        return _learners_page(request, work, viewer, form)
    text = form.cleaned_data["text"]
    hands_in = "hand-in" in request.POST
    try:
        taken = _take_photos(request, work, viewer)
        if hands_in and taken:
            hand_in(work, viewer.learner, text, now())
            messages.success(request, _("Your work is handed in."))
        else:
            save_text(work, viewer.learner, text, now())
            if taken:
                messages.success(request, _("Saved. Not handed in yet."))
    except Refused as refused:
        messages.error(request, work_refused(refused.refusal))
    return redirect("assignments:homework", uuid)


def _take_photos(request: HttpRequest, work: Assignment, viewer: Viewer) -> bool:
    """Take the photos sent with the form; False: one of them was refused."""
    taken = True
    for upload in request.FILES.getlist("photos")[:MOST_PHOTOS]:
        name = upload.name or ""
        try:
            if (upload.size or 0) > MAX_SOURCE:
                raise NotAPhoto(Reason.TOO_BIG)
            add_photo(work, viewer.learner, upload.read(), name, now())
        except NotAPhoto as refused:
            messages.error(request, photo_refused(refused.reason, name))
            taken = False
    return taken


@login_required
@require_POST
def remove_photo_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a photo off one's own work."""
    photo = photo_by_uuid(uuid)
    learner = learner_of(request.user)
    if photo is None or learner is None or photo.submission.learner != learner:
        raise PermissionDenied
    try:
        remove_photo(photo, now())
    except Refused as refused:
        messages.error(request, work_refused(refused.refusal))
    return redirect("assignments:homework", photo.submission.assignment.uuid)
