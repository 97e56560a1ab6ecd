"""Objects of the address, for those who may: others get 403, or 404 for learners."""

import uuid
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from schools.models import Account, Learner, Organisation, SchoolClass

ClassRule = Callable[[Account, SchoolClass], bool]
SchoolRule = Callable[[Account, Organisation], bool]
LearnerRule = Callable[[Account, Learner], bool]


def class_for(
    request: HttpRequest, class_uuid: uuid.UUID, rule: ClassRule
) -> SchoolClass:
    """Return the class, or refuse."""
    found = get_object_or_404(
        SchoolClass.objects.select_related("school", "year"), uuid=class_uuid
    )
    if not rule(request.user, found):
        raise PermissionDenied
    return found


def school_for(
    request: HttpRequest, school_uuid: uuid.UUID, rule: SchoolRule
) -> Organisation:
    """Return the school, or refuse."""
    found = get_object_or_404(
        Organisation, uuid=school_uuid, kind=Organisation.Kind.SCHOOL
    )
    if not rule(request.user, found):
        raise PermissionDenied
    return found


def learner_for(
    request: HttpRequest, learner_uuid: uuid.UUID, rule: LearnerRule
) -> Learner:
    """Return the learner, or 404: that somebody is a pupil here is private."""
    found = get_object_or_404(
        Learner.objects.select_related("person", "person__account"), uuid=learner_uuid
    )
    if not rule(request.user, found):
        raise Http404
    return found
