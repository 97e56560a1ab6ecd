"""Photos and files, each to those who may see its work; never as a page."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from lms.assignments.permissions import may_open, may_see_submission
from lms.assignments.queries.homework import attachment_by_uuid, photo_by_uuid
from lms.classes.permissions import viewer_of

PHOTO = "image/webp"


@login_required
def show_photo(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Serve a photo of handed-in work."""
    photo = photo_by_uuid(uuid)
    if photo is None or not may_see_submission(request.user, photo.submission):
        raise Http404
    return _file(photo.file, PHOTO, f"bai-lam-{photo.uuid}.webp", as_attachment=False)


@login_required
def show_attachment(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Serve a teacher's file."""
    row = attachment_by_uuid(uuid)
    if row is None:
        raise Http404
    viewer = viewer_of(request.user, row.assignment.school_class)
    if not may_open(viewer, row.assignment):
        raise Http404
    is_photo = row.media_type == PHOTO
    return _file(row.file, row.media_type, row.name, as_attachment=not is_photo)


def _file(
    file: FieldFile, media_type: str, name: str, *, as_attachment: bool
) -> FileResponse:
    try:
        stream = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        stream, as_attachment=as_attachment, filename=name, content_type=media_type
    )
    if not as_attachment:
        response["Content-Disposition"] = f'inline; filename="{name}"'
        # the name may be a teacher's: only plain letters go into the header
        if not name.isascii() or '"' in name:
            response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # a photo's address never shows other pixels, but only its readers may keep it
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
