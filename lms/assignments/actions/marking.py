"""Return work with its mark, or for revision."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from lms.assignments.models import Submission
from lms.assignments.rules import can_return
from schools.public import Account

State = Submission.State


class NotHandedIn(Exception):  # noqa: N818 - says what it is
    """Work that is not with the teacher cannot be returned."""


@dataclass(frozen=True)
class Said:
    """What the teacher says to a piece of work."""

    state: str
    comment: str
    mark: Decimal | None = None


@transaction.atomic
def return_work(
    submission: Submission,
    account: Account,
    mark: Decimal | None,
    comment: str,
    now: datetime.datetime,
) -> Submission:
    """Return work (trả bài): the learner sees mark and comment."""
    said = Said(State.RETURNED, comment, mark)
    return _send_back(submission, account, said, now)


@transaction.atomic
def ask_revision(
    submission: Submission, account: Account, comment: str, now: datetime.datetime
) -> Submission:
    """Return work to be revised (trả lại để chỉnh sửa), without a mark."""
    return _send_back(submission, account, Said(State.REVISION, comment), now)


def _send_back(
    submission: Submission,
    account: Account,
    said: Said,
    now: datetime.datetime,
) -> Submission:
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if not can_return(row.state):
        raise NotHandedIn
    row.state, row.mark, row.comment = said.state, said.mark, said.comment
    row.marked_by, row.returned_at = account, now
    row.save()
    version = row.versions.last()
    if version is not None:
        version.mark, version.comment = said.mark, said.comment
        version.returned_at = now
        version.save(update_fields=["mark", "comment", "returned_at"])
    return row
