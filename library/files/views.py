"""Pictures and documents, to those who may see them."""

import uuid
from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from library.files.models import LibraryDocument, LibraryRendition
from library.permissions import may_view_document, may_view_image

PICTURES = {
    ".webp": "image/webp",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
A_WEEK = 7 * 24 * 60 * 60


def _shut(response: HttpResponse) -> HttpResponse:
    """Nothing in a file may run, whatever it holds."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def picture(request: HttpRequest, image_uuid: uuid.UUID, name: str) -> HttpResponse:
    """Serve one made size of a picture, named by its file."""
    rendition = (
        LibraryRendition.objects.filter(
            image__uuid=image_uuid, file__endswith=f"/{name}"
        )
        .select_related("image")
        .first()
    )
    if rendition is None or not may_view_image(request.user, rendition.image):
        raise Http404
    path = PurePath(rendition.file.name)
    kind = PICTURES.get(path.suffix.lower())
    if kind is None or path.name != name:
        raise Http404
    response = FileResponse(rendition.file.open("rb"), content_type=kind)
    patch_cache_control(response, private=True, max_age=A_WEEK, immutable=True)
    return _shut(response)


@require_safe
def document(request: HttpRequest, document_uuid: uuid.UUID, name: str) -> HttpResponse:
    """Serve a document to take away."""
    found = LibraryDocument.objects.filter(uuid=document_uuid).first()
    if found is None or found.filename != name:
        raise Http404
    if not may_view_document(request.user, found):
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.filename,
        content_type="application/octet-stream",
    )
    patch_cache_control(response, private=True, max_age=0, must_revalidate=True)
    return _shut(response)
