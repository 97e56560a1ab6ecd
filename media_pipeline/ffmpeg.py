"""A plan → the arguments of one ffmpeg process that makes every rendition. Pure.

One decode, one cascade: each rung is scaled from the next larger one. Output names are
relative to the directory the process runs in.
"""

from pathlib import Path
from typing import Any

import ffmpeg

from media_pipeline.ladder import Plan, Rung, Voice
from media_pipeline.probe import DEMUXERS, MAX_PIXELS

POSTER_JPEG = "poster.jpg"
POSTER_WEBP = "poster.webp"
AUDIO_FILE = "audio.m4a"
PLAYLIST = "index.m3u8"
INIT = "init.mp4"
SEGMENT = "%05d.m4s"
POSTER_WIDTHS = {POSTER_JPEG: 640, POSTER_WEBP: 400}

GLOBALS = (
    "-nostdin",
    "-hide_banner",
    "-loglevel",
    "error",
    "-nostats",
    "-progress",
    "pipe:1",
    "-stats_period",
    "0.5",
    "-y",
)


def arguments(plan: Plan, source: Path, executable: str) -> list[str]:
    """Build the whole command; it is run without a shell, in a directory of its own."""
    graph = ffmpeg.merge_outputs(*outputs(plan, source))
    return [executable, *GLOBALS, *ffmpeg.get_args(graph)]


def directories(plan: Plan) -> list[str]:
    """Name the directories the process writes into."""
    sound = [plan.voice.name] if plan.voice else []
    return [rung.name for rung in plan.rungs] + sound


def outputs(plan: Plan, source: Path) -> list[Any]:
    """Every output of the process as an ffmpeg-python stream."""
    made = []
    stream = opened(plan, source)
    if plan.rungs:
        made += picture_outputs(plan, stream[str(plan.video_index)])
    if plan.voice:
        made.append(voice_output(plan, plan.voice, stream[str(plan.audio_index)]))
    return made


def opened(plan: Plan, source: Path) -> Any:
    """Open the input: demuxer forced, nothing but local files, no bombs."""
    return ffmpeg.input(
        f"file:{source}",
        f=plan.demuxer,
        protocol_whitelist="file,pipe",
        format_whitelist=",".join(sorted(DEMUXERS)),
        max_pixels=MAX_PIXELS,
        threads=plan.decoder_threads,
    )


def picture_outputs(plan: Plan, picture: Any) -> list[Any]:
    """Build the cascade: even out, scale to the top rung, then each rung from the one above."""
    if plan.deinterlace:
        picture = picture.filter("bwdif", mode="send_frame")
    picture = picture.filter("fps", fps=str(plan.fps))
    made: list[Any] = []
    last = plan.rungs[-1]
    for rung in plan.rungs:
        picture = picture.filter("scale", rung.width, rung.height, flags="bicubic")
        if rung is plan.rungs[0]:
            picture = picture.filter("setsar", 1).filter("format", "yuv420p")
            branches = picture.filter_multi_output("split", 3 if rung is last else 4)
            made += [
                poster(plan, branches[0], POSTER_JPEG),
                poster(plan, branches[1], POSTER_WEBP),
            ]
            made.append(rung_output(plan, rung, branches[2]))
            picture = branches[3] if rung is not last else None
        elif rung is not last:
            branches = picture.filter_multi_output("split", 2)
            made.append(rung_output(plan, rung, branches[0]))
            picture = branches[1]
        else:
            made.append(rung_output(plan, rung, picture))
    return made


def poster(plan: Plan, picture: Any, name: str) -> Any:
    """One still from early in the lesson, small."""
    width = min(POSTER_WIDTHS[name], plan.rungs[0].width)
    still = picture.filter("select", f"gte(t,{plan.poster_at})").filter(
        "scale", width, -2
    )
    quality = {"q:v": 5} if name == POSTER_JPEG else {"c:v": "libwebp", "quality": 55}
    muxer = {"f": "image2", "update": 1}
    return ffmpeg.output(still, name, **{"frames:v": 1}, **muxer, **quality)


def rung_output(plan: Plan, rung: Rung, picture: Any) -> Any:
    """One H.264 rendition as HLS with keyframes where every other rung has them."""
    every = plan.segment_seconds
    return ffmpeg.output(
        picture,
        f"{rung.name}/{PLAYLIST}",
        **{
            "c:v": "libx264",
            "preset": plan.preset,
            "profile:v": "high",
            "crf": rung.crf,
            "maxrate": f"{rung.cap_kbps}k",
            "bufsize": f"{2 * rung.cap_kbps}k",
            "g": plan.keyframe_frames,
            "sc_threshold": 0,
            "force_key_frames": f"expr:gte(t,n_forced*{every})",
            "threads": plan.encoder_threads,
            "fps_mode": "passthrough",
            "map_metadata": -1,
            **hls(rung.name, every),
        },
    )


def voice_output(plan: Plan, voice: Voice, sound: Any) -> Any:
    """Encode the sound once and write it twice: HLS, and one file to keep."""
    sound = (
        sound.filter("aresample", voice.sample_rate, **{"async": 1, "first_pts": 0})
        .filter("aformat", channel_layouts="mono")
        .filter("highpass", f=80)
        .filter("dynaudnorm", p=0.9, m=8)
    )
    options = ":".join(
        f"{name}={value}"
        for name, value in hls(voice.name, plan.segment_seconds).items()
    )
    return ffmpeg.output(
        sound,
        f"[{options}]{voice.name}/{PLAYLIST}|[f=mp4:movflags=+faststart]{AUDIO_FILE}",
        **{
            "f": "tee",
            "c:a": "aac",
            "b:a": f"{voice.kbps}k",
            "ac": voice.channels,
            "flags": "+global_header",
            "map_metadata": -1,
        },
    )


def hls(directory: str, seconds: int) -> dict[str, Any]:
    """Muxer options of one fragmented-MP4 rendition."""
    return {
        "f": "hls",
        "hls_time": seconds,
        "hls_playlist_type": "vod",
        "hls_segment_type": "fmp4",
        "hls_fmp4_init_filename": INIT,
        "hls_flags": "independent_segments",
        "hls_segment_filename": f"{directory}/{SEGMENT}",
    }
