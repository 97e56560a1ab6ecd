"""Photos of handwritten work: judged before they are decoded, always made anew.

What is kept is only pixels: a WebP of at most 150 KB, turned upright, without
place, camera, thumbnails or anything else the file carried. The phone shrinks
photos too; nothing here relies on it.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError

LIMIT = 150_000  # bytes of a stored photo
MAX_SOURCE = 12_000_000  # bytes of a photo as it comes from the camera
MAX_PIXELS = {"JPEG": 64_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
MAX_SIDE = 12_000
LONG_SIDES = (1600, 1280, 1024, 800, 640)
QUALITIES = (80, 70, 60, 50, 40)
SUFFIXES = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "jfif": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
}
MARKUP = (b"<script", b"<!doctype", b"<html", b"<svg", b"<?php", b"<iframe")
ZIP_END = b"PK\x05\x06"


class Reason(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PHOTO = "not_a_photo"
    NAME_DIFFERS = "name_differs"
    CARRIES_MORE = "carries_more"
    BROKEN = "broken"


class NotAPhoto(Exception):  # noqa: N818 - says what it is
    """A file that is no photo we keep, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Photo:
    """A photo made anew."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def remake(source: bytes, name: str = "") -> Photo:
    """Return the photo made anew, at most LIMIT bytes, or raise NotAPhoto."""
    _judge_bytes(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(source), formats=tuple(MAX_PIXELS)) as picture:
                _judge_header(picture, name)
                return _shrink(_upright(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPhoto(Reason.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise NotAPhoto(Reason.NOT_A_PHOTO) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise NotAPhoto(Reason.BROKEN) from error


def _judge_bytes(source: bytes) -> None:
    if not source:
        raise NotAPhoto(Reason.EMPTY)
    if len(source) > MAX_SOURCE:
        raise NotAPhoto(Reason.TOO_BIG)
    lowered = source.lower()
    starts_a_pdf = b"%PDF-" in source[:1024]
    if starts_a_pdf or ZIP_END in source[-65_557:]:
        raise NotAPhoto(Reason.CARRIES_MORE)
    if any(word in lowered for word in MARKUP):
        raise NotAPhoto(Reason.CARRIES_MORE)


def _judge_header(picture: Image.Image, name: str) -> None:
    """Refuse by the header alone: nothing has been decoded yet."""
    kind = picture.format or ""
    width, height = picture.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS[kind]:
        raise NotAPhoto(Reason.TOO_MANY_PIXELS)
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix and SUFFIXES.get(suffix) != kind:
        raise NotAPhoto(Reason.NAME_DIFFERS)


def _upright(picture: Image.Image) -> Image.Image:
    """Decode small, turn as the camera was held, put on white."""
    # a JPEG decoder can halve while it decodes: 64 MP never stand in memory
    picture.draft("RGB", (LONG_SIDES[0] * 2, LONG_SIDES[0] * 2))
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in {"RGBA", "LA", "PA", "P"}:
        turned = turned.convert("RGBA")
        paper = Image.new("RGB", turned.size, "white")
        paper.paste(turned, mask=turned.getchannel("A"))
        return paper
    return turned.convert("RGB")


def _shrink(picture: Image.Image) -> Photo:
    """Encode at the best size and quality that fits."""
    for side in LONG_SIDES:
        sized = (
            ImageOps.contain(picture, (side, side))
            if max(picture.size) > side
            else picture
        )
        for quality in QUALITIES:
            data = _encode(sized, quality)
            if len(data) <= LIMIT:
                return Photo(data, *sized.size)
    raise NotAPhoto(Reason.TOO_BIG)  # unreachable for 640 px at quality 40


def _encode(picture: Image.Image, quality: int) -> bytes:
    # a new image of the pixels alone: `info` (EXIF, XMP, profiles) stays behind
    clean = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
