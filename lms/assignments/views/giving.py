"""Giao bài: a lesson or homework, for one or several classes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.assignments.actions.homework import (
    change_homework,
    set_homework,
    withdraw_homework,
)
from lms.assignments.actions.lessons import (
    AlreadyTied,
    NoSuchPeriod,
    assign_lesson,
    withdraw_lesson,
)
from lms.assignments.forms.giving import (
    ChangeHomeworkForm,
    GiveLessonForm,
    SetHomeworkForm,
)
from lms.assignments.permissions import may_give, may_mark
from lms.assignments.queries.giving import (
    Teaching,
    class_and_subject,
    lessons_to_give,
    parallel_classes,
    teaching_of,
)
from lms.assignments.views.opening import open_homework, open_lesson_work
from lms.classes.models import PlannedPeriod
from lms.classes.queries import period_by_uuid, periods_to_choose
from schools.public import now, today


@dataclass(frozen=True)
class Place:
    """Where work is to be given: class, subject, and the tiết it was reached from."""

    teaching: Teaching
    period: PlannedPeriod | None

    @property
    def query(self) -> str:
        """The same place in an address."""
        tail = f"&tiet={self.period.uuid}" if self.period else ""
        where = self.teaching
        return f"?lop={where.school_class.uuid}&mon={where.subject.code}{tail}"


def _place(request: HttpRequest) -> Place | None:
    """Return the place the address names; None: still to be chosen."""
    given = request.GET
    if not (given.get("lop") and given.get("mon")):
        return None
    teaching = class_and_subject(given["lop"], given["mon"])
    if teaching is None:
        raise Http404
    if not may_give(request.user, teaching.school_class, teaching.subject):
        raise PermissionDenied
    period = period_by_uuid(_uuid(given.get("tiet", "")))
    if period and (
        period.plan.school_class != teaching.school_class
        or period.plan.subject != teaching.subject
    ):
        period = None
    return Place(teaching, period)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _choose(request: HttpRequest, going: str) -> HttpResponse:
    rows = teaching_of(request.user)
    if not rows:
        raise PermissionDenied
    return render(
        request, "assignments/choose_class.html", {"rows": rows, "going": going}
    )


@login_required
def give_lesson(request: HttpRequest) -> HttpResponse:
    """Assign a lesson."""
    place = _place(request)
    if place is None:
        return _choose(request, "assignments:give")
    wanted = request.GET.get("tim", "").strip()[:100]
    form = _lesson_form(request, place, wanted)
    if request.method == "POST" and form.is_valid():
        try:
            given = assign_lesson(
                request.user, form.task(), form.cleaned_data["classes"], now()
            )
        except NoSuchPeriod as error:
            text = _("The plan of class %(name)s has no such period.")
            form.add_error("classes", text % {"name": error.school_class.name})
        except AlreadyTied as error:
            text = _("Class %(name)s has this lesson in this period already.")
            form.add_error("lesson", text % {"name": error.school_class.name})
        else:
            messages.success(request, _("The lesson is assigned."))
            return redirect("assignments:lesson_class", given[0].uuid)
    context = {"form": form, "place": place, "wanted": wanted}
    status = 422 if form.errors else 200
    return render(request, "assignments/give_lesson.html", context, status=status)


def _lesson_form(request: HttpRequest, place: Place, wanted: str) -> GiveLessonForm:
    where = place.teaching
    chosen = request.GET.get("bai", "")
    posted = request.POST.get("lesson")
    lessons = lessons_to_give(request.user, where, wanted)
    if posted:  # chosen from a list that may have been narrowed by a search
        lessons = lessons_to_give(request.user, where, only=posted) or lessons
    periods = list(periods_to_choose(where.school_class, where.subject, today()))
    if place.period and place.period not in periods:
        periods.append(place.period)
    initial: dict[str, Any] = {
        "classes": [str(where.school_class.uuid)],
        "lesson": chosen,
    }
    if place.period:
        initial |= {"period": place.period.number, "mode": "replaces"}
    return GiveLessonForm(
        request.POST or None,
        initial=initial,
        classes=parallel_classes(request.user, where),
        subject=where.subject,
        lessons=lessons,
        periods=periods,
        now=now(),
    )


@login_required
def give_homework(request: HttpRequest) -> HttpResponse:
    """Set homework."""
    place = _place(request)
    if place is None:
        return _choose(request, "assignments:set_homework")
    where = place.teaching
    form = SetHomeworkForm(
        request.POST or None,
        request.FILES or None,
        initial={"classes": [str(where.school_class.uuid)]},
        classes=parallel_classes(request.user, where),
        subject=where.subject,
        now=now(),
    )
    if request.method == "POST" and form.is_valid():
        given = set_homework(
            request.user, form.homework(), form.cleaned_data["classes"], now()
        )
        messages.success(request, _("The homework is set."))
        return redirect("assignments:homework", given[0].uuid)
    context = {"form": form, "place": place}
    status = 422 if form.errors else 200
    return render(request, "assignments/set_homework.html", context, status=status)


@login_required
def edit_homework(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change homework's words and due moment."""
    work, viewer = open_homework(request, uuid)
    if not may_mark(viewer, work):
        raise PermissionDenied
    form = ChangeHomeworkForm(
        request.POST or None,
        initial={
            "title": work.title,
            "instructions": work.instructions,
            "due_at": work.due_at,
            "allow_late": work.allow_late,
        },
        classes=(),
        subject=work.subject,
        now=now(),
    )
    if request.method == "POST" and form.is_valid():
        change_homework(work, form.homework())
        messages.success(request, _("The homework is changed."))
        return redirect("assignments:homework", work.uuid)
    context = {"form": form, "work": work}
    status = 422 if form.errors else 200
    return render(request, "assignments/edit_homework.html", context, status=status)


@login_required
@require_POST
def withdraw_homework_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take homework back while nobody has begun it."""
    work, viewer = open_homework(request, uuid)
    if not may_mark(viewer, work):
        raise PermissionDenied
    if withdraw_homework(work):
        messages.success(request, _("The homework is withdrawn."))
        return redirect("classes:class", work.school_class.uuid)
    messages.error(request, _("Students have begun this homework; it stays."))
    return redirect("assignments:homework", uuid)


@login_required
@require_POST
def withdraw_lesson_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an assigned lesson back while nobody has finished it."""
    work, viewer = open_lesson_work(request, uuid)
    if not may_mark(viewer, work):
        raise PermissionDenied
    if withdraw_lesson(work):
        messages.success(request, _("The lesson is withdrawn."))
        return redirect(reverse("classes:class", args=[work.school_class.uuid]))
    messages.error(request, _("Students have finished this lesson; it stays."))
    return redirect("assignments:lesson_class", uuid)
