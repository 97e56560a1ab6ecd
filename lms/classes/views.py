"""Pages: my classes, one class, its members, its plans."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes.actions import name_periods, note_reading, refresh_plans
from lms.classes.forms import FIELD, PasteTitlesForm, TitlesForm
from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.classes.permissions import (
    Viewer,
    may_edit_plan,
    may_list_members,
    may_refresh_plans,
    may_see_member_records,
    viewer_of,
)
from lms.classes.queries import (
    class_by_uuid,
    is_stale,
    my_classes,
    periods_of,
    plan_by_uuid,
    plans_of,
    week_of_class,
)
from lms.classes.sections import class_page
from schools.public import Week, class_members, now, today, weeks_of

Crumb = dict[str, str]


def crumbs_to(viewer: Viewer, *more: Crumb) -> list[Crumb]:
    """Return the way to a page of a class."""
    school_class = viewer.school_class
    own = {
        "label": _("Class %(name)s") % {"name": school_class.name},
        "url": reverse("classes:class", args=[school_class.uuid]) if more else "",
    }
    return [{"label": _("Classes"), "url": reverse("classes:index")}, own, *more]


def open_class(request: HttpRequest, uuid: UUID) -> Viewer:
    """Return the reader before the class; a class that is not theirs is not there."""
    school_class = class_by_uuid(uuid)
    if school_class is None:
        raise Http404
    viewer = viewer_of(request.user, school_class)
    if not viewer.may_open:
        raise Http404
    return viewer


def open_plan_page(request: HttpRequest, uuid: UUID) -> tuple[TeachingPlan, Viewer]:
    """Return a plan and the reader before its class."""
    plan = plan_by_uuid(uuid)
    if plan is None:
        raise Http404
    viewer = viewer_of(request.user, plan.school_class)
    if not viewer.may_open:
        raise Http404
    return plan, viewer


def chosen_week(weeks: list[Week], asked: str, viewer: Viewer) -> Week | None:
    """Return the week asked for, else the one running or next, else the last.

    On Sunday the week is over: the next one shows.
    """
    if asked.isdecimal() and len(asked) < 4:
        found = next((week for week in weeks if week.number == int(asked)), None)
        if found:
            return found
    ahead = (week for week in weeks if week.ends_on > viewer.on)
    return next(ahead, weeks[-1] if weeks else None)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """List the reader's classes; a student's own opens at once."""
    mine = my_classes(request.user)
    if mine.own and not (mine.taught or mine.children or mine.led):
        return redirect("classes:class", mine.own.uuid)
    return render(request, "classes/index.html", {"mine": mine})


@login_required
def show_class(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a class's week and what the other slices put on its page."""
    viewer = open_class(request, uuid)
    school_class = viewer.school_class
    weeks = weeks_of(school_class.school, school_class.year)
    week = chosen_week(weeks, request.GET.get("tuan", ""), viewer)
    days = week_of_class(school_class, week) if week else []
    context = {
        "viewer": viewer,
        "school_class": school_class,
        "crumbs": crumbs_to(viewer),
        "week": week,
        "around": _around(weeks, week),
        "days": days,
        "next_day": next((d for d in days if d.date >= viewer.on), None),
        "sections": class_page.sections(viewer, now()),
        "plans": plans_of(school_class, viewer.on),
        "may_list_members": may_list_members(viewer),
        "may_refresh_plans": may_refresh_plans(viewer),
    }
    return render(request, "classes/class.html", context)


def _around(weeks: list[Week], week: Week | None) -> dict[str, Week | None]:
    """Return the week before and the week after."""
    if week is None:
        return {"before": None, "after": None}
    place = weeks.index(week)
    return {
        "before": weeks[place - 1] if place else None,
        "after": weeks[place + 1] if place + 1 < len(weeks) else None,
    }


@login_required
def members(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """List a class: staff with codes and birth dates, classmates with names only."""
    viewer = open_class(request, uuid)
    if not may_list_members(viewer):
        raise PermissionDenied
    listed = class_members(viewer.school_class)
    with_records = may_see_member_records(viewer)
    if with_records:
        note_reading(request.user, listed, "class list")
    context = {
        "viewer": viewer,
        "school_class": viewer.school_class,
        "crumbs": crumbs_to(viewer, {"label": _("Class list"), "url": ""}),
        "members": listed,
        "with_records": with_records,
    }
    return render(request, "classes/members.html", context)


@login_required
def show_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a plan's periods, all or of one week, with what was done online."""
    plan, viewer = open_plan_page(request, uuid)
    return _plan_page(request, plan, viewer)


def _plan_page(
    request: HttpRequest,
    plan: TeachingPlan,
    viewer: Viewer,
    paste: PasteTitlesForm | None = None,
) -> HttpResponse:
    school_class = plan.school_class
    weeks = weeks_of(school_class.school, school_class.year)
    asked = request.GET.get("tuan", "")
    week = None if asked == "ca-nam" else chosen_week(weeks, asked, viewer)
    periods = periods_of(plan, week.number if week else None)
    may_edit = may_edit_plan(request.user, plan)
    context = {
        "plan": plan,
        "viewer": viewer,
        "crumbs": crumbs_to(viewer, {"label": str(plan.subject), "url": ""}),
        "weeks": weeks,
        "week": week,
        "rows": _rows(viewer, periods),
        "may_edit": may_edit,
        "is_stale": viewer.is_staff and is_stale(plan),
        "teaches": viewer.teaches(plan.subject),
        "paste": paste or PasteTitlesForm(plan=plan),
    }
    status = 200 if paste is None else 422
    return render(request, "classes/plan.html", context, status=status)


def _rows(viewer: Viewer, periods: list[PlannedPeriod]) -> list[dict[str, Any]]:
    marks = class_page.evidence(viewer, periods)
    return [
        {"period": each, "mark": marks.get(each.id), "field": f"{FIELD}{each.number}"}
        for each in periods
    ]


def _back(plan: TeachingPlan, request: HttpRequest) -> HttpResponse:
    week = request.POST.get("tuan", "")
    tail = f"?tuan={week}" if week == "ca-nam" or week.isdecimal() else ""
    return redirect(reverse("classes:plan", args=[plan.uuid]) + tail)


@login_required
@require_POST
def save_titles(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Save the titles typed beside the periods."""
    plan, _viewer = open_plan_page(request, uuid)
    if not may_edit_plan(request.user, plan):
        raise PermissionDenied
    numbers = list(plan.periods.values_list("number", flat=True))
    form = TitlesForm(request.POST, numbers=numbers)
    if form.is_valid():
        name_periods(plan, form.titles())
        messages.success(request, _("The titles are saved."))
    else:
        for field in form.errors:
            text = f"{form[field].label}: {form.errors[field][0]}"
            messages.error(request, text)
    return _back(plan, request)


@login_required
@require_POST
def paste_titles(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Save a pasted column of titles; a column that does not fit changes nothing."""
    plan, viewer = open_plan_page(request, uuid)
    if not may_edit_plan(request.user, plan):
        raise PermissionDenied
    form = PasteTitlesForm(request.POST, plan=plan)
    if not form.is_valid():
        return _plan_page(request, plan, viewer, form)
    changed = name_periods(plan, form.titles())
    text = ngettext(
        "%(count)s title was changed.", "%(count)s titles were changed.", changed
    )
    messages.success(request, text % {"count": changed})
    return _back(plan, request)


@login_required
@require_POST
def refresh(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Place the class's plans by the timetable as it stands now."""
    viewer = open_class(request, uuid)
    if not may_refresh_plans(viewer):
        raise PermissionDenied
    moved = refresh_plans(viewer.school_class, today())
    text = ngettext(
        "%(count)s period was placed.", "%(count)s periods were placed.", moved
    )
    messages.success(request, text % {"count": moved})
    return redirect("classes:class", viewer.school_class.uuid)
