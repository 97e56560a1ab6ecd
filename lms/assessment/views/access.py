"""What a page opens, or a 404: a test that is not theirs is not there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.assessment.actions.decision import Decision
from lms.assessment.forms import ReasonForm
from lms.assessment.models import Attempt, Item, ItemBank, Paper, Test
from lms.assessment.permissions import (
    is_teacher,
    may_edit_bank,
    may_manage,
    may_read_results,
    may_use_bank,
    may_use_paper,
    owns_attempt,
)
from lms.assessment.queries import attempt_by_uuid, test_by_uuid
from schools.public import now

Crumb = dict[str, str]


def crumbs(*more: tuple[str, str]) -> list[Crumb]:
    """Return the way to a page below the list of tests."""
    first = {"label": _("Tests"), "url": reverse("assessment:index")}
    return [first, *({"label": label, "url": url} for label, url in more)]


def managed_test(request: HttpRequest, uuid: UUID) -> Test:
    """Return a test the reader manages."""
    test = test_by_uuid(uuid)
    if test is None or not may_manage(request.user, test):
        raise Http404
    return test


def readable_test(request: HttpRequest, uuid: UUID) -> Test:
    """Return a test whose results the reader may read."""
    test = test_by_uuid(uuid)
    if test is None or not may_read_results(request.user, test):
        raise Http404
    return test


def own_attempt(request: HttpRequest, uuid: UUID) -> Attempt:
    """Return the reader's own attempt."""
    attempt = attempt_by_uuid(uuid)
    if attempt is None or not owns_attempt(request.user, attempt):
        raise Http404
    return attempt


def managed_attempt(request: HttpRequest, uuid: UUID) -> Attempt:
    """Return an attempt at a test the reader manages."""
    attempt = attempt_by_uuid(uuid)
    if attempt is None or not may_manage(request.user, attempt.test):
        raise Http404
    return attempt


def only_teachers(request: HttpRequest) -> None:
    """Close the workshop to everybody else."""
    if not is_teacher(request.user):
        raise Http404


def usable_bank(request: HttpRequest, uuid: UUID) -> ItemBank:
    """Return a bank the reader may read."""
    bank = ItemBank.objects.select_related("subject").filter(uuid=uuid).first()
    if bank is None or not may_use_bank(request.user, bank):
        raise Http404
    return bank


def own_bank(request: HttpRequest, uuid: UUID) -> ItemBank:
    """Return a bank the reader writes in."""
    bank = usable_bank(request, uuid)
    if not may_edit_bank(request.user, bank):
        raise Http404
    return bank


def own_item(request: HttpRequest, uuid: UUID) -> Item:
    """Return an item the reader writes."""
    item = Item.objects.select_related("bank__subject").filter(uuid=uuid).first()
    if item is None or not may_edit_bank(request.user, item.bank):
        raise Http404
    return item


def own_paper(request: HttpRequest, uuid: UUID) -> Paper:
    """Return a paper of the reader's."""
    paper = Paper.objects.select_related("subject").filter(uuid=uuid).first()
    if paper is None or not may_use_paper(request.user, paper):
        raise Http404
    return paper


def decision_in(request: HttpRequest, form: ReasonForm) -> Decision | None:
    """Return who decides and why, None (and a message) where it is not said."""
    if form.is_valid():
        return Decision(request.user, form.cleaned_data["reason"], now())
    for errors in form.errors.values():
        messages.error(request, errors[0])
    return None
