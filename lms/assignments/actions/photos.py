"""Take photos of handwritten work, whole or piece by piece."""

import datetime
import uuid as uuids
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from lms.assignments.actions.homework import Refused, submission_to_change
from lms.assignments.models import (
    Assignment,
    PhotoUpload,
    Submission,
    SubmissionPhoto,
    UploadChunk,
)
from lms.assignments.photos import NotAPhoto, Photo, Reason, remake
from lms.assignments.rules import Refusal
from schools.public import Learner

MOST_PHOTOS = 10
CHUNK = 65_536  # bytes of one piece
FORGOTTEN = datetime.timedelta(days=7)  # an upload nobody came back to
MOST_UPLOAD = 1_000_000  # bytes sent in pieces: phones shrink to 150 KB first


class OffsetDiffers(Exception):  # noqa: N818 - says what it is
    """A piece that does not begin where the last one ended."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


def add_photo(
    work: Assignment,
    learner: Learner,
    source: bytes,
    name: str,
    now: datetime.datetime,
) -> SubmissionPhoto:
    """Make a photo anew and add it to a learner's work."""
    photo = remake(source, name)
    with _stored(photo) as file, transaction.atomic():
        row = _open_for_photo(work, learner, now)
        return _save(row, photo, file, None, now)


def remove_photo(photo: SubmissionPhoto, now: datetime.datetime) -> None:
    """Take a photo off the work; versions handed in before still show it."""
    work = photo.submission.assignment
    with transaction.atomic():
        submission_to_change(work, photo.submission.learner, now)
        SubmissionPhoto.objects.filter(pk=photo.pk, removed_at__isnull=True).update(
            removed_at=now
        )


def photo_of_source(submission: Submission, key: uuids.UUID) -> SubmissionPhoto | None:
    """Return the photo a phone's file became, if it arrived."""
    return submission.photos.filter(source_key=key).first()


@transaction.atomic
def start_upload(
    work: Assignment,
    learner: Learner,
    key: uuids.UUID,
    total: int,
    now: datetime.datetime,
) -> PhotoUpload | SubmissionPhoto:
    """Begin to receive a photo; asked again, say how far it is or that it is saved."""
    if not 0 < total <= MOST_UPLOAD:
        raise NotAPhoto(Reason.TOO_BIG if total > 0 else Reason.EMPTY)
    row = submission_to_change(work, learner, now)
    if saved := photo_of_source(row, key):
        return saved
    row.uploads.filter(started_at__lt=now - FORGOTTEN).delete()
    waiting = row.uploads.exclude(source_key=key).count()
    if _kept(row) + waiting >= MOST_PHOTOS:
        raise Refused(Refusal.TOO_MANY_PHOTOS)
    upload, is_new = PhotoUpload.objects.get_or_create(
        submission=row, source_key=key, defaults={"total": total, "started_at": now}
    )
    if not is_new and upload.total != total:
        # the phone shrank the photo anew, to another size
        upload.chunks.all().delete()
        upload.total, upload.received = total, 0
        upload.save()
    return upload


@transaction.atomic
def take_piece(upload: PhotoUpload, offset: int, data: bytes) -> PhotoUpload:
    """Keep one piece; a piece that came before is taken as read."""
    row = PhotoUpload.objects.select_for_update().get(pk=upload.pk)
    if offset != row.received or not data:
        raise OffsetDiffers(row.received)
    if len(data) > CHUNK or offset + len(data) > row.total:
        raise OffsetDiffers(row.received)
    UploadChunk.objects.create(upload=row, offset=offset, data=data)
    row.received += len(data)
    row.save(update_fields=["received"])
    return row


def finish_upload(upload: PhotoUpload, now: datetime.datetime) -> SubmissionPhoto:
    """Make the photo of its pieces; what is no photo is dropped with its pieces."""
    source = b"".join(bytes(chunk.data) for chunk in upload.chunks.all())
    submission = upload.submission
    try:
        photo = remake(source)
    except NotAPhoto:
        upload.delete()
        raise
    with _stored(photo) as file, transaction.atomic():
        row = submission_to_change(submission.assignment, submission.learner, now)
        saved = photo_of_source(row, upload.source_key)
        if saved is None:
            saved = _save(row, photo, file, upload.source_key, now)
        PhotoUpload.objects.filter(pk=upload.pk).delete()
    if saved.file.name != file:  # two of its last pieces came at once
        default_storage.delete(file)
    return saved


def drop_upload(upload: PhotoUpload) -> None:
    """Forget a photo on its way."""
    upload.delete()


def _kept(row: Submission) -> int:
    return row.photos.filter(removed_at__isnull=True).count()


def _open_for_photo(
    work: Assignment, learner: Learner, now: datetime.datetime
) -> Submission:
    row = submission_to_change(work, learner, now)
    if _kept(row) >= MOST_PHOTOS:
        raise Refused(Refusal.TOO_MANY_PHOTOS)
    return row


@contextmanager
def _stored(photo: Photo) -> Iterator[str]:
    """Write the file before the transaction (it holds the lock); undo on failure."""
    name = f"submissions/{uuids.uuid4()}.webp"
    file = default_storage.save(name, ContentFile(photo.data))
    try:
        yield file
    except BaseException:
        default_storage.delete(file)
        raise


def _save(
    row: Submission,
    photo: Photo,
    file: str,
    key: uuids.UUID | None,
    now: datetime.datetime,
) -> SubmissionPhoto:
    return SubmissionPhoto.objects.create(
        submission=row,
        file=file,
        bytes=len(photo.data),
        width=photo.width,
        height=photo.height,
        source_key=key,
        saved_at=now,
    )
