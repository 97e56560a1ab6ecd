"""An assigned lesson: learn it, report on it, finish it; who has."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.assignments.actions.lessons import (
    declare_done,
    open_lesson,
    record_progress,
)
from lms.assignments.messages import lacking_text
from lms.assignments.permissions import may_hand_in, may_mark, may_read_all
from lms.assignments.queries.lessons import (
    class_progress,
    completion_of,
    minutes_needed,
    progress_of,
)
from lms.assignments.rules import Batch, seconds_lacking
from lms.assignments.views.opening import crumbs_to, open_lesson_work
from schools.public import now

MOST_BODY = 32_768
MOST_BATCHES = 100
LONGEST_KEY = 40


@login_required
def show_lesson(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the lesson with the assignment's bar on top.

    A learner's first visit is noted: time on the lesson is counted from there.
    """
    work, viewer = open_lesson_work(request, uuid)
    is_there = bool(work.lesson and work.lesson.live)
    completion = None
    if viewer.learner and is_there:
        completion = open_lesson(work, viewer.learner, now())
    children = [
        {"child": child, "completion": completion_of(work, child)}
        for child in viewer.children
    ]
    context = {
        "work": work,
        "lesson": work.lesson,
        "page": work.lesson,
        "crumbs": crumbs_to(work, {"label": work.lesson_title, "url": ""}),
        "viewer": viewer,
        "completion": completion,
        "children": children,
        "minutes_needed": minutes_needed(work),
        "may_read_all": may_read_all(viewer, work),
        "is_overdue": now() > work.due_at,
    }
    template = "assignments/lesson.html" if is_there else "assignments/lesson_gone.html"
    return render(request, template, context)


@login_required
def show_class_progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """List who has finished an assigned lesson."""
    work, viewer = open_lesson_work(request, uuid)
    if not may_read_all(viewer, work):
        raise PermissionDenied
    lines = class_progress(work, now())
    context = {
        "work": work,
        "lines": lines,
        "done": sum(line.is_done for line in lines),
        "opened": sum(line.completion is not None for line in lines),
        "minutes_needed": minutes_needed(work),
        "crumbs": crumbs_to(work, {"label": work.lesson_title, "url": ""}),
        "may_mark": may_mark(viewer, work),
    }
    return render(request, "assignments/lesson_class.html", context)


@login_required
@require_POST
def finish_lesson(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the learner's word that they are done."""
    work, viewer = open_lesson_work(request, uuid)
    if not may_hand_in(viewer):
        raise PermissionDenied
    lacking = declare_done(work, viewer.learner, now())
    if lacking:
        messages.warning(request, lacking_text(lacking))
    else:
        messages.success(request, _("Well done! The lesson is finished."))
    return redirect("assignments:lesson", uuid)


@login_required
@require_POST
def take_progress(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Take a device's reports: JSON {device, batches: [{sequence, …}]}."""
    work, viewer = open_lesson_work(request, uuid)
    if not may_hand_in(viewer):
        return JsonResponse({"error": "forbidden"}, status=403)
    batches = read_batches(request.body)
    if batches is None:
        return JsonResponse({"error": "unreadable"}, status=400)
    moment = now()
    row = record_progress(work, viewer.learner, batches, moment)
    lacking = seconds_lacking(progress_of(row), work.expected_minutes, moment)
    return JsonResponse(
        {
            "taken": row.devices.get(batches[0].device, 0) if batches else 0,
            "done": row.completed_at is not None,
            "lacking": lacking,
        }
    )


def read_batches(body: bytes) -> list[Batch] | None:
    """Read reports; None if they are not what a device of ours sends."""
    if len(body) > MOST_BODY:
        return None
    try:
        sent = json.loads(body)
        device, rows = sent["device"], sent["batches"]
        if not _is_device(device):
            return None
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_BATCHES:
            return None
        return [_batch(device, row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is_device(name: object) -> bool:
    """Return whether this is a name a device gives itself: plain letters only."""
    return (
        isinstance(name, str)
        and 0 < len(name) <= LONGEST_KEY
        and name.isascii()
        and name.isprintable()
    )


def _batch(device: str, row: dict[str, Any]) -> Batch:
    keys = row.get("checks", [])
    if not isinstance(keys, list):
        raise TypeError
    return Batch(
        device=device,
        sequence=_count(row["sequence"]),
        seconds_active=_count(row.get("active", 0)),
        played_seconds=_count(row.get("played", 0)),
        self_checks=tuple(str(key)[:LONGEST_KEY] for key in keys[:MOST_BATCHES]),
    )


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    if not 0 <= value <= 1_000_000_000:
        raise ValueError
    return value
