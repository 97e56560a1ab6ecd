"""What a source file is, and whether we take it. Pure: bytes and facts in, a decision out.

The reading itself is done by `probe_child.py` in a process with limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

HEAD_BYTES = 4096
MAX_PIXELS = 8192 * 4320
MAX_SECONDS = 4 * 3600
MIN_SIDE = 16
SHORTEST_SECONDS = 0.2
TRUNCATION_TOLERANCE = 0.02

# The demuxers a source may be read with, by the signature in its first bytes.
# The one that is found is forced on every reader, so a file can never be taken
# for a playlist, whatever its name or its content.
DEMUXERS = frozenset(
    {
        "mov",
        "matroska",
        "avi",
        "mpeg",
        "mpegts",
        "flv",
        "asf",
        "ogg",
        "wav",
        "mp3",
        "aac",
        "flac",
    }
)

_ISO_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"}
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"FLV\x01", "flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"ID3", "mp3"),
)
_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"#EXT-X-", b"<?wpl", b"<smil")


class Refused(Exception):  # noqa: N818 - a verdict, not a fault
    """A source we do not take, with a stable code and the figures its message names."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class VideoFacts:
    """The picture stream as it is stored."""

    index: int
    codec: str
    width: int
    height: int
    average_fps: Fraction
    guessed_fps: Fraction
    pixel_format: str = "yuv420p"
    rotation: int = 0
    interlaced: bool = False
    pixel_aspect: Fraction = Fraction(1)
    hdr: bool = False


@dataclass(frozen=True)
class AudioFacts:
    """The sound stream as it is stored."""

    index: int
    codec: str
    channels: int
    sample_rate: int


@dataclass(frozen=True)
class Facts:
    """Everything the plan is made from."""

    demuxer: str
    seconds: float
    bytes: int
    video: VideoFacts | None = None
    audio: AudioFacts | None = None
    warnings: tuple[str, ...] = field(default=())


def sniff(head: bytes) -> str:
    """Name the demuxer by the file's first bytes, or refuse."""
    if not head:
        raise Refused("empty_file")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if any(text.startswith(mark.lower()) for mark in _PLAYLISTS) or b"<mpd" in text:
        raise Refused("playlist")
    found = _by_signature(head)
    if found is None:
        raise Refused("not_media")
    return found


def _by_signature(head: bytes) -> str | None:
    if head[4:8] in _ISO_BOXES:
        return "mov"
    for mark, demuxer in _SIGNATURES:
        if head.startswith(mark):
            return demuxer
    if head.startswith(b"RIFF"):
        return {b"AVI ": "avi", b"WAVE": "wav"}.get(head[8:12])
    return _by_sync(head)


def _by_sync(head: bytes) -> str | None:
    """Know formats without a header: a sync byte that comes back at the right distance."""
    for start, step in ((0, 188), (4, 192)):
        if len(head) > start + 2 * step and all(
            head[start + n * step] == 0x47 for n in range(3)
        ):
            return "mpegts"
    if len(head) > 2 and head[0] == 0xFF:
        if head[1] in (0xF1, 0xF9):
            return "aac"
        if head[1] in (0xFB, 0xF3, 0xF2, 0xFA):
            return "mp3"
    return None


def judge(raw: Mapping[str, Any]) -> Facts:
    """Turn what the reading child reported into facts, or refuse with a reason."""
    if raw.get("error"):
        raise Refused(str(raw["error"]))
    video = _video(raw["video"]) if raw.get("video") else None
    audio = _audio(raw["audio"]) if raw.get("audio") else None
    if video is None and audio is None:
        raise Refused("no_streams")
    seconds = float(raw.get("seconds") or 0)
    _refuse_size(video)
    _refuse_length(seconds)
    _refuse_missing_end(raw, seconds)
    if raw.get("video") and raw["video"].get("undecodable"):
        raise Refused("undecodable", codec=str(raw["video"]["codec"]))
    return Facts(
        demuxer=str(raw["demuxer"]),
        seconds=seconds,
        bytes=int(raw["bytes"]),
        video=video,
        audio=audio,
        warnings=_warnings(video, audio),
    )


def _refuse_size(video: VideoFacts | None) -> None:
    if video is None:
        return
    if not video.width * video.height:  # the decoder itself will not name such a size
        raise Refused("picture_size")
    if video.width * video.height > MAX_PIXELS:
        raise Refused("picture_too_large", width=video.width, height=video.height)
    if min(video.width, video.height) < MIN_SIDE:
        raise Refused("picture_too_small", width=video.width, height=video.height)


def _refuse_length(seconds: float) -> None:
    if seconds > MAX_SECONDS:
        raise Refused("too_long", minutes=round(seconds / 60), limit=MAX_SECONDS // 60)
    if seconds < SHORTEST_SECONDS:
        raise Refused("too_short")


def _refuse_missing_end(raw: Mapping[str, Any], seconds: float) -> None:
    """Refuse an index that points behind the last byte: the upload or the copy was cut."""
    last_byte, size = int(raw.get("last_byte") or 0), int(raw["bytes"])
    if last_byte > size:
        there = min(float(raw.get("seconds_there") or 0), seconds)
        raise Refused("truncated", seconds=round(there, 1), expected=round(seconds, 1))


def check_duration(expected: float, produced: float) -> None:
    """Refuse an output that ends before its source says it should.

    ffmpeg reports success for a file whose end is missing.
    """
    missing = expected - produced
    if missing > max(1.0, expected * TRUNCATION_TOLERANCE):
        raise Refused(
            "truncated", seconds=round(produced, 1), expected=round(expected, 1)
        )


def _video(raw: Mapping[str, Any]) -> VideoFacts:
    return VideoFacts(
        index=int(raw["index"]),
        codec=str(raw["codec"]),
        width=int(raw["width"]),
        height=int(raw["height"]),
        average_fps=_fraction(raw.get("average_fps")),
        guessed_fps=_fraction(raw.get("guessed_fps")),
        pixel_format=str(raw.get("pixel_format") or "yuv420p"),
        rotation=int(raw.get("rotation") or 0) % 360,
        interlaced=bool(raw.get("interlaced")),
        pixel_aspect=_fraction(raw.get("pixel_aspect")) or Fraction(1),
        hdr=bool(raw.get("hdr")),
    )


def _audio(raw: Mapping[str, Any]) -> AudioFacts:
    return AudioFacts(
        index=int(raw["index"]),
        codec=str(raw["codec"]),
        channels=int(raw.get("channels") or 0),
        sample_rate=int(raw.get("sample_rate") or 0),
    )


def _fraction(value: Any) -> Fraction:
    try:
        return Fraction(str(value)) if value else Fraction(0)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _warnings(video: VideoFacts | None, audio: AudioFacts | None) -> tuple[str, ...]:
    found = []
    if audio is None:
        found.append("no_audio")
    if video is None:
        found.append("audio_only")
    elif video.hdr:
        found.append("hdr")
    return tuple(found)
