"""Pages of one class: its list, the list pasted from Excel, who leads and teaches it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from schools.actions.classes import (
    NewAssignment,
    RefusedError,
    assign_teaching,
    end_teaching,
    name_homeroom_teacher,
)
from schools.actions.national_ids import log_access
from schools.clock import today
from schools.directory import class_rows, class_staff
from schools.forms.school import (
    EndForm,
    HomeroomForm,
    PastedTableForm,
    TeachingForm,
)
from schools.importing import DryRun, NotCleanError, dry_run, import_class_list
from schools.models import (
    Account,
    HomeroomAssignment,
    SchoolClass,
    TeachingAssignment,
)
from schools.permissions import (
    may_manage_class,
    may_manage_school,
    may_see_class_list,
    may_see_timetable,
)
from schools.rules.tables import split_pasted
from schools.spreadsheets import UnreadableFileError, read_table
from schools.views.access import class_for
from schools.wording import problem_text, text_of


def may_manage_school_of(account: Account, school_class: SchoolClass) -> bool:
    """Return whether the account keeps the records of the class's school."""
    return may_manage_school(account, school_class.school)


@login_required
@never_cache
def class_list(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Show the class list in Vietnamese order; that it was read is logged."""
    school_class = class_for(request, class_uuid, may_see_class_list)
    rows = class_rows(school_class)
    log_access(request.user, [row.learner.person for row in rows], "class_list")
    return render(
        request,
        "schools/school/class_list.html",
        {
            "school_class": school_class,
            "rows": rows,
            "homeroom": HomeroomAssignment.objects.on(today())
            .filter(school_class=school_class)
            .select_related("teacher__person")
            .first(),
            "may_manage": may_manage_class(request.user, school_class),
            "may_manage_school": may_manage_school_of(request.user, school_class),
        },
    )


@login_required
@never_cache
def paste_list(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Paste a class: first what it would do, line by line, then all at once."""
    school_class = class_for(request, class_uuid, may_manage_class)
    form = PastedTableForm(request.POST or None, request.FILES or None)
    run: DryRun | None = None
    text = ""
    if request.method == "POST" and form.is_valid():
        table = _table(form)
        if table is not None:
            text = "\n".join("\t".join(row) for row in table)
            zeros = _numbers(request.POST.getlist("add_zero"))
            run = dry_run(school_class, table, today=today(), add_zero=zeros)
            if request.POST.get("do") == "write":
                try:
                    return _write(request, school_class, table, zeros)
                except NotCleanError as error:
                    run = error.run
    if run is not None and run.read.refused:
        form.add_error(None, text_of(run.read.refused.code, run.read.refused.value))
        run = None
    context = {"school_class": school_class, "form": form, "run": run, "text": text}
    if run is not None:
        context["lines"] = _lines(run)
    return render(request, "schools/school/paste_list.html", context)


@login_required
def homeroom(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Hand the class to a homeroom teacher."""
    school_class = class_for(request, class_uuid, may_manage_school_of)
    form = HomeroomForm(request.POST or None, school=school_class.school)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            name_homeroom_teacher(school_class, given["teacher"], given["since"])
        except RefusedError as error:
            form.add_error("since", text_of(error.code))
        else:
            return redirect("schools:class_list", school_class.uuid)
    context = {
        "school_class": school_class,
        "school": school_class.school,
        "form": form,
        "title": _("Homeroom teacher of %(name)s") % {"name": school_class.name},
        "verb": _("Hand over the class"),
    }
    return render(request, "schools/school/form.html", context)


@login_required
def teaching(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Show who teaches what; the office adds and ends assignments."""
    school_class = class_for(request, class_uuid, may_see_timetable)
    may_manage = may_manage_school_of(request.user, school_class)
    form = None
    if may_manage:
        form = TeachingForm(request.POST or None, school_class=school_class)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            assign_teaching(
                NewAssignment(school_class=school_class, **form.cleaned_data)
            )
        except RefusedError as error:
            form.add_error(None, text_of(error.code))
        else:
            return redirect("schools:teaching", school_class.uuid)
    return render(
        request,
        "schools/school/teaching.html",
        {
            "school_class": school_class,
            "staff": class_staff(school_class),
            "form": form,
            "may_manage": may_manage,
        },
    )


@login_required
def end_assignment(request: HttpRequest, assignment_uuid: uuid.UUID) -> HttpResponse:
    """End an assignment with a last day."""
    found = get_object_or_404(
        TeachingAssignment.objects.select_related(
            "school_class__school", "teacher__person", "subject"
        ),
        uuid=assignment_uuid,
    )
    class_for(request, found.school_class.uuid, may_manage_school_of)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_teaching(found, form.cleaned_data["last_day"])
        return redirect("schools:teaching", found.school_class.uuid)
    title = _("%(teacher)s stops teaching %(subject)s in %(name)s") % {
        "teacher": found.teacher.person.full_name,
        "subject": found.subject.name_vi,
        "name": found.school_class.name,
    }
    context = {
        "school_class": found.school_class,
        "school": found.school_class.school,
        "form": form,
        "title": title,
        "verb": _("End the assignment"),
    }
    return render(request, "schools/school/form.html", context)


def _table(form: PastedTableForm) -> list[list[str]] | None:
    file = form.cleaned_data.get("file")
    if not file:
        return split_pasted(form.cleaned_data["text"])
    try:
        return [
            [cell.replace("\t", " ").replace("\n", " ") for cell in row]
            for row in read_table(file.name, file)
        ]
    except UnreadableFileError as error:
        form.add_error("file", text_of(error.code))
        return None


def _write(
    request: HttpRequest,
    school_class: SchoolClass,
    table: list[list[str]],
    zeros: set[int],
) -> HttpResponse:
    accounts = import_class_list(school_class, table, today=today(), add_zero=zeros)
    messages.success(
        request,
        ngettext(
            "The list is saved: %(n)d new sign-in. Print its slip now.",
            "The list is saved: %(n)d new sign-ins. Print their slips now.",
            len(accounts),
        )
        % {"n": len(accounts)},
    )
    if accounts:
        return redirect("schools:class_slips", school_class.uuid)
    return redirect("schools:class_list", school_class.uuid)


def _lines(run: DryRun) -> list[dict[str, object]]:
    """Return the dry run's rows with their problems in words."""
    return [
        {
            "decision": each,
            "errors": [problem_text(problem) for problem in each.errors],
            "warnings": [problem_text(problem) for problem in each.row.warnings],
            "offers_zero": bool(each.row.suggestion),
            "zero_added": each.row.suggestion == each.row.national_id != "",
        }
        for each in run.decisions
    ]


def _numbers(texts: list[str]) -> set[int]:
    return {int(each) for each in texts if each.isdecimal() and len(each) < 6}
