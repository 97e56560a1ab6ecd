"""Measures what ffmpeg made, writes master playlists and the manifest."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from media_pipeline import ffmpeg, playlist
from media_pipeline.ladder import PIPELINE_VERSION, Plan
from media_pipeline.playlist import Variant
from media_pipeline.probe import Facts, check_duration

MASTER = "master.m3u8"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Rendition:
    """One way to follow the lesson, with its price."""

    name: str
    kind: str
    seconds: float
    bytes: int
    kbps: float
    peak_kbps: float
    codecs: str
    playlist: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Manifest:
    """Everything a reader of a finished package needs to know."""

    key: str
    pipeline: str
    source_sha256: str
    source_bytes: int
    seconds: float
    kind: str
    renditions: tuple[Rendition, ...]
    poster: bool
    audio_file_bytes: int
    warnings: tuple[str, ...]
    plan: dict[str, Any]

    def saved(self, directory: Path) -> None:
        """Write it as the last file of a package."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str)
        (directory / MANIFEST).write_text(text, encoding="utf-8")


def load(directory: Path) -> Manifest | None:
    """Read a finished package's manifest; None where there is none."""
    path = directory / MANIFEST
    if not path.is_file():
        return None
    raw = json.loads(path.read_text(encoding="utf-8"))
    renditions = tuple(Rendition(**each) for each in raw.pop("renditions"))
    warnings = tuple(raw.pop("warnings"))
    return Manifest(renditions=renditions, warnings=warnings, **raw)


def package(
    directory: Path, facts: Facts, plan: Plan, key: str, source_sha256: str
) -> Manifest:
    """Turn a directory of raw renditions into a package, or refuse a cut source."""
    fps = float(plan.fps)
    videos = [measured(directory, rung.name, fps) for rung in plan.rungs]
    voice = measured(directory, plan.voice.name, 0) if plan.voice else None
    longest = max(v.seconds for v in [*videos, *([voice] if voice else [])])
    check_duration(facts.seconds, longest)
    write_masters(directory, videos, voice)
    alone = (directory / ffmpeg.AUDIO_FILE).stat().st_size if voice else 0
    made = Manifest(
        key=key,
        pipeline=PIPELINE_VERSION,
        source_sha256=source_sha256,
        source_bytes=facts.bytes,
        seconds=round(facts.seconds, 3),
        kind="video" if videos else "audio",
        renditions=priced(videos, voice, alone),
        poster=(directory / ffmpeg.POSTER_JPEG).is_file(),
        audio_file_bytes=alone,
        warnings=facts.warnings,
        plan=json.loads(json.dumps(plan.described())),
    )
    made.saved(directory)
    return made


def write_masters(
    directory: Path, videos: list[Variant], voice: Variant | None
) -> None:
    """Write the playlist of all ways, and one for each way with a picture."""
    whole = playlist.master(videos, voice)
    (directory / MASTER).write_text(whole, encoding="utf-8")
    for video in videos:
        alone = playlist.master([video], voice, voice_alone=False)
        (directory / f"{video.name}.m3u8").write_text(alone, encoding="utf-8")


def measured(directory: Path, name: str, fps: float) -> Variant:
    """Weigh one rendition: the bytes a student downloads, and its dearest segment."""
    folder = directory / name
    pieces = playlist.segments((folder / ffmpeg.PLAYLIST).read_text(encoding="utf-8"))
    init = (folder / ffmpeg.INIT).read_bytes()
    sizes = [(folder / piece.name).stat().st_size for piece in pieces]
    seconds = sum(piece.seconds for piece in pieces)
    codecs, width, height = (
        playlist.video_codec(init) if fps else (playlist.AAC_CODEC, 0, 0)
    )
    return Variant(
        name=name,
        seconds=seconds,
        bytes=sum(sizes) + len(init) + (folder / ffmpeg.PLAYLIST).stat().st_size,
        average_bps=round(sum(sizes) * 8 / seconds),
        peak_bps=peak(sizes, [piece.seconds for piece in pieces]),
        codecs=codecs,
        width=width,
        height=height,
        fps=fps,
    )


def peak(sizes: list[int], seconds: list[float]) -> int:
    """Find the highest bit rate of any segment; a very short last one does not count."""
    rates = [
        size * 8 / length
        for size, length in zip(sizes, seconds, strict=True)
        if length >= max(seconds) / 2
    ]
    return round(max(rates))


def priced(
    videos: list[Variant], voice: Variant | None, alone: int
) -> tuple[Rendition, ...]:
    """Price every way; sound alone costs the one file it is played from."""
    pictures = [rendition(video, voice) for video in videos]
    sound = [replace(rendition(voice, None), bytes=alone)] if voice else []
    return (*pictures, *sound)


def rendition(variant: Variant, voice: Variant | None) -> Rendition:
    """Price one way: a picture's price includes the sound that comes with it."""
    with_voice = voice.bytes if voice and variant.is_video else 0
    whole = variant.bytes + with_voice
    return Rendition(
        name=variant.name,
        kind="video" if variant.is_video else "audio",
        seconds=round(variant.seconds, 3),
        bytes=whole,
        kbps=round(variant.average_bps / 1000, 1),
        peak_kbps=round(variant.peak_bps / 1000, 1),
        codecs=variant.codecs,
        playlist=(
            f"{variant.name}.m3u8"
            if variant.is_video
            else f"{variant.name}/{ffmpeg.PLAYLIST}"
        ),
        width=variant.width,
        height=variant.height,
    )
