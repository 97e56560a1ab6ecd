"""Files of an asset: playlists, segments, posters, the source. Nothing else from disk."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from media_pipeline import grants, permissions, probe, queries, serving, store

EXTENSIONS = {"mov": "mp4", "matroska": "mkv", "mpeg": "mpg", "mpegts": "ts"}


@require_safe
def media_file(
    request: HttpRequest, asset: uuid.UUID, revision: str, name: str
) -> HttpResponseBase:
    """Serve one file of a package to somebody who may play its asset."""
    kind = serving.content_type(name)
    if kind is None:
        raise Http404
    granted = grants.is_granted(request, asset)
    if not granted:
        row = get_object_or_404(queries.assets(), uuid=asset)
        if not permissions.may_view(request.user, row):
            raise Http404
    path = store.package_path(current_key(asset, revision)) / name
    response = serving.respond(request, path, kind, f"{revision}-{name}")
    if response is None:
        raise Http404
    if not granted:
        grants.grant(request, response, asset)
    return response


def current_key(asset: uuid.UUID, revision: str) -> str:
    """Find the package an address means, asking the database only when in doubt."""
    for fresh in (False, True):
        key = queries.package_key(asset, fresh=fresh)
        if key and grants.revision(asset, key) == revision:
            return key
    raise Http404


@require_safe
@login_required
def source(request: HttpRequest, asset: uuid.UUID) -> HttpResponseBase:
    """Give the original file back to those who may change the asset."""
    row = get_object_or_404(queries.assets(), uuid=asset)
    path = store.source_path(row.blob.sha256)
    if not permissions.may_edit(request.user, row) or not path.is_file():
        raise Http404
    with path.open("rb") as stream:
        head = stream.read(probe.HEAD_BYTES)
    try:
        demuxer = probe.sniff(head)
        extension = EXTENSIONS.get(demuxer, demuxer)
    except probe.Refused:
        extension = "bin"
    request.META["HTTP_ACCEPT_ENCODING"] = ""
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{slugify(row.title) or 'video'}.{extension}",
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
