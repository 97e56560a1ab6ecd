"""Pages of live lessons: parse, permit, call, render."""

import datetime
import uuid
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from live.actions import attach_slides, correct_attendance, end_room, schedule_room
from live.forms import CorrectionForm, ScheduleForm, SlidesForm
from live.models import Room, RoomSlides
from live.permissions import (
    grant_for,
    may_correct_attendance,
    may_lead,
    may_see_attendance,
)
from live.ports import Grant
from live.queries import (
    attendance_of,
    newest_slides,
    read_log,
    ready_slides,
    replay_path,
    room_lists,
    rooms_of,
    slide_path,
)
from live.ranges import ranged_file
from live.replay import chat_lines, length_of, script_of
from live.running import end_open_lesson
from live.sweeping import close_abandoned
from live.tickets import Claims, mint
from schools.public import Account, classes_taught, now

MODULES = ("room", "link", "wire", "board")
PROBLEMS = {
    "pages": gettext_lazy("more than 120 pages"),
    "page-size": gettext_lazy("a page is too large to draw"),
    "unreadable": gettext_lazy("the file is damaged or not a PDF or picture"),
    "locked": gettext_lazy("the PDF is locked with a password"),
    "slow": gettext_lazy("drawing the pages took too long"),
    "empty": gettext_lazy("the file has no pages"),
}


def _room(request: HttpRequest, room_uuid: uuid.UUID) -> tuple[Room, Grant]:
    """Return the room and what this person is in it; a stranger gets 404."""
    room = get_object_or_404(
        Room.objects.select_related(
            "school_class__school", "subject", "teacher__person"
        ),
        uuid=room_uuid,
    )
    grant = grant_for(request.user, room)
    if grant.role is None:
        raise Http404
    return room, grant


def _account(request: HttpRequest) -> Account:
    """Return who asks; every view here has asked for a sign-in."""
    return cast(Account, request.user)


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    first = {"label": _("Live lessons"), "url": "/truc-tuyen/"}
    return [first, *({"label": label, "url": url} for label, url in steps)]


@login_required
@require_GET
def room_list(request: HttpRequest) -> HttpResponse:
    """Show today's rooms, those to come and those that were."""
    close_abandoned(timezone.now(), rooms_of(request.user))
    context = {
        "lists": room_lists(request.user),
        "teaches": classes_taught(_account(request)).exists(),
    }
    return render(request, "live/list.html", context)


@login_required
def schedule(request: HttpRequest) -> HttpResponse:
    """Plan a room; the timetable fills in class, subject, time and tiết."""
    if not classes_taught(_account(request)).exists():
        raise Http404
    if request.method == "POST":
        form = ScheduleForm(request.user, request.POST, request.FILES)
        if form.is_valid():
            school_class, subject = form.course_chosen()
            data = form.cleaned_data
            room = schedule_room(
                request.user,
                school_class,
                subject,
                data["title"],
                data["starts_at"],
                data["minutes"],
                data["tie_key"],
                data["record_pupils"],
            )
            if data["slides"]:
                attach_slides(request.user, room, data["slides"])
            return redirect("live:room", room.uuid)
    else:
        form = ScheduleForm(request.user, initial=_prefilled(request))
    crumbs = _crumbs((_("New live lesson"), ""))
    return render(request, "live/schedule.html", {"form": form, "crumbs": crumbs})


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET
    soon = now() + datetime.timedelta(minutes=5)
    starts = None
    try:
        starts = parse_datetime(asked.get("starts_at", "").replace(" ", "+"))
    except ValueError:
        starts = None
    if starts is not None and timezone.is_aware(starts):
        starts = timezone.localtime(starts)
    return {
        "course": f"{asked.get('class', '')}:{asked.get('subject', '')}",
        "title": asked.get("title", "")[:120],
        "tie_key": asked.get("tie_key", "")[:64],
        "starts_at": (starts or soon).strftime("%Y-%m-%dT%H:%M"),
        "minutes": 45,
    }


@login_required
@never_cache
@require_GET
def room(request: HttpRequest, room_uuid: uuid.UUID) -> HttpResponse:
    """Show the classroom: the teacher's desk or a student's place."""
    found, grant = _room(request, room_uuid)
    if found.state == Room.State.ENDED:
        return redirect("live:replay", found.uuid)
    slides = newest_slides(found)
    context = {
        "room": found,
        "grant": grant,
        "slides": slides,
        "slides_form": SlidesForm(),
        "problem": PROBLEMS.get(slides.problem, "") if slides else "",
        "crumbs": _crumbs((found.title, "")),
        "modules": [static(f"live/{name}.js") for name in MODULES],
    }
    staff = grant.role == "teacher"
    return render(request, "live/teach.html" if staff else "live/lesson.html", context)


@login_required
@require_POST
def ticket(request: HttpRequest, room_uuid: uuid.UUID) -> JsonResponse:
    """Mint the one-minute ticket with which the page opens its socket."""
    found, grant = _room(request, room_uuid)
    if found.state == Room.State.ENDED or grant.role is None:
        return JsonResponse({"ended": True}, status=410)
    slides = ready_slides(found)
    claims = Claims(
        account=str(_account(request).uuid),
        room=str(found.uuid),
        role=grant.role,
        caps=tuple(sorted(grant.caps)),
        name=grant.display_name,
        deck=(slides.version, slides.pages) if slides else (0, 0),
        record_pupils=found.record_pupils,
    )
    return JsonResponse({"ticket": mint(claims)})


@login_required
@require_POST
def upload_slides(request: HttpRequest, room_uuid: uuid.UUID) -> HttpResponse:
    """Take a new deck."""
    found, _grant = _room(request, room_uuid)
    form = SlidesForm(request.POST, request.FILES)
    if not may_lead(request.user, found):
        raise Http404
    if form.is_valid():
        attach_slides(request.user, found, form.cleaned_data["slides"])
        messages.success(request, _("The slides were received and are being prepared."))
    else:
        for error in form.errors.get("slides", []):
            messages.error(request, str(error))
    return redirect("live:room", found.uuid)


@login_required
@never_cache
@require_GET
def slides_state(request: HttpRequest, room_uuid: uuid.UUID) -> JsonResponse:
    """Tell the teacher's page how far the newest deck is."""
    found, _grant = _room(request, room_uuid)
    slides = newest_slides(found)
    if slides is None:
        return JsonResponse({"state": "none"})
    answer = {"state": slides.state, "v": slides.version, "c": slides.pages}
    if slides.state == RoomSlides.State.FAILED:
        answer["problem"] = str(PROBLEMS.get(slides.problem, PROBLEMS["unreadable"]))
    return JsonResponse(answer)


@login_required
@require_GET
def slide(
    request: HttpRequest, room_uuid: uuid.UUID, version: int, page: int
) -> HttpResponseBase:
    """Send one page of a deck; it never changes, so the browser may keep it."""
    found, _grant = _room(request, room_uuid)
    path = slide_path(found, version, page)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=604800, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def end(request: HttpRequest, room_uuid: uuid.UUID) -> HttpResponse:
    """End the lesson."""
    found, _grant = _room(request, room_uuid)
    if not may_lead(request.user, found):
        raise Http404
    end_room(request.user, found, end_open_lesson)
    return redirect("live:replay", found.uuid)


@login_required
@require_GET
def replay(request: HttpRequest, room_uuid: uuid.UUID) -> HttpResponse:
    """Show an ended lesson: sound, slides, board and talk in time."""
    found, grant = _room(request, room_uuid)
    if found.state != Room.State.ENDED:
        return redirect("live:room", found.uuid)
    _header, records = read_log(found)
    context = {
        "room": found,
        "grant": grant,
        "staff": may_see_attendance(request.user, found),
        "slides": ready_slides(found),
        "chat": chat_lines(records),
        "minutes": max(1, round(length_of(records) / 60_000)),
        "crumbs": _crumbs((found.title, "")),
    }
    return render(request, "live/replay.html", context)


@login_required
@require_GET
def replay_script(request: HttpRequest, room_uuid: uuid.UUID) -> JsonResponse:
    """Send what happened when, for the replay page."""
    found, _grant = _room(request, room_uuid)
    if found.state != Room.State.ENDED:
        raise Http404
    _header, records = read_log(found)
    response = JsonResponse(
        script_of(records), json_dumps_params={"separators": (",", ":")}
    )
    response["Cache-Control"] = "private, max-age=3600"
    return response


@login_required
@require_GET
def replay_sound(request: HttpRequest, room_uuid: uuid.UUID) -> HttpResponseBase:
    """Send the sound, or the part of it that is asked for."""
    found, _grant = _room(request, room_uuid)
    path = replay_path(found)
    if found.replay != Room.Replay.READY or not path.is_file():
        raise Http404
    return ranged_file(request, path, "audio/webm")


@login_required
@require_GET
def attendance(request: HttpRequest, room_uuid: uuid.UUID) -> HttpResponse:
    """Show who was there, with the way to correct it."""
    found, _grant = _room(request, room_uuid)
    if not may_see_attendance(request.user, found):
        raise Http404
    context = {
        "room": found,
        "rows": attendance_of(found),
        "may_correct": may_correct_attendance(request.user, found),
        "form": CorrectionForm(),
        "crumbs": _crumbs(
            (found.title, f"/truc-tuyen/{found.uuid}/"), (_("Attendance"), "")
        ),
    }
    return render(request, "live/attendance.html", context)


@login_required
@require_POST
def correct(
    request: HttpRequest, room_uuid: uuid.UUID, account_uuid: uuid.UUID
) -> HttpResponse:
    """Note the teacher's correction of one person's attendance."""
    found, _grant = _room(request, room_uuid)
    if not may_correct_attendance(request.user, found):
        raise Http404
    expected = {row.account.uuid: row.account for row in attendance_of(found)}
    account: Account | None = expected.get(account_uuid)
    if account is None:
        raise Http404
    form = CorrectionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        correct_attendance(request.user, found, account, data["status"], data["reason"])
        messages.success(request, _("The correction was saved."))
    else:
        messages.error(request, _("Please say why the attendance is corrected."))
    return redirect("live:attendance", found.uuid)
