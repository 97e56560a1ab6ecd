"""Reads the playlists ffmpeg wrote and writes the master ones. Pure text and bytes."""

import re
import struct
from dataclasses import dataclass

AUDIO_GROUP = "voice"
AAC_CODEC = "mp4a.40.2"

_EXTINF = re.compile(r"^#EXTINF:([0-9.]+)")


@dataclass(frozen=True)
class Segment:
    """One piece of a rendition."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Variant:
    """One rendition with what was measured from its bytes."""

    name: str
    seconds: float
    bytes: int
    average_bps: int
    peak_bps: int
    codecs: str
    width: int = 0
    height: int = 0
    fps: float = 0.0

    @property
    def is_video(self) -> bool:
        """Whether it has a picture."""
        return self.width > 0


def segments(text: str) -> list[Segment]:
    """List the pieces of one media playlist."""
    found, seconds = [], 0.0
    for line in text.splitlines():
        timed = _EXTINF.match(line)
        if timed:
            seconds = float(timed[1])
        elif line and not line.startswith("#"):
            found.append(Segment(line.strip(), seconds))
    return found


def master(
    videos: list[Variant], voice: Variant | None, *, voice_alone: bool = True
) -> str:
    """Write a multivariant playlist: lowest picture first, sound shared, sound alone last.

    With one picture and no voice alone, a player cannot leave the price that was chosen.
    """
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if voice:
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{AUDIO_GROUP}",NAME="Tiếng",LANGUAGE="vi",'
            f'DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1",URI="{voice.name}/index.m3u8"'
        )
    for video in sorted(videos, key=lambda variant: variant.peak_bps):
        lines += _stream(video, voice)
    if voice and voice_alone:
        lines += _stream(voice, None, group=True)
    return "\n".join(lines) + "\n"


def _stream(variant: Variant, voice: Variant | None, group: bool = False) -> list[str]:
    peak = variant.peak_bps + (voice.peak_bps if voice else 0)
    average = variant.average_bps + (voice.average_bps if voice else 0)
    codecs = ",".join([variant.codecs, *([voice.codecs] if voice else [])])
    attributes = [
        f"BANDWIDTH={peak}",
        f"AVERAGE-BANDWIDTH={average}",
        f'CODECS="{codecs}"',
    ]
    if variant.is_video:
        attributes.append(f"RESOLUTION={variant.width}x{variant.height}")
        attributes.append(f"FRAME-RATE={variant.fps:.3f}")
    if voice or group:
        attributes.append(f'AUDIO="{AUDIO_GROUP}"')
    return [
        "#EXT-X-STREAM-INF:" + ",".join(attributes),
        f"{variant.name}/index.m3u8",
    ]


def video_codec(init: bytes) -> tuple[str, int, int]:
    """Read codec string, width and height from an H.264 initialisation segment."""
    entry, config = init.find(b"avc1"), init.find(b"avcC")
    if entry < 0 or config < 0:
        raise ValueError("no H.264 sample description")
    width, height = struct.unpack_from(">HH", init, entry + 28)
    profile, compatibility, level = init[config + 5 : config + 8]
    return f"avc1.{profile:02X}{compatibility:02X}{level:02X}", width, height
