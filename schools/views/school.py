"""Pages of a school's office: the school, its year, teams, calendar, roll-over."""

import datetime
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.actions.classes import (
    RefusedError,
    form_team,
    join_team,
    leave_team,
    open_class,
)
from schools.actions.roll_over import Moved, plan_roll_over, roll_over
from schools.actions.terms import add_holiday, remove_holiday
from schools.clock import today
from schools.directory import (
    class_rows,
    classes_of,
    links_of,
    lists_open_to,
    schools_of,
    teachers_at,
    teams_of,
)
from schools.forms.school import (
    ClassForm,
    HolidayForm,
    MemberForm,
    RollOverForm,
    TeamForm,
)
from schools.hierarchy import children_of, organisations_above
from schools.models import (
    Holiday,
    Organisation,
    SchoolClass,
    SchoolYear,
    SubjectTeam,
    TeamMembership,
)
from schools.permissions import may_manage_school, may_see_school
from schools.queries import current_year, week_on, weeks_of
from schools.rules.roll_over import BY_HAND, LEAVES, MOVES
from schools.views.access import school_for
from schools.wording import text_of


@login_required
def office(request: HttpRequest) -> HttpResponse:
    """Lead to the reader's school; show the list where there are several."""
    schools = schools_of(request.user)
    if not schools:
        raise PermissionDenied
    if len(schools) == 1:
        return redirect("schools:school", schools[0].uuid)
    return render(request, "schools/school/schools.html", {"schools": schools})


@login_required
def organisation(request: HttpRequest, organisation_uuid: uuid.UUID) -> HttpResponse:
    """Show an organisation: whom it answers to, what it manages."""
    found = get_object_or_404(Organisation, uuid=organisation_uuid)
    if not may_see_school(request.user, found):
        raise PermissionDenied
    return render(
        request,
        "schools/school/organisation.html",
        {"organisation": found, "links": links_of(found), "below": children_of(found)},
    )


@login_required
def school(request: HttpRequest, school_uuid: uuid.UUID) -> HttpResponse:
    """Show a school's classes of a year."""
    found = school_for(request, school_uuid, may_see_school)
    year = _year(request, found)
    return render(
        request,
        "schools/school/school.html",
        {
            "school": found,
            "year": year,
            "years": SchoolYear.objects.filter(classes__school=found).distinct(),
            "classes": classes_of(found, year),
            "teachers": teachers_at(found),
            "may_manage": may_manage_school(request.user, found),
            "opened": lists_open_to(request.user, found, year),
        },
    )


@login_required
def add_class(request: HttpRequest, school_uuid: uuid.UUID) -> HttpResponse:
    """Open a class."""
    found = school_for(request, school_uuid, may_manage_school)
    year = _year(request, found)
    form = ClassForm(request.POST or None, school=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = open_class(
                found,
                year,
                given["name"],
                given["grade"],
                is_combined=given["is_combined"],
            )
        except RefusedError as error:
            form.add_error("name", text_of(error.code))
        else:
            return redirect("schools:class_list", made.uuid)
    return _form_page(request, found, form, _("Open a class"), _("Open class"))


@login_required
def teams(request: HttpRequest, school_uuid: uuid.UUID) -> HttpResponse:
    """Show the subject teams; the office forms new ones."""
    found = school_for(request, school_uuid, may_see_school)
    may_manage = may_manage_school(request.user, found)
    form = TeamForm(request.POST or None, school=found)
    if request.method == "POST":
        _insist(may_manage)
        if form.is_valid():
            try:
                form_team(
                    found, form.cleaned_data["name"], form.cleaned_data["subjects"]
                )
                return redirect("schools:teams", found.uuid)
            except RefusedError as error:
                form.add_error("name", text_of(error.code))
    context = {
        "school": found,
        "teams": teams_of(found),
        "form": form,
        "may_manage": may_manage,
    }
    return render(request, "schools/school/teams.html", context)


@login_required
def team(request: HttpRequest, team_uuid: uuid.UUID) -> HttpResponse:
    """Add a member to a team, or change a role."""
    found = get_object_or_404(
        SubjectTeam.objects.select_related("school"), uuid=team_uuid
    )
    _insist(may_manage_school(request.user, found.school))
    form = MemberForm(request.POST or None, school=found.school)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            join_team(found, given["teacher"], given["role"], given["since"])
        except RefusedError as error:
            form.add_error("since", text_of(error.code))
        else:
            return redirect("schools:teams", found.school.uuid)
    return _form_page(request, found.school, form, found.name, _("Put in the team"))


@login_required
@require_POST
def leave(request: HttpRequest, team_uuid: uuid.UUID, membership: int) -> HttpResponse:
    """End a membership today."""
    found = get_object_or_404(
        TeamMembership.objects.select_related("team__school"),
        pk=membership,
        team__uuid=team_uuid,
    )
    _insist(may_manage_school(request.user, found.team.school))
    leave_team(found, today() - datetime.timedelta(days=1))
    return redirect("schools:teams", found.team.school.uuid)


@login_required
def calendar(request: HttpRequest, school_uuid: uuid.UUID) -> HttpResponse:
    """Show weeks, holidays and the bell; the office adds days off."""
    found = school_for(request, school_uuid, may_see_school)
    year = _year(request, found)
    may_manage = may_manage_school(request.user, found)
    form = HolidayForm(request.POST or None)
    if request.method == "POST":
        _insist(may_manage)
        if form.is_valid():
            add_holiday(found, year, **form.cleaned_data)
            return redirect("schools:calendar", found.uuid)
    above = organisations_above(found)
    holidays = Holiday.objects.filter(year=year, organisation__in=above)
    return render(
        request,
        "schools/school/calendar.html",
        {
            "school": found,
            "year": year,
            "weeks": weeks_of(found, year),
            "this_week": week_on(found, today()),
            "holidays": holidays.select_related("organisation"),
            "bells": found.bell_times.order_by("starts"),
            "form": form,
            "may_manage": may_manage,
        },
    )


@login_required
@require_POST
def drop_holiday(
    request: HttpRequest, school_uuid: uuid.UUID, holiday: int
) -> HttpResponse:
    """Take back a holiday of the school's own."""
    found = school_for(request, school_uuid, may_manage_school)
    remove_holiday(get_object_or_404(Holiday, pk=holiday, organisation=found))
    return redirect("schools:calendar", found.uuid)


@login_required
def year_end(request: HttpRequest, school_uuid: uuid.UUID) -> HttpResponse:
    """Show what a roll-over would do, then do it in one transaction."""
    found = school_for(request, school_uuid, may_manage_school)
    year = _year(request, found)
    form = RollOverForm(
        request.POST or None, initial={"first_day": datetime.date(year.code + 1, 9, 1)}
    )
    steps = plan_roll_over(found, year)
    if request.method == "POST" and form.is_valid():
        first_day = form.cleaned_data["first_day"]
        if first_day <= datetime.date(year.code + 1, 5, 31):
            form.add_error("first_day", _("The new school year begins after 31 May."))
        else:
            moved = roll_over(found, year, first_day, _staying(request))
            messages.success(request, _moved_text(moved))
            return redirect("schools:roll_over", found.uuid)
    lists = {each.pk: class_rows(each) for each in found.classes.filter(year=year)}
    rows = [(step, lists.get(step.key, [])) for step in steps]
    return render(
        request,
        "schools/school/roll_over.html",
        {
            "school": found,
            "year": year,
            "rows": rows,
            "form": form,
            "anything": any(step.what in (MOVES, LEAVES) for step in steps),
            "by_hand": any(step.what == BY_HAND for step in steps),
        },
    )


def _year(request: HttpRequest, found: Organisation) -> SchoolYear:
    """Return the year asked for by `?nam=`, else the current one."""
    code = request.GET.get("nam", "")
    if code.isdecimal() and len(code) == 4:
        return get_object_or_404(SchoolYear, code=int(code))
    year = current_year()
    if year is None:
        last = SchoolClass.objects.filter(school=found).order_by("-year").first()
        return last.year if last else get_object_or_404(SchoolYear, code=today().year)
    return year


def _staying(request: HttpRequest) -> set[int]:
    given = request.POST.getlist("staying")
    return {int(each) for each in given if each.isdecimal() and len(each) < 18}


def _moved_text(moved: Moved) -> str:
    if not (moved.learners or moved.leavers or moved.staying):
        return _("Nothing was left to move.")
    parts = [
        ngettext("%(n)d student moved up.", "%(n)d students moved up.", moved.learners)
        % {"n": moved.learners},
        ngettext("%(n)d student left.", "%(n)d students left.", moved.leavers)
        % {"n": moved.leavers},
    ]
    if moved.staying:
        parts.append(
            ngettext(
                "%(n)d student repeats the grade and waits for a class.",
                "%(n)d students repeat the grade and wait for a class.",
                moved.staying,
            )
            % {"n": moved.staying}
        )
    return " ".join(parts)


def _insist(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _form_page(
    request: HttpRequest, found: Organisation, form: object, title: str, verb: str
) -> HttpResponse:
    context = {"school": found, "form": form, "title": title, "verb": verb}
    return render(request, "schools/school/form.html", context)
