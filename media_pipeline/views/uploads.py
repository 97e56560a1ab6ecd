"""Uploads in pieces: start, add a piece at an offset, ask for the offset."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from media_pipeline import permissions, uploading
from media_pipeline.forms import UploadStartForm
from media_pipeline.models import Upload


@require_POST
def start(request: HttpRequest) -> JsonResponse:
    """Open an upload and say where its pieces go."""
    if not permissions.may_upload(request.user):
        raise Http404
    form = UploadStartForm(request.POST)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return JsonResponse({"error": first}, status=400)
    upload = uploading.start(request.user, **form.cleaned_data)
    return JsonResponse(_said(upload), status=201)


@require_http_methods(["GET", "PATCH"])
def piece(request: HttpRequest, upload: uuid.UUID) -> JsonResponse:
    """Take the piece that begins where the last one ended; anything else hears where."""
    if not request.user.is_authenticated:
        raise Http404
    row = get_object_or_404(Upload, uuid=upload, owner=request.user)
    if request.method == "GET":
        return JsonResponse(_said(row))
    try:
        offset = int(request.headers.get("Upload-Offset", ""))
    except ValueError:
        return JsonResponse(_said(row), status=400)
    taken = uploading.add(row, offset, request.body)
    return JsonResponse(_said(taken.upload), status=200 if taken.accepted else 409)


def _said(upload: Upload) -> dict[str, Any]:
    said: dict[str, Any] = {
        "url": reverse("media:upload-piece", args=[upload.uuid]),
        "received": upload.received,
        "bytes": upload.bytes,
        "piece": uploading.PIECE_BYTES,
    }
    if upload.asset:
        said["asset"] = reverse("media:asset", args=[upload.asset.uuid])
    return said
