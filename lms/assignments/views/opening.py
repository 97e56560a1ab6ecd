"""What the pages of this slice begin with: find, permit, or answer 404."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.assignments.models import Assignment, LessonAssignment, Submission
from lms.assignments.permissions import Work, may_open, may_see_submission
from lms.assignments.queries.homework import homework_by_uuid, submission_by_uuid
from lms.assignments.queries.lessons import lesson_work_by_uuid
from lms.classes.permissions import Viewer, viewer_of

Crumb = dict[str, str]


def open_lesson_work(
    request: HttpRequest, uuid: UUID
) -> tuple[LessonAssignment, Viewer]:
    """Return an assigned lesson and the reader before its class."""
    work = lesson_work_by_uuid(uuid)
    if work is None:
        raise Http404
    return work, _permit(request, work)


def open_homework(request: HttpRequest, uuid: UUID) -> tuple[Assignment, Viewer]:
    """Return homework and the reader before its class."""
    work = homework_by_uuid(uuid)
    if work is None:
        raise Http404
    return work, _permit(request, work)


def _permit(request: HttpRequest, work: Work) -> Viewer:
    viewer = viewer_of(request.user, work.school_class)
    if not may_open(viewer, work):
        raise Http404
    return viewer


def open_submission(request: HttpRequest, uuid: UUID) -> Submission:
    """Return one learner's work, if the reader may know of it."""
    submission = submission_by_uuid(uuid)
    if submission is None or not may_see_submission(request.user, submission):
        raise Http404
    return submission


def crumbs_to(work: Work, *more: Crumb) -> list[Crumb]:
    """Return the way to a piece of work through its class."""
    school_class = work.school_class
    return [
        {"label": _("Classes"), "url": reverse("classes:index")},
        {
            "label": _("Class %(name)s") % {"name": school_class.name},
            "url": reverse("classes:class", args=[school_class.uuid]),
        },
        *more,
    ]
