"""Pages for authors and for those who approve."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from library.lessons import actions
from library.lessons.forms import DecisionForm, StartForm, SubmitForm
from library.lessons.models import GradePage, LessonPage, Review
from library.lessons.queries import lesson_by_uuid, reviews_of
from library.lessons.views import Crumb, crumbs_of, show
from library.permissions import (
    decidable,
    editable_lessons,
    may_author,
    may_decide,
    may_edit_lesson,
    may_review,
    may_see_review,
    may_submit,
)
from library.viewers import viewer_of
from schools.public import classes_taught, subjects_taught

MOST_LISTED = 200


def _own(request: HttpRequest, lesson_uuid: uuid.UUID) -> LessonPage:
    lesson = lesson_by_uuid(lesson_uuid)
    if lesson is None or not may_edit_lesson(request.user, lesson):
        raise Http404
    return lesson


def _review(request: HttpRequest, review_uuid: uuid.UUID) -> Review:
    review = (
        Review.objects.filter(uuid=review_uuid)
        .select_related("lesson__subject", "lesson__author__person", "revision")
        .first()
    )
    if review is None or not may_see_review(request.user, review):
        raise Http404
    return review


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own lessons with where each stands."""
    if not may_author(request.user):
        raise PermissionDenied
    lessons = (
        editable_lessons(request.user)
        .filter(author=request.user)
        .select_related("subject")
        .prefetch_related("reviews__notes__account__person")
        .order_by("-latest_revision_created_at")[:MOST_LISTED]
    )
    crumbs = [
        Crumb(_("Learning materials"), reverse("library:browse")),
        Crumb(_("My lessons")),
    ]
    return render(request, "library/mine.html", {"lessons": lessons, "crumbs": crumbs})


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Open the editor for a subject and grade; ask for them where not given."""
    if not may_author(request.user):
        raise PermissionDenied
    form = StartForm(request.GET if "mon" in request.GET else None)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        parent = GradePage.objects.filter(
            subject=chosen["mon"], grade=chosen["lop"]
        ).first()
        if parent is not None:
            actions.grant_authoring(request.user)
            return redirect(
                "wagtailadmin_pages:add", "library", "lessonpage", parent.pk
            )
        form.add_error(
            "lop",
            _("%(subject)s is not taught in grade %(grade)s.")
            % {"subject": chosen["mon"], "grade": chosen["lop"]},
        )
    places = {
        (subject, school_class.grade)
        for school_class in classes_taught(request.user)
        for subject in subjects_taught(request.user, school_class)
    }
    context = {
        "form": form,
        "places": sorted(places, key=lambda each: (each[1], each[0].position)),
        "crumbs": [
            Crumb(_("Learning materials"), reverse("library:browse")),
            Crumb(_("Write a lesson")),
        ],
    }
    return render(request, "library/start.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, lesson_uuid: uuid.UUID) -> HttpResponse:
    """Ask for a wider scope."""
    lesson = _own(request, lesson_uuid)
    form = SubmitForm(request.POST or None)
    form.fields["scope"].choices = [
        choice
        for choice in form.fields["scope"].choices
        if may_submit(request.user, lesson, choice[0])
    ]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.submit(lesson, request.user, data["scope"], data["words"])
        messages.success(request, _("Sent. You will see the answer here."))
        return redirect("library:mine")
    context = {
        "lesson": lesson,
        "form": form,
        "reviews": reviews_of(lesson),
        "crumbs": [*crumbs_of(lesson), Crumb(_("Share more widely"))],
    }
    return render(request, "library/submit.html", context)


@login_required
@require_POST
def unpublish(request: HttpRequest, lesson_uuid: uuid.UUID) -> HttpResponse:
    """Take a published lesson back."""
    lesson = lesson_by_uuid(lesson_uuid)
    if lesson is None:
        raise Http404
    actions.unpublish(lesson, request.user)
    messages.success(request, _("Taken back: students no longer see this lesson."))
    return redirect("library:mine" if may_author(request.user) else "library:browse")


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """List what waits for one's approval."""
    viewer = viewer_of(request.user)
    waiting = [
        review
        for review in Review.objects.filter(decidable(viewer))
        .select_related("lesson__subject", "lesson__author__person")
        .order_by("submitted_at")[:MOST_LISTED]
        if may_decide(request.user, review)
    ]
    if not waiting and not may_review(request.user):
        raise PermissionDenied
    crumbs = [
        Crumb(_("Learning materials"), reverse("library:browse")),
        Crumb(_("Waiting for approval")),
    ]
    return render(
        request, "library/reviews.html", {"waiting": waiting, "crumbs": crumbs}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, review_uuid: uuid.UUID) -> HttpResponse:
    """Read the version under review and decide."""
    asked = _review(request, review_uuid)
    deciding = may_decide(request.user, asked)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        if not deciding:
            raise PermissionDenied
        if form.is_valid():
            return _decide(request, asked, form)
    version = asked.revision.as_object()
    extra = {
        "review": asked,
        "decision": form if deciding else None,
        "is_preview": True,
        "may_edit": False,
        "may_unpublish": False,
        "crumbs": [
            Crumb(_("Learning materials"), reverse("library:browse")),
            Crumb(_("Waiting for approval"), reverse("library:reviews")),
        ],
    }
    return show(request, version, extra, status=422 if form.errors else 200)


def _decide(request: HttpRequest, asked: Review, form: DecisionForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    if form.cleaned_data["verb"] == "approve":
        actions.approve(asked, request.user, reason)
        messages.success(request, _("Approved. The author has been told."))
    else:
        actions.return_with_reason(asked, request.user, reason)
        messages.success(request, _("Returned to the author with your reason."))
    return redirect("library:reviews")


@login_required
@require_POST
def withdraw(request: HttpRequest, review_uuid: uuid.UUID) -> HttpResponse:
    """Take one's request back."""
    actions.withdraw(_review(request, review_uuid), request.user)
    messages.success(request, _("Taken back. You can edit and send it again."))
    return redirect("library:mine")
