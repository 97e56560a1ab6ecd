"""Timetables: of a class, of a teacher, pasted as a grid from a week on."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from schools.actions.classes import RefusedError
from schools.actions.timetables import set_timetable
from schools.clock import today
from schools.directory import class_grid, subject_words, teacher_grid, works_at
from schools.forms.school import TimetableForm
from schools.models import Organisation, SchoolClass, Teacher
from schools.permissions import may_manage_class, may_see_timetable, oversees
from schools.queries import current_year, timetable_on, weeks_begun, weeks_of
from schools.rules.tables import split_pasted
from schools.rules.timetable_grid import Problem, read_grid
from schools.spreadsheets import UnreadableFileError, read_table
from schools.views.access import class_for
from schools.wording import text_of


@login_required
def class_timetable(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Show a class's timetable of this week or the one asked for."""
    school_class = class_for(request, class_uuid, may_see_timetable)
    week = _week(request, school_class)
    version = timetable_on(school_class, week)
    return render(
        request,
        "schools/school/timetable.html",
        {
            "school_class": school_class,
            "title": _("Timetable of %(name)s") % {"name": school_class.name},
            "week": week,
            "version": version,
            "lines": class_grid(version),
            "versions": school_class.timetables.order_by("valid_from_week"),
            "may_manage": may_manage_class(request.user, school_class),
        },
    )


@login_required
def paste_timetable(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Paste a grid that holds from a week on."""
    school_class = class_for(request, class_uuid, may_manage_class)
    form = TimetableForm(
        request.POST or None,
        request.FILES or None,
        initial={"week": _this_week(school_class)},
    )
    if request.method == "POST" and form.is_valid() and _keep(form, school_class):
        messages.success(
            request,
            _("The timetable holds from week %(week)s on.")
            % {"week": form.cleaned_data["week"]},
        )
        return redirect("schools:class_timetable", school_class.uuid)
    context = {"school_class": school_class, "form": form}
    return render(request, "schools/school/paste_timetable.html", context)


@login_required
def teacher_timetable(request: HttpRequest, teacher_uuid: uuid.UUID) -> HttpResponse:
    """Show what a teacher teaches this week, to colleagues and above."""
    teacher = get_object_or_404(
        Teacher.objects.select_related("person"), uuid=teacher_uuid
    )
    if not (works_at(teacher, request.user) or _oversees(request, teacher)):
        raise PermissionDenied
    year = current_year()
    school_class = (
        SchoolClass.objects.filter(assignments__teacher=teacher, year=year)
        .select_related("school", "year")
        .first()
    )
    week = _this_week(school_class) if school_class else 1
    return render(
        request,
        "schools/school/timetable.html",
        {
            "title": _("Timetable of %(name)s") % {"name": teacher.person.full_name},
            "week": week,
            "teacher": teacher,
            "lines": teacher_grid(teacher, year, week) if year else [],
        },
    )


def _oversees(request: HttpRequest, teacher: Teacher) -> bool:
    places = Organisation.objects.filter(
        id__in=teacher.person.appointments.on(today()).values("organisation")
    )
    return any(oversees(request.user, place) for place in places)


def _this_week(school_class: SchoolClass) -> int:
    return max(1, weeks_begun(school_class.school, today()))


def _week(request: HttpRequest, school_class: SchoolClass) -> int:
    text = request.GET.get("tuan", "")
    if text.isdecimal() and len(text) < 3:
        weeks = len(weeks_of(school_class.school, school_class.year)) or 35
        return min(max(int(text), 1), weeks)
    return _this_week(school_class)


def _keep(form: TimetableForm, school_class: SchoolClass) -> bool:
    """Read the grid and keep it; problems go to the form."""
    words, activity = subject_words()
    try:
        file = form.cleaned_data.get("file")
        table = (
            read_table(file.name, file)
            if file
            else split_pasted(form.cleaned_data["text"])
        )
        grid = read_grid(table, words, activity)
        if not grid.problems:
            set_timetable(school_class, form.cleaned_data["week"], grid.slots)
            return True
        for problem in grid.problems[:12]:
            form.add_error(None, _problem_text(problem))
    except (UnreadableFileError, RefusedError) as error:
        form.add_error(None, text_of(error.code))
    return False


def _problem_text(problem: Problem) -> str:
    text = text_of(problem.code, problem.value)
    place = ", ".join(
        part
        for part in (
            _("line %(n)s") % {"n": problem.line} if problem.line else "",
            problem.column,
        )
        if part
    )
    return f"{place}: {text}" if place else text
