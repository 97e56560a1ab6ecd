"""Answers a request for one file of a package: types, ranges, caching. No permissions here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import StreamingHttpResponse

HLS_TYPE = "application/vnd.apple.mpegurl"
_SERVED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(master|\d{2,4}p)\.m3u8"), HLS_TYPE),
    (re.compile(r"(audio|\d{2,4}p)/index\.m3u8"), HLS_TYPE),
    (re.compile(r"\d{2,4}p/(init\.mp4|\d{5}\.m4s)"), "video/mp4"),
    (re.compile(r"audio/(init\.mp4|\d{5}\.m4s)"), "audio/mp4"),
    (re.compile(r"audio\.m4a"), "audio/mp4"),
    (re.compile(r"poster\.jpg"), "image/jpeg"),
    (re.compile(r"poster\.webp"), "image/webp"),
)
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
BLOCK = 256 * 1024
IN_MEMORY = 1 << 20
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Span:
    """Part of a file: first byte and how many."""

    start: int
    length: int


class Unsatisfiable(Exception):  # noqa: N818 - the protocol's own word
    """A range that lies outside the file."""


def content_type(name: str) -> str | None:
    """Name the type of a file a package may have; None for every other name."""
    for pattern, kind in _SERVED:
        if pattern.fullmatch(name):
            return kind
    return None


def span(header: str, size: int) -> Span | None:
    """Read a Range header; None means the whole file (also for what we do not speak)."""
    asked = _RANGE.fullmatch(header.strip())
    if not asked or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        length = min(int(asked[2]), size)
        start, end = size - length, size - 1
    else:
        start = int(asked[1])
        end = min(int(asked[2]), size - 1) if asked[2] else size - 1
        if asked[2] and int(asked[2]) < start:
            return None
    if start >= size or end < start:
        raise Unsatisfiable
    return Span(start, end - start + 1)


def respond(
    request: HttpRequest, path: Path, kind: str, tag: str
) -> HttpResponseBase | None:
    """Answer with a file that never changes; None where it is not there."""
    try:
        size = path.stat().st_size
    except OSError:
        return None
    etag = f'"{tag}"'
    if request.headers.get("If-None-Match") == etag:
        return stamped(HttpResponse(status=304), kind, etag)
    header = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        header = ""
    try:
        part = span(header, size)
    except Unsatisfiable:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    response = body(path, part or Span(0, size), empty=request.method == "HEAD")
    if part:
        response.status_code = 206
        last = part.start + part.length - 1
        response["Content-Range"] = f"bytes {part.start}-{last}/{size}"
    if kind != HLS_TYPE:
        # GZipMiddleware would pack pictures and sound a second time and lose the
        # length that players seek by.
        request.META["HTTP_ACCEPT_ENCODING"] = ""
    return stamped(response, kind, etag)


def body(path: Path, part: Span, *, empty: bool) -> HttpResponseBase:
    """Read a small part at once, a large one as it is sent."""
    response: HttpResponseBase
    if empty:
        response = HttpResponse()
    elif part.length <= IN_MEMORY:
        with path.open("rb") as stream:
            stream.seek(part.start)
            response = HttpResponse(stream.read(part.length))
    else:
        response = StreamingHttpResponse(blocks(path, part))
    response["Content-Length"] = str(part.length)
    return response


def blocks(path: Path, part: Span) -> Iterator[bytes]:
    """Read a part of a file in blocks."""
    left = part.length
    with path.open("rb") as stream:
        stream.seek(part.start)
        while left > 0 and (block := stream.read(min(BLOCK, left))):
            left -= len(block)
            yield block


def stamped(response: HttpResponseBase, kind: str, etag: str) -> HttpResponseBase:
    """Add what every file carries: it never changes and is nothing but media."""
    response["Content-Type"] = kind
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
