"""Send a file or the part of it that a player asks for."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")
BLOCK = 64 * 1024


def ranged_file(
    request: HttpRequest, path: Path, content_type: str
) -> HttpResponseBase:
    """Return the whole file, one range of it (206), or 416."""
    size = path.stat().st_size
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", ""):
        whole = FileResponse(path.open("rb"), content_type=content_type)
        return _marked(whole)
    first, last = _bounds(asked[1], asked[2], size)
    if first > last or first >= size:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    part = StreamingHttpResponse(
        _blocks(path, first, last - first + 1), status=206, content_type=content_type
    )
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    return _marked(part)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _marked(response: HttpResponseBase) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"  # no gzip over sound
    return response


def _blocks(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        while length > 0 and (block := stream.read(min(BLOCK, length))):
            length -= len(block)
            yield block
