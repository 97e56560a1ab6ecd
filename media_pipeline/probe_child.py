"""Reads one file's facts with PyAV and says them as one JSON line.

Run as a script in an isolated, limited process (see `run.probe`): it imports nothing of ours
and is told the demuxer, so the file itself decides nothing about how it is read.
"""

import argparse
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import av
import av.logging

HDR_TRANSFERS = {16, 18}  # PQ and HLG


def limit(memory: int, cpu_seconds: int) -> None:
    """Bound what a hostile file can make the decoder use."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


def facts(path: Path, demuxer: str, max_pixels: int) -> dict[str, Any]:
    """Open with the given demuxer only, the file protocol only, and look."""
    options = {"protocol_whitelist": "file", "format_whitelist": demuxer_names(demuxer)}
    size = path.stat().st_size
    try:
        container = av.open(
            f"file:{path}",
            format=demuxer,
            container_options=options,
            metadata_errors="replace",
            timeout=20,
        )
    except (av.error.FFmpegError, ValueError, UnicodeError):
        return {"error": "unreadable", "bytes": size}
    with container:
        return read(container, demuxer, size, max_pixels)


def demuxer_names(demuxer: str) -> str:
    """Give the long names under which a demuxer checks the allow-list."""
    long = {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}
    return long.get(demuxer, demuxer)


def read(container: Any, demuxer: str, size: int, max_pixels: int) -> dict[str, Any]:
    """Collect the first picture stream, the first sound stream and the length."""
    videos = [
        s
        for s in container.streams.video
        if s.codec_context is not None and not is_cover(s)
    ]
    audios = [s for s in container.streams.audio if s.codec_context is not None]
    video, audio = (videos or [None])[0], (audios or [None])[0]
    raw: dict[str, Any] = {"demuxer": demuxer, "bytes": size}
    raw["seconds"] = length(container, [s for s in (video, audio) if s is not None])
    raw.update(index_end([s for s in (video, audio) if s is not None], size))
    if audio is not None:
        raw["audio"] = audio_facts(audio)
    if video is not None:
        raw["video"] = video_facts(video)
        if 0 < raw["video"]["width"] * raw["video"]["height"] <= max_pixels:
            raw["video"].update(first_picture(container, video))
    return raw


def is_cover(stream: Any) -> bool:
    """Whether a "video" stream is only the picture on an audio file."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def length(container: Any, streams: list[Any]) -> float:
    """Seconds: the container's word, else the longest stream's, else its last packet."""
    if container.duration:
        return float(container.duration) / av.time_base
    known = [float(s.duration * s.time_base) for s in streams if s.duration]
    if known:
        return max(known)
    ends = [0.0]
    for packet in container.demux(streams):
        if packet.pts is not None:
            ends.append(float((packet.pts + (packet.duration or 0)) * packet.time_base))
    container.seek(0)
    return max(ends)


def index_end(streams: list[Any], size: int) -> dict[str, float]:
    """How far into the file the index reaches, and how many seconds are really there."""
    last, there = 0, 0.0
    for stream in streams:
        entries = stream.index_entries
        count = len(entries)
        if not count:
            continue
        end = entries[count - 1]
        last = max(last, end.pos + end.size)
        if end.pos + end.size > size:
            low, high = 0, count - 1
            while low < high:
                middle = (low + high) // 2
                entry = entries[middle]
                low, high = (
                    (middle + 1, high)
                    if entry.pos + entry.size <= size
                    else (low, middle)
                )
            there = max(there, float(entries[low].timestamp * stream.time_base))
    return {"last_byte": last, "seconds_there": there}


def video_facts(stream: Any) -> dict[str, Any]:
    """Whatever is known before a picture is decoded."""
    context = stream.codec_context
    return {
        "index": stream.index,
        "codec": context.name,
        "width": context.width,
        "height": context.height,
        "average_fps": str(stream.average_rate or ""),
        "guessed_fps": str(stream.guessed_rate or ""),
        "pixel_format": context.pix_fmt,
        "pixel_aspect": str(stream.sample_aspect_ratio or ""),
    }


def first_picture(container: Any, stream: Any) -> dict[str, Any]:
    """Decode one picture for what only a picture tells: rotation, fields, transfer."""
    try:
        for frame in container.decode(stream):
            return {
                "rotation": -round(frame.rotation),
                "interlaced": bool(frame.interlaced_frame),
                "pixel_format": frame.format.name,
                "hdr": int(getattr(frame, "color_trc", 0) or 0) in HDR_TRANSFERS,
            }
    except (av.error.FFmpegError, MemoryError, ValueError):
        return {"undecodable": True}
    return {"undecodable": True}


def audio_facts(stream: Any) -> dict[str, Any]:
    """Codec, channels and rate of the sound."""
    context = stream.codec_context
    return {
        "index": stream.index,
        "codec": context.name,
        "channels": context.channels,
        "sample_rate": context.sample_rate,
    }


def main() -> None:
    """Parse the arguments, take the limits, print one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--demuxer", required=True)
    parser.add_argument("--memory", type=int, required=True)
    parser.add_argument("--cpu-seconds", type=int, required=True)
    parser.add_argument("--max-pixels", type=int, required=True)
    given = parser.parse_args()
    av.logging.set_level(av.logging.PANIC)
    limit(given.memory, given.cpu_seconds)
    sys.stdout.write(json.dumps(facts(given.path, given.demuxer, given.max_pixels)))


if __name__ == "__main__":
    main()
