"""Facts about a source → the plan of everything that is encoded. Pure.

The plan alone decides the bytes: chunk bounds and encoder threads are part of it, so every
machine that runs it makes the same files.
"""

from dataclasses import asdict, dataclass
from fractions import Fraction
from math import ceil
from typing import Any, Literal

from media_pipeline.probe import Facts, VideoFacts

PIPELINE_VERSION = "1"  # part of every output's address: a change re-encodes

SEGMENT_SECONDS = 6
# One thread for each rung: with a rate cap, x264 makes other bytes in every run as soon as
# frames are encoded side by side. The rungs themselves run beside each other.
ENCODER_THREADS = 1
DECODER_THREADS = 2
MAX_FPS = 30
STILL_FPS = Fraction(5)
FPS_CEILING = 240
NEARLY = Fraction(9, 10)  # a 352-line source counts as 360p, unscaled

Kind = Literal["camera", "slides", "audio"]

# name → short side of the picture, CRF, cap in kbit/s (measured on camera footage)
CAMERA_LADDER = (
    (720, 26, 900),
    (480, 26, 420),
    (360, 26, 220),
    (240, 26, 110),
    (144, 26, 60),
)


@dataclass(frozen=True)
class Rung:
    """One video rendition."""

    name: str
    width: int
    height: int
    crf: int
    cap_kbps: int


@dataclass(frozen=True)
class Voice:
    """The one sound rendition that every video rung shares."""

    name: str = "audio"
    kbps: int = 32
    sample_rate: int = 32000
    channels: int = 1


@dataclass(frozen=True)
class Chunk:
    """A piece of the source that one process encodes, in seconds."""

    start: float
    end: float


@dataclass(frozen=True)
class Plan:
    """What to make; `ffmpeg.arguments` turns it into one command."""

    kind: Kind
    demuxer: str
    seconds: float
    fps: Fraction
    rungs: tuple[Rung, ...]
    voice: Voice | None
    video_index: int | None
    audio_index: int | None
    source_size: tuple[int, int] | None
    deinterlace: bool
    poster_at: float
    chunks: tuple[Chunk, ...]
    segment_seconds: int = SEGMENT_SECONDS
    encoder_threads: int = ENCODER_THREADS
    decoder_threads: int = DECODER_THREADS
    preset: str = "veryfast"

    @property
    def keyframe_frames(self) -> int:
        """The longest distance between keyframes, in frames."""
        return max(1, ceil(self.fps * self.segment_seconds))

    @property
    def expected_kbps(self) -> int:
        """An upper bound of all renditions together, for the disk check."""
        sound = self.voice.kbps + 4 if self.voice else 0
        return sum(rung.cap_kbps for rung in self.rungs) + 2 * sound

    def described(self) -> dict[str, Any]:
        """Give the plan as plain data, for people and for the manifest."""
        plain = asdict(self)
        plain["fps"] = str(self.fps)
        return plain


def plan(facts: Facts) -> Plan:
    """Decide the renditions of one source."""
    video = facts.video
    size = display_size(video) if video else None
    return Plan(
        kind="camera" if video else "audio",
        demuxer=facts.demuxer,
        seconds=facts.seconds,
        fps=output_fps(video) if video else Fraction(0),
        rungs=rungs(*size) if size else (),
        voice=Voice() if facts.audio else None,
        video_index=video.index if video else None,
        audio_index=facts.audio.index if facts.audio else None,
        source_size=size,
        deinterlace=bool(video and video.interlaced),
        poster_at=round(min(facts.seconds / 10, 10.0), 2),
        chunks=(Chunk(0.0, facts.seconds),),
    )


def display_size(video: VideoFacts) -> tuple[int, int]:
    """Measure the picture as it is shown: square pixels, turned the right way up."""
    width, height = Fraction(video.width), Fraction(video.height)
    if video.pixel_aspect > 0:
        width *= video.pixel_aspect
    if video.rotation % 180 == 90:
        width, height = height, width
    return even(width), even(height)


def rungs(width: int, height: int) -> tuple[Rung, ...]:
    """Every rung the source can fill, largest first; portrait fills the same boxes upright."""
    found = []
    for side, crf, cap in CAMERA_LADDER:
        fit = box_fit(width, height, side)
        if fit * NEARLY <= 1:
            scale = min(fit, Fraction(1))
            found.append(
                Rung(f"{side}p", even(width * scale), even(height * scale), crf, cap)
            )
    if not found:
        side, crf, cap = CAMERA_LADDER[-1]
        found.append(Rung(f"{side}p", width, height, crf, cap))
    return tuple(found)


def box_fit(width: int, height: int, side: int) -> Fraction:
    """Say how much a picture is scaled to fit a 16:9 box of this short side, turned as it is."""
    long_side, short_side = max(width, height), min(width, height)
    return min(
        Fraction(ceil(Fraction(side * 16, 9)), long_side), Fraction(side, short_side)
    )


def output_fps(video: VideoFacts) -> Fraction:
    """Choose a constant rate for the output: the source's own, halved until it is at most 30.

    A variable rate takes the finest regular step the demuxer saw, unless that is a
    time base rather than a rate.
    """
    average, guessed = video.average_fps, video.guessed_fps
    plausible = 0 < guessed <= FPS_CEILING and (
        average <= 0 or guessed <= average * Fraction(5, 2)
    )
    rate = guessed if plausible else average
    if not 1 <= rate <= FPS_CEILING * 4:
        return STILL_FPS
    while rate > MAX_FPS + Fraction(1, 2):
        rate /= 2
    return rate.limit_denominator(1001)


def even(value: Fraction | int) -> int:
    """Round to an even number of pixels, at least 2: H.264 4:2:0 needs it."""
    return max(2, 2 * round(Fraction(value) / 2))
