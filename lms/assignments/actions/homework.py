"""Set homework; hand it in."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from lms.assignments.models import (
    Assignment,
    Attachment,
    Submission,
    SubmissionVersion,
)
from lms.assignments.rules import Refusal, is_late, refuse_change, refuse_hand_in
from schools.public import Account, Learner, SchoolClass, Subject

State = Submission.State


class Refused(Exception):  # noqa: N818 - says what happened
    """Work that is not taken, and why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class File:
    """A teacher's file, judged by the form."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Homework:
    """What a teacher sets, whatever the class."""

    subject: Subject
    title: str
    instructions: str
    due_at: datetime.datetime
    allow_late: bool = True
    max_mark: Decimal = Decimal(10)
    files: tuple[File, ...] = ()


def set_homework(
    account: Account,
    what: Homework,
    classes: Sequence[SchoolClass],
    now: datetime.datetime,
) -> list[Assignment]:
    """Set homework for classes; each gets its own, its files are stored once."""
    stored = []
    try:
        for file in what.files:  # the stored name says nothing of the file's
            name = f"homework/{uuid.uuid4()}.bin"
            stored.append(default_storage.save(name, ContentFile(file.data)))
        with transaction.atomic():
            return [_set_one(account, what, stored, each, now) for each in classes]
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


def _set_one(
    account: Account,
    what: Homework,
    stored: Sequence[str],
    school_class: SchoolClass,
    now: datetime.datetime,
) -> Assignment:
    work = Assignment.objects.create(
        school_class=school_class,
        subject=what.subject,
        set_by=account,
        set_at=now,
        title=what.title,
        instructions=what.instructions,
        due_at=what.due_at,
        allow_late=what.allow_late,
        max_mark=what.max_mark,
    )
    Attachment.objects.bulk_create(
        Attachment(
            assignment=work,
            file=name,
            name=file.name,
            media_type=file.media_type,
            bytes=len(file.data),
        )
        for file, name in zip(what.files, stored, strict=True)
    )
    return work


def change_homework(work: Assignment, what: Homework) -> None:
    """Change the words, the due date and lateness; judge what is in again."""
    with transaction.atomic():
        work.title, work.instructions = what.title, what.instructions
        work.due_at, work.allow_late = what.due_at, what.allow_late
        work.save()
        for row in work.submissions.filter(submitted_at__isnull=False):
            late = is_late(row.submitted_at, work.due_at)
            if row.late != late:
                Submission.objects.filter(id=row.id).update(late=late)


@transaction.atomic
def withdraw_homework(work: Assignment) -> bool:
    """Take homework back, unless somebody has begun it."""
    if work.submissions.exists():
        return False
    work.delete()
    return True


def submission_to_change(
    work: Assignment, learner: Learner, now: datetime.datetime
) -> Submission:
    """Return a learner's work locked for a change, begun now if need be.

    Called inside a transaction. Raises Refused when it may no longer change.
    """
    Submission.objects.get_or_create(assignment=work, learner=learner)
    row = Submission.objects.select_for_update().get(assignment=work, learner=learner)
    refusal = refuse_change(row.state, work.due_at, work.allow_late, now)
    if refusal:
        raise Refused(refusal)
    return row


@transaction.atomic
def save_text(
    work: Assignment, learner: Learner, text: str, now: datetime.datetime
) -> Submission:
    """Keep what a learner has written, without handing it in."""
    row = submission_to_change(work, learner, now)
    row.text = text
    row.save(update_fields=["text"])
    return row


@transaction.atomic
def hand_in(
    work: Assignment, learner: Learner, text: str, now: datetime.datetime
) -> Submission:
    """Hand work in: text and the photos saved so far, kept as a version."""
    row = submission_to_change(work, learner, now)
    photos = list(row.photos.filter(removed_at__isnull=True))
    if refusal := refuse_hand_in(text, len(photos)):
        raise Refused(refusal)
    row.text = text
    row.state = State.SUBMITTED
    row.submitted_at = now
    row.late = is_late(now, work.due_at)
    row.save()
    version = SubmissionVersion.objects.create(
        submission=row,
        number=row.versions.count() + 1,
        text=text,
        submitted_at=now,
        late=row.late,
    )
    version.photos.set(photos)
    return row
