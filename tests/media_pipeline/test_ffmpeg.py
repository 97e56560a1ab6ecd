from fractions import Fraction
from pathlib import Path

from media_pipeline.ffmpeg import arguments, directories
from media_pipeline.ladder import plan
from media_pipeline.probe import AudioFacts, Facts, VideoFacts

VIDEO = VideoFacts(1, "h264", 1920, 1080, Fraction(25), Fraction(25))
SOUND = AudioFacts(0, "aac", 2, 48000)
FACTS = Facts("mov", 60.0, 1000, video=VIDEO, audio=SOUND)


def command(facts=FACTS):
    return arguments(plan(facts), Path("/lessons/a; rm -rf.mp4"), "/bin/ffmpeg")


def value(words, flag):
    return words[words.index(flag) + 1]


def test_one_process_makes_every_rendition():
    words = command()
    assert words.count("-i") == 1
    assert sum("/index.m3u8" in word for word in words) == 6
    assert directories(plan(FACTS)) == ["720p", "480p", "360p", "240p", "144p", "audio"]


def test_the_input_is_locked_to_one_demuxer_and_to_files():
    words = command()
    before = words[: words.index("-i")]
    assert value(before, "-f") == "mov"
    assert value(before, "-protocol_whitelist") == "file,pipe"
    allowed = value(before, "-format_whitelist").split(",")
    assert not {"hls", "dash", "concat", "applehttp"} & set(allowed)
    assert int(value(before, "-max_pixels")) == 35389440
    assert "-nostdin" in before
    assert value(words, "-i") == "file:/lessons/a; rm -rf.mp4"


def test_each_rung_is_scaled_from_the_one_above():
    graph = value(command(), "-filter_complex")
    steps = [step for step in graph.split(";") if "scale=" in step and "0x" not in step]
    heights = [s.split("scale=")[1].split(":")[1] for s in steps if "bicubic" in s]
    assert heights == ["720", "480", "360", "240", "144"]
    assert graph.count("[0:1]") == 1


def test_keyframes_fall_on_the_same_seconds_in_every_rung():
    words = command()
    forced = [words[n + 1] for n, w in enumerate(words) if w == "-force_key_frames"]
    assert forced == ["expr:gte(t,n_forced*6)"] * 5
    assert [words[n + 1] for n, w in enumerate(words) if w == "-g"] == ["150"] * 5
    assert [words[n + 1] for n, w in enumerate(words) if w == "-sc_threshold"] == [
        "0"
    ] * 5


def test_fields_are_woven_only_where_there_are_fields():
    woven = Facts(
        "mpeg",
        3.0,
        10,
        video=VideoFacts(
            0, "mpeg2video", 720, 576, Fraction(25), Fraction(25), interlaced=True
        ),
    )
    assert "bwdif" in value(command(woven), "-filter_complex")
    assert "bwdif" not in value(command(), "-filter_complex")


def test_sound_is_encoded_once_and_written_twice():
    words = command()
    assert words.count("aac") == 1
    tee = next(word for word in words if "audio.m4a" in word)
    assert "audio/index.m3u8" in tee
