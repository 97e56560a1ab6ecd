"""Pages of who sits a test: the list, before, during, after."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.assessment.actions.attempts import (
    RefusedError,
    begin_attempt,
    close_expired,
    close_if_over,
    save_form,
    submit_attempt,
)
from lms.assessment.actions.code_tries import may_try, note_wrong_code
from lms.assessment.answers import SaveError, clean_fields
from lms.assessment.models import Attempt, Test
from lms.assessment.permissions import (
    is_guardian_of,
    is_teacher,
    may_read_results,
    may_take,
    owns_attempt,
)
from lms.assessment.queries import (
    attempt_by_uuid,
    attempt_page,
    attempt_review,
    paper_bytes,
    test_by_uuid,
    tests_for_learner,
    tests_of_teacher,
    tests_read_by,
)
from lms.assessment.rules import Refusal, State
from lms.assessment.tokens import issue
from lms.assessment.views.access import crumbs, own_attempt
from lms.assessment.wording import REFUSAL
from schools.public import guardian_children, learner_of, now


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """List the tests of whoever asks: to take, to follow, a child's."""
    moment = now()
    learner = learner_of(request.user)
    children = [
        {"child": child, "rows": tests_for_learner(child, moment)}
        for child in guardian_children(request.user)
    ]
    context: dict[str, Any] = {"now": moment, "children": children}
    if learner is not None:
        rows = tests_for_learner(learner, moment)
        ahead = [r for r in rows if r.status in {"going_on", "todo", "soon"}]
        context["ahead"] = sorted(ahead, key=lambda r: r.test.closes_at)
        context["past"] = [r for r in rows if r not in ahead]
        context["learner"] = learner
    if is_teacher(request.user):
        context["teacher"] = True
        context["taught"] = list(tests_of_teacher(request.user, moment)[:60])
    taught = {test.pk for test in context.get("taught", ())}
    read = tests_read_by(request.user)[:60]
    context["read"] = [test for test in read if test.pk not in taught]
    return render(request, "assessment/index.html", context)


@login_required
@never_cache
def test(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a test before it is begun; staff are led to its results."""
    found = test_by_uuid(uuid)
    if found is None:
        raise Http404
    if may_take(request.user, found):  # asked first: most who come are pupils
        return _start_page(request, found, None)
    if may_read_results(request.user, found):
        return redirect("assessment:follow", found.uuid)
    raise Http404


def _start_page(
    request: HttpRequest, found: Test, refusal: str | None, status: int = 200
) -> HttpResponse:
    moment = now()
    close_expired(moment, found)
    learner = learner_of(request.user)
    if learner is None:
        raise Http404
    rows = tests_for_learner(learner, moment)
    row = next((r for r in rows if r.test == found), None)
    if row is None:
        raise Http404
    context = {
        "test": found,
        "row": row,
        "bytes": paper_bytes(found),
        "refusal": refusal,
        "crumbs": crumbs((found.title, "")),
    }
    return render(request, "assessment/start.html", context, status=status)


@login_required
@require_POST
def begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin an attempt, or go on with the open one."""
    found = test_by_uuid(uuid)
    learner = learner_of(request.user)
    if found is None or learner is None or not may_take(request.user, found):
        raise Http404
    if not may_try(request.user, found):
        words = _(
            "Too many wrong codes. Ask your teacher, and try again in 10 minutes."
        )
        return _start_page(request, found, words, 429)
    try:
        attempt = begin_attempt(found, learner, request.POST.get("code", ""), now())
    except RefusedError as refused:
        if refused.refusal == Refusal.CODE_WRONG:
            note_wrong_code(request.user, found)
        return _start_page(request, found, str(REFUSAL[refused.refusal]), 409)
    return redirect("assessment:attempt", attempt.uuid)


@login_required
@never_cache
def attempt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the test page; without scripts its form is posted here."""
    found = attempt_by_uuid(uuid)
    if found is None or not owns_attempt(request.user, found):
        raise Http404
    moment = now()
    close_if_over(found, moment)
    if request.method == "POST":
        return _posted(request, found)
    found.refresh_from_db(fields=["state"])
    if found.state != State.OPEN:
        return redirect("assessment:result", found.uuid)
    left = found.deadline_at - moment
    context = {
        "attempt": found,
        "test": found.test,
        "page": attempt_page(found),
        "pass": issue(found.uuid, request.user.pk),
        "remaining_ms": max(0, int(left.total_seconds() * 1000)),
        "minutes_left": max(0, int(left.total_seconds() // 60)),
        "save_url": reverse("assessment:save", args=[found.uuid]),
    }
    return render(request, "assessment/attempt.html", context)


def _posted(request: HttpRequest, found: Attempt) -> HttpResponse:
    hidden = {"csrfmiddlewaretoken", "do"}
    raw = {name: value for name, value in request.POST.items() if name not in hidden}
    try:
        saved = save_form(found.pk, clean_fields(raw), now())
    except SaveError:
        messages.error(request, _("This could not be saved. Try once more."))
        return redirect("assessment:attempt", found.uuid)
    if saved.state == State.OPEN and request.POST.get("do") == "submit":
        saved = submit_attempt(found.pk, now())
    if saved.state != State.OPEN:
        return redirect("assessment:result", found.uuid)
    messages.success(request, _("Your answers are saved."))
    return redirect("assessment:attempt", found.uuid)


@login_required
@require_POST
def renew(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a page that was open for long a new pass."""
    found = own_attempt(request, uuid)
    return HttpResponse(issue(found.uuid, request.user.pk), content_type="text/plain")


@login_required
@never_cache
def result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the receipt and, when the time has come, the mark and the answers."""
    found = attempt_by_uuid(uuid)
    if found is None:
        raise Http404
    mine = owns_attempt(request.user, found)
    if not mine and not is_guardian_of(request.user, found):
        raise Http404
    moment = now()
    close_if_over(found, moment)
    found.refresh_from_db(fields=["state", "mark", "receipt", "submitted_at"])
    if found.state == State.OPEN:
        if mine:
            return redirect("assessment:attempt", found.uuid)
        raise Http404
    context = {
        "attempt": found,
        "test": found.test,
        "mine": mine,
        "review": attempt_review(found, moment, staff=False),
        "crumbs": crumbs((found.test.title, "")),
    }
    return render(request, "assessment/result.html", context)
