"""Pages for readers: browse, read, answer."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from library.lessons.forms import AnswerForm, BrowseForm
from library.lessons.models import LessonPage
from library.lessons.queries import browse, lesson_by_uuid
from library.lessons.self_check import Option, Question, Verdict, judge
from library.permissions import (
    may_author,
    may_edit_lesson,
    may_review,
    may_unpublish,
    may_view_lesson,
    visible_lessons,
)
from schools.public import Account, class_of_learner, learner_of

PAGE_SIZE = 24


@dataclass(frozen=True)
class Crumb:
    """One step of the way here."""

    label: str
    url: str = ""


def open_lesson(request: HttpRequest, lesson_uuid: uuid.UUID) -> LessonPage:
    """Return the lesson if it may be read; its existence is nobody else's business."""
    lesson = lesson_by_uuid(lesson_uuid)
    if lesson is None or not may_view_lesson(request.user, lesson):
        raise Http404
    return lesson


def crumbs_of(lesson: LessonPage) -> list[Crumb]:
    """Return Học liệu › Toán 7 › Hình học."""
    base = reverse("library:browse")
    place = f"{base}?mon={lesson.subject.code}&lop={lesson.grade}"
    crumbs = [
        Crumb(_("Learning materials"), base),
        Crumb(f"{lesson.subject.name_vi} {lesson.grade}", place),
    ]
    if lesson.strand:
        crumbs.append(Crumb(lesson.strand.name, f"{place}&mach={lesson.strand_id}"))
    return crumbs


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Browse by grade, subject and strand."""
    asked = request.GET or _own_grade(request.user)
    form = BrowseForm(asked)
    lessons = browse(visible_lessons(request.user), form.chosen())
    page = Paginator(lessons, PAGE_SIZE).get_page(request.GET.get("trang"))
    query = asked.copy()
    query.pop("trang", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "may_author": may_author(request.user),
        "may_review": may_review(request.user),
        "crumbs": [Crumb(_("Learning materials"))],
    }
    return render(request, "library/browse.html", context)


def _own_grade(account: Account | AnonymousUser) -> QueryDict:
    """Ask for a pupil's own grade until the pupil chooses."""
    learner = learner_of(account) if account.is_authenticated else None
    own = class_of_learner(learner) if learner else None
    return QueryDict(f"lop={own.grade}" if own else "")


@require_safe
def lesson(request: HttpRequest, lesson_uuid: uuid.UUID) -> HttpResponse:
    """Read a lesson."""
    return show(request, open_lesson(request, lesson_uuid), {})


def show(
    request: HttpRequest, page: LessonPage, extra: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a lesson's page."""
    context = {
        "lesson": page,
        "page": page,
        "crumbs": crumbs_of(page),
        "may_edit": may_edit_lesson(request.user, page),
        "may_unpublish": page.live and may_unpublish(request.user, page),
        **extra,
    }
    return render(request, "library/lesson.html", context, status=status)


def question_of(value: Any) -> Question:
    """Return a stored self-check as the rules judge it."""
    return Question(
        kind=value["kind"],
        answer=value["answer"] or "",
        options=tuple(
            Option(o["text"], bool(o["right"]), o["feedback"] or "")
            for o in value["options"]
        ),
        feedback_right=value["feedback_right"] or "",
        feedback_wrong=value["feedback_wrong"] or "",
    )


@dataclass(frozen=True)
class Answered:
    """One answer on the page: which question, what was said, what it is worth."""

    block: str
    given: str
    verdict: Verdict


@require_POST
def check(
    request: HttpRequest, lesson_uuid: uuid.UUID, block_uuid: uuid.UUID
) -> HttpResponse:
    """Judge an answer; the whole page without scripts, the verdict alone with."""
    page = open_lesson(request, lesson_uuid)
    found = [
        block
        for block in page.body
        if block.block_type == "self_check" and block.id == str(block_uuid)
    ]
    if not found:
        raise Http404
    form = AnswerForm(request.POST)
    given = form.cleaned_data["answer"] if form.is_valid() else ""
    verdict = judge(question_of(found[0].value), given)
    answered = Answered(str(block_uuid), given, verdict)
    if request.headers.get("X-Fragment"):
        return render(request, "library/verdict.html", {"answered": answered})
    return show(request, page, {"answered": answered})
