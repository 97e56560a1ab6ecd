"""Stable codes → sentences. A code never changes; a sentence may."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

ERRORS: dict[str, Any] = {
    "empty_file": _("The file is empty (0 bytes). Please choose the file again."),
    "not_media": _(
        "This file is not a video or a sound recording, even if its name says so."
    ),
    "playlist": _(
        "This file is only a list that points to other files. Please upload the video"
        " itself."
    ),
    "unreadable": _(
        "The file is damaged or its end is missing: it cannot be opened. Please copy it"
        " from the camera or phone again."
    ),
    "undecodable": _(
        "The picture of this video (%(codec)s) cannot be read. Please save it as MP4 and"
        " upload it again."
    ),
    "no_streams": _("The file holds neither picture nor sound."),
    "truncated": _(
        "The file was cut off: only %(seconds)s of %(expected)s seconds are there. Please"
        " upload it again."
    ),
    "picture_too_large": _(
        "The picture is too large (%(width)s × %(height)s dots). The most is 8192 × 4320."
    ),
    "picture_size": _(
        "The size of the picture cannot be read, or it is far too large. The most is"
        " 8192 × 4320."
    ),
    "picture_too_small": _("The picture is too small (%(width)s × %(height)s dots)."),
    "too_long": _(
        "The recording lasts %(minutes)s minutes; the most is %(limit)s. Please cut it"
        " into several parts."
    ),
    "too_short": _("The recording is too short to be played."),
    "probe_timeout": _(
        "It took too long to read this file. It is probably damaged; please save it as"
        " MP4 and upload it again."
    ),
    "encode_failed": _("The video could not be prepared."),
    "stalled": _("Preparing the video stopped making progress."),
    "timed_out": _("Preparing the video took too long."),
    "cpu_limit": _("Preparing the video took too long."),
    "output_too_large": _("The prepared video grew too large."),
    "killed": _("The machine stopped preparing the video."),
    "worker_lost": _("The machine that was preparing the video was switched off."),
    "disk_full": _(
        "The server has no room left for this video. Please tell the administrator."
    ),
    "source_missing": _("The uploaded file is no longer on the server."),
    "internal": _("Something went wrong while the video was being prepared."),
    "file_too_big": _("The file is larger than %(limit)s."),
    "output_not_empty": _("The output folder holds other files."),
    "no_such_file": _("There is no such file."),
}

STAGES: dict[str, Any] = {
    "waiting": _("Waiting for its turn"),
    "hashing": _("Checking the file"),
    "probing": _("Looking at the video"),
    "encoding": _("Making the versions for weak lines"),
    "packaging": _("Packing"),
    "done": _("Done"),
}

WARNINGS: dict[str, Any] = {
    "no_audio": _("This video has no sound."),
    "audio_only": _("This recording has sound only."),
    "hdr": _("The colours of this video (HDR) may look pale."),
}


def text(code: str, params: Mapping[str, Any]) -> str:
    """Say an error; an unknown code falls back to the general sentence."""
    if not code:
        return ""
    sentence = str(ERRORS.get(code, ERRORS["internal"]))
    shown = {name: _shown(value) for name, value in params.items()}
    try:
        return sentence % shown
    except (KeyError, ValueError):
        return str(ERRORS["internal"])


def stage(code: str) -> str:
    """Say a stage of the work."""
    return str(STAGES.get(code, STAGES["waiting"]))


def warning(code: str) -> str:
    """Say a warning about a source."""
    return str(WARNINGS.get(code, ""))


def _shown(value: Any) -> str:
    """Write a figure with the decimal sign of the language."""
    if isinstance(value, float):
        return number_format(value, decimal_pos=1)
    return str(value)
