"""Photos sent in pieces: POST begins, HEAD asks how far, PATCH goes on.

`POST /bai-tap/<homework>/anh/` {key, total} → 201 {upload, offset, piece}, or
200 {photo} when that key is saved already. `PATCH /bai-tap/tai-len/<upload>/` with
`Upload-Offset` and at most `piece` bytes → 200 {offset}, or 201 {photo} with the
last piece; 409 {offset} when a piece does not follow the last one; 422 {error} when
the whole is no photo. `DELETE` forgets it. Every answer may be asked for again.
"""

import json
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lms.assignments.actions.homework import Refused
from lms.assignments.actions.photos import (
    CHUNK,
    OffsetDiffers,
    drop_upload,
    finish_upload,
    start_upload,
    take_piece,
)
from lms.assignments.messages import photo_refused, work_refused
from lms.assignments.models import PhotoUpload, SubmissionPhoto
from lms.assignments.permissions import may_hand_in
from lms.assignments.photos import NotAPhoto
from lms.assignments.views.opening import open_homework
from schools.public import learner_of, now

MOST_JSON = 1000


def _photo(photo: SubmissionPhoto) -> dict[str, object]:
    return {
        "uuid": str(photo.uuid),
        "url": reverse("assignments:photo", args=[photo.uuid]),
        "remove": reverse("assignments:remove_photo", args=[photo.uuid]),
        "bytes": photo.bytes,
    }


@login_required
@require_POST
def begin(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Begin a photo, or say how far it came."""
    work, viewer = open_homework(request, uuid)
    if not may_hand_in(viewer):
        return JsonResponse({"error": "forbidden"}, status=403)
    sent = _read(request)
    if sent is None:
        return JsonResponse({"error": "unreadable"}, status=400)
    try:
        begun = start_upload(work, viewer.learner, sent[0], sent[1], now())
    except NotAPhoto as refused:
        return JsonResponse({"error": photo_refused(refused.reason)}, status=422)
    except Refused as refused:
        return JsonResponse({"error": work_refused(refused.refusal)}, status=422)
    if isinstance(begun, SubmissionPhoto):
        return JsonResponse({"photo": _photo(begun)})
    address = reverse("assignments:upload", args=[begun.uuid])
    return JsonResponse(
        {"upload": address, "offset": begun.received, "piece": CHUNK}, status=201
    )


def _read(request: HttpRequest) -> tuple[UUID, int] | None:
    if len(request.body) > MOST_JSON:
        return None
    try:
        sent = json.loads(request.body)
        total = sent["total"]
        if isinstance(total, bool) or not isinstance(total, int):
            return None
        return UUID(sent["key"]), total
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@login_required
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def piece(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the next piece of one's own photo."""
    learner = learner_of(request.user)
    upload = (
        PhotoUpload.objects.filter(uuid=uuid, submission__learner=learner)
        .select_related("submission__assignment", "submission__learner")
        .first()
        if learner
        else None
    )
    if upload is None:
        raise Http404
    if request.method == "DELETE":
        drop_upload(upload)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        return _take(request, upload)
    response = HttpResponse()
    response["Upload-Offset"] = str(upload.received)
    response["Upload-Length"] = str(upload.total)
    response["Cache-Control"] = "no-store"
    return response


def _take(request: HttpRequest, upload: PhotoUpload) -> JsonResponse:
    offset, length = (
        request.headers.get("Upload-Offset", ""),
        request.headers.get("Content-Length", ""),
    )
    if not (offset.isdecimal() and length.isdecimal() and 0 < int(length) <= CHUNK):
        return JsonResponse({"error": "unreadable"}, status=400)
    try:
        upload = take_piece(upload, int(offset), request.body)
    except OffsetDiffers as error:
        # a finished photo whose last answer was lost is finished now
        if error.offset < upload.total:
            return JsonResponse({"offset": error.offset}, status=409)
    if upload.received < upload.total:
        return JsonResponse({"offset": upload.received})
    try:
        photo = finish_upload(upload, now())
    except NotAPhoto as refused:
        return JsonResponse({"error": photo_refused(refused.reason)}, status=422)
    except Refused as refused:
        return JsonResponse({"error": work_refused(refused.refusal)}, status=422)
    return JsonResponse({"photo": _photo(photo)}, status=201)
