"""Files a teacher gives with homework: judged by content, never by name alone."""

import io
import re
import zipfile
from dataclasses import dataclass

from lms.assignments.photos import MAX_SOURCE, NotAPhoto, Reason, remake

MAX_FILE = 5_000_000
MOST_FILES = 5
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WEBP = "image/webp"
PHOTO_SUFFIXES = {"jpg", "jpeg", "jfif", "png", "webp"}
_ODD = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True)
class Judged:
    """A file that may be given: its shown name, type and bytes."""

    name: str
    media_type: str
    data: bytes


def judge(name: str, data: bytes) -> Judged:
    """Return a file as it will be given, or raise NotAPhoto with the reason."""
    clean = clean_name(name)
    suffix = clean.rpartition(".")[2].lower()
    if not data:
        raise NotAPhoto(Reason.EMPTY)
    if suffix in PHOTO_SUFFIXES:
        stem = clean.rpartition(".")[0]
        return Judged(f"{stem}.webp", WEBP, remake(data, clean).data)
    if len(data) > MAX_FILE:
        raise NotAPhoto(Reason.TOO_BIG)
    if suffix == "pdf" and data.startswith(b"%PDF-"):
        return Judged(clean, PDF, data)
    if suffix == "docx" and _is_word(data):
        return Judged(clean, DOCX, data)
    raise NotAPhoto(Reason.NOT_A_PHOTO)


def clean_name(name: str) -> str:
    """Return a name fit to be shown and saved: no paths, no control letters."""
    base = _ODD.sub(" ", name.replace("\\", "/").rpartition("/")[2])
    stem, dot, suffix = " ".join(base.split()).rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    return f"{stem[:100] or 'tep'}{dot}{suffix[:8]}"


def _is_word(data: bytes) -> bool:
    """Return whether this is a Word document without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    return "word/document.xml" in names and not any(
        name.endswith("vbaProject.bin") for name in names
    )


__all__ = ["MAX_SOURCE", "MOST_FILES", "Judged", "clean_name", "judge"]
