"""Pages of who set a test: follow it, decide, read the results."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.assessment.actions.attempts import (
    close_expired,
    decide_late,
    grant_extra_minutes,
    reopen_attempt,
)
from lms.assessment.actions.marking import correct_key
from lms.assessment.actions.reading import note_reading
from lms.assessment.actions.tests import call_off, open_room, release_marks
from lms.assessment.export import workbook
from lms.assessment.forms import KeyForm, MinutesForm, ReasonForm
from lms.assessment.models import Test
from lms.assessment.permissions import may_manage, may_read_results
from lms.assessment.queries import (
    attempt_by_uuid,
    attempt_review,
    live_rows,
    paper_with_corrections,
    results_of,
    undecided_late,
)
from lms.assessment.rules import Release, State
from lms.assessment.views.access import (
    Crumb,
    crumbs,
    decision_in,
    managed_attempt,
    managed_test,
    readable_test,
)
from lms.assessment.wording import LATE
from schools.public import Learner, class_members, now

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _crumbs(test: Test, *more: tuple[str, str]) -> list[Crumb]:
    name = f"{test.title} · {test.school_class.name}"
    url = reverse("assessment:follow", args=[test.uuid]) if more else ""
    return crumbs((name, url), *more)


@login_required
@never_cache
def follow(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show who has begun, how far they are, when they last saved."""
    test = readable_test(request, uuid)
    moment = now()
    close_expired(moment, test)
    rows = live_rows(test)
    begun = [row.attempt for row in rows if row.attempt is not None]
    ended = [attempt for attempt in begun if attempt.state != State.OPEN]
    context = {
        "test": test,
        "rows": rows,
        "questions": len(paper_with_corrections(test).entries),
        "begun": len(begun),
        "ended": len(ended),
        "late": [a for a in begun if a.late_waiting],
        "manages": may_manage(request.user, test),
        "is_open": test.opens_at <= moment < test.closes_at,
        "is_ahead": moment < test.opens_at,
        "to_release": test.release == Release.HELD and test.released_at is None,
        "crumbs": _crumbs(test),
    }
    return render(request, "assessment/follow.html", context)


@login_required
@never_cache
def results(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the results per student, per question, per outcome."""
    test = readable_test(request, uuid)
    moment = now()
    close_expired(moment, test)
    found = results_of(test, moment)
    note_reading(request.user, [row.learner.person for row in found.rows], "test")
    context = {
        "test": test,
        "results": found,
        "manages": may_manage(request.user, test),
        "corrections": test.corrections.select_related("made_by__person"),
        "crumbs": _crumbs(test, (_("Results"), "")),
    }
    return render(request, "assessment/results.html", context)


@login_required
def export(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the results as an Excel file."""
    test = readable_test(request, uuid)
    moment = now()
    close_expired(moment, test)
    found = results_of(test, moment)
    note_reading(request.user, [row.learner.person for row in found.rows], "test")
    response = HttpResponse(workbook(test, found), content_type=XLSX)
    name = f"ket-qua-{timezone.localtime(test.opens_at):%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@never_cache
def sheet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one student's attempt to who may read the class's results."""
    attempt = attempt_by_uuid(uuid)
    if attempt is None or not may_read_results(request.user, attempt.test):
        raise Http404
    moment = now()
    close_expired(moment, attempt.test)
    attempt.refresh_from_db()
    note_reading(request.user, [attempt.learner.person], "test")
    late = [
        {"event": event, "why": LATE.get(event.payload.get("reason", ""), "")}
        for event in undecided_late(attempt)
    ]
    name = attempt.learner.person.full_name
    context = {
        "attempt": attempt,
        "test": attempt.test,
        "review": attempt_review(attempt, moment, staff=True),
        "events": attempt.events.exclude(kind="saved").select_related("actor__person"),
        "saves": attempt.events.filter(kind="saved").count(),
        "scores": attempt.scores.all(),
        "late": late,
        "manages": may_manage(request.user, attempt.test),
        "reopen": MinutesForm(initial={"minutes": 10}),
        "reason": ReasonForm(),
        "crumbs": _crumbs(attempt.test, (name, "")),
    }
    return render(request, "assessment/sheet.html", context)


@login_required
@require_POST
def room(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a fresh code for the room."""
    test = managed_test(request, uuid)
    if test.at_school:
        open_room(test)
    return redirect("assessment:follow", test.uuid)


@login_required
@require_POST
def release(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let students see their marks."""
    test = managed_test(request, uuid)
    release_marks(test, now())
    messages.success(request, _("Students can see their marks now."))
    return redirect("assessment:follow", test.uuid)


@login_required
@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Call off a test nobody has begun."""
    test = managed_test(request, uuid)
    if call_off(test):
        messages.success(request, _("The test is called off."))
        return redirect("assessment:index")
    messages.error(
        request, _("A student has begun: the test can no longer be called off.")
    )
    return redirect("assessment:follow", test.uuid)


@login_required
def extra(request: HttpRequest, uuid: UUID, learner_uuid: UUID) -> HttpResponse:
    """Give a student extra minutes."""
    test = managed_test(request, uuid)
    learner = get_object_or_404(
        Learner.objects.select_related("person"), uuid=learner_uuid
    )
    if learner not in class_members(test.school_class):
        raise Http404
    given = test.accommodations.filter(learner=learner).first()
    initial = {"minutes": given.extra_minutes, "reason": given.reason} if given else {}
    form = MinutesForm(request.POST or None, initial=initial)
    if request.method == "POST":
        decision = decision_in(request, form)
        if decision is not None:
            minutes = form.cleaned_data["minutes"]
            grant_extra_minutes(test, learner, minutes, decision)
            messages.success(request, _("The extra minutes are given."))
            return redirect("assessment:follow", test.uuid)
    return _decision_page(
        request, form, test,
        _("Extra minutes for %(name)s") % {"name": learner.person.full_name},
        _("Give minutes"),
    )  # fmt: skip


def _decision_page(
    request: HttpRequest, form: Any, test: Test, heading: str, button: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "test": test,
        "heading": heading,
        "button": button,
        "crumbs": _crumbs(test, (heading, "")),
        **more,
    }
    return render(request, "assessment/decision.html", context)


@login_required
@require_POST
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open an ended attempt again."""
    attempt = managed_attempt(request, uuid)
    form = MinutesForm(request.POST)
    decision = decision_in(request, form)
    if decision is not None:
        reopen_attempt(attempt.pk, form.cleaned_data["minutes"], decision)
        messages.success(request, _("The student can go on with the test."))
    return redirect("assessment:sheet", attempt.uuid)


@login_required
@require_POST
def late(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Count late answers, or do not."""
    attempt = managed_attempt(request, uuid)
    decision = decision_in(request, ReasonForm(request.POST))
    if decision is not None:
        decide_late(attempt.pk, request.POST.get("do") == "keep", decision)
        messages.success(request, _("Your decision is written down."))
    return redirect("assessment:sheet", attempt.uuid)


@login_required
def key(request: HttpRequest, uuid: UUID, item_key: str) -> HttpResponse:
    """Put a wrong key right and mark everybody again."""
    test = managed_test(request, uuid)
    entries = {e.key: e for e in paper_with_corrections(test).entries}
    entry = entries.get(item_key)
    if entry is None:
        raise Http404
    form = KeyForm(
        request.POST or None, format_name=entry.format, document=entry.document
    )
    if request.method == "POST" and form.is_valid():
        decision = decision_in(request, form)
        if decision is not None:
            count = correct_key(test, item_key, form.cleaned_data["change"], decision)
            messages.success(
                request,
                ngettext(
                    "The key is corrected; %(n)s mark changed.",
                    "The key is corrected; %(n)s marks changed.",
                    count,
                )
                % {"n": count},
            )
            return redirect("assessment:results", test.uuid)
    number = list(entries).index(item_key) + 1
    return _decision_page(
        request, form, test,
        _("Correct the key of question %(number)s") % {"number": number},
        _("Correct and mark again"),
        stem=entry.document["stem"], help_template=f"assessment/items/{entry.format}.html",
    )  # fmt: skip
