"""Every odd input gives a right rendition or a clear refusal, with the real ffmpeg."""

import json
import re
import struct
import subprocess
import sys

import av
import pytest

from media_pipeline import messages, pipeline, run
from media_pipeline.probe import Refused
from tests.factories import media_pipeline as make
from tests.factories.media_pipeline import odd

EXPECTED = {
    "rotated.mp4": {"top": (640, 360), "fps": 30, "sound": True, "seconds": 4.0},
    "hevc10.mp4": {"top": (640, 360), "fps": 25, "sound": False, "seconds": 3.0},
    "interlaced.mpg": {"top": (600, 480), "fps": 25, "sound": False, "seconds": 3.0},
    "surround.mp4": {"top": (640, 360), "fps": 25, "sound": True, "seconds": 3.0},
    "vfr_noaudio.mp4": {"top": (640, 360), "fps": 30, "sound": False, "seconds": 5.93},
    "audioonly.m4a": {"top": None, "fps": 0, "sound": True, "seconds": 5.0},
}
REFUSED = {
    "zero.mp4": "empty_file",
    "text.mp4": "not_media",
    "huge.mp4": "not_media",
    "nomoov.mp4": "unreadable",
    "trunc_moovok.mp4": "truncated",
}


def prepared(source, tmp_path):
    return pipeline.transcode(source, tmp_path / "out", tmp_path, lambda *_: None)


def decoded(folder, tmp_path):
    """Join a rendition as a player does and decode all of it."""
    whole = tmp_path / "whole.mp4"
    pieces = [folder / "init.mp4", *sorted(folder.glob("*.m4s"))]
    whole.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    with av.open(str(whole)) as container:
        stream = container.streams[0]
        frames = list(container.decode(stream))
        return stream, frames


def test_every_sample_is_expected():
    names = {path.name for path in (make.SAMPLES / "odd").iterdir()}
    assert names == EXPECTED.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_odd_source_becomes_a_right_rendition(name, tmp_path):
    wanted = EXPECTED[name]
    made = prepared(odd(name), tmp_path)
    videos = [r for r in made.renditions if r.kind == "video"]
    sounds = [r for r in made.renditions if r.kind == "audio"]
    assert bool(sounds) == wanted["sound"]
    for each in made.renditions:
        assert each.seconds == pytest.approx(wanted["seconds"], abs=0.15)
    if wanted["top"]:
        assert (videos[0].width, videos[0].height) == wanted["top"]
        stream, frames = decoded(tmp_path / "out" / videos[0].name, tmp_path)
        assert {f.format.name for f in frames} == {"yuv420p"}
        assert not any(f.interlaced_frame for f in frames)
        assert {f.rotation for f in frames} == {0}
        assert stream.codec_context.name == "h264"
        assert len(frames) == pytest.approx(wanted["fps"] * wanted["seconds"], abs=2)
        assert (tmp_path / "out" / "poster.webp").stat().st_size < 15_000
    if wanted["sound"]:
        _stream, frames = decoded(tmp_path / "out" / "audio", tmp_path)
        assert {f.layout.name for f in frames} == {"mono"}
        with av.open(str(tmp_path / "out" / "audio.m4a")) as whole:
            length = whole.duration / av.time_base
        assert length == pytest.approx(wanted["seconds"], abs=0.15)


def test_the_sound_of_five_channels_is_heard_in_one(tmp_path):
    prepared(odd("surround.mp4"), tmp_path)
    _stream, frames = decoded(tmp_path / "out" / "audio", tmp_path)
    assert max(abs(f.to_ndarray()).max() for f in frames) > 0.05


def test_a_turned_phone_video_is_shown_upright(tmp_path):
    """The display matrix is applied: picture content moves, not only the numbers."""
    turned = tmp_path / "turned.mp4"
    plain = tmp_path / "plain.mp4"
    half = "color=red:s=160x240:d=1[a];color=blue:s=160x240:d=1[b];[a][b]hstack"
    make.ffmpeg("-f", "lavfi", "-i", half, "-c:v", "libx264", plain)
    make.ffmpeg("-display_rotation", "90", "-i", plain, "-c", "copy", turned)
    made = prepared(turned, tmp_path)
    assert (made.renditions[0].width, made.renditions[0].height) == (240, 320)
    _stream, frames = decoded(tmp_path / "out" / made.renditions[0].name, tmp_path)
    picture = frames[0].to_ndarray(format="rgb24")
    top, bottom = picture[40, 120], picture[280, 120]
    assert (top[0] > 150) != (bottom[0] > 150)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_bad_source_is_refused_in_words(name, tmp_path):
    with pytest.raises(Refused) as caught:
        prepared(odd(name), tmp_path)
    assert caught.value.code == REFUSED[name]
    said = messages.text(caught.value.code, caught.value.params)
    assert said != messages.text("internal", {})
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob("work-*"))


def test_the_cut_file_is_told_in_seconds(tmp_path):
    with pytest.raises(Refused) as caught:
        prepared(odd("trunc_moovok.mp4"), tmp_path)
    said = messages.text(caught.value.code, caught.value.params)
    assert "2,4 trên 4,0 giây" in said


def test_a_cut_file_without_an_index_of_bytes_is_noticed_by_its_length(tmp_path):
    """A fragmented file keeps no list of byte positions; its stated length betrays it."""
    whole, cut = tmp_path / "whole.mkv", tmp_path / "cut.mkv"
    make.clip(whole, seconds=12)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(Refused) as caught:
        prepared(cut, tmp_path)
    assert caught.value.code == "truncated"


def bomb(path, side=30000):
    """A Motion-PNG film whose container and picture say they are 30,000 dots wide and high."""
    png = odd("huge.mp4").read_bytes()
    assert struct.unpack(">II", png[16:24]) == (30000, 30000)
    small = path.with_name("small.avi")
    make.ffmpeg("-f", "lavfi", "-i", "color=s=64x48:d=1", "-c:v", "png", small)
    film = bytearray(small.read_bytes())
    film = film.replace(struct.pack("<II", 64, 48), struct.pack("<II", side, side))
    film = film.replace(struct.pack(">II", 64, 48), struct.pack(">II", side, side))
    path.write_bytes(film)
    return path


@pytest.mark.parametrize(
    ("side", "code"), [(30000, "picture_size"), (16000, "picture_too_large")]
)
def test_a_picture_of_900_million_dots_is_refused_without_being_decoded(
    side, code, tmp_path
):
    with pytest.raises(Refused) as caught:
        prepared(bomb(tmp_path / "bomb.avi", side), tmp_path)
    assert caught.value.code == code
    assert "quá lớn" in messages.text(caught.value.code, caught.value.params)


def test_the_encoder_itself_refuses_the_bomb_too(tmp_path):
    """Were the probe deceived, -max_pixels still holds."""
    source = bomb(tmp_path / "bomb.avi")
    command = [make.FFMPEG, "-nostdin", "-loglevel", "error", "-max_pixels", "35389440"]
    done = subprocess.run(
        [*command, "-i", str(source), "-f", "null", "-"],
        capture_output=True,
        timeout=60,
    )
    assert b"max_pixels" in done.stderr or b"Picture size" in done.stderr


def test_segments_of_all_rungs_begin_at_the_same_time(tmp_path):
    source = make.clip(tmp_path / "long.mp4", seconds=20, size="640x360", rate=30)
    prepared(source, tmp_path)
    lists = {
        folder.name: re.findall(r"EXTINF:([\d.]+)", (folder / "index.m3u8").read_text())
        for folder in (tmp_path / "out").glob("[0-9]*p")
    }
    assert lists["360p"] == ["6.000000"] * 3 + ["2.000000"]
    assert len({tuple(times) for times in lists.values()}) == 1
    for folder in (tmp_path / "out").glob("[0-9]*p"):
        _stream, frames = decoded(folder, tmp_path)
        # players take the edit list's start (the delay of reordered frames) off again
        keys = [round(f.time - frames[0].time, 3) for f in frames if f.key_frame]
        assert keys == [0, 6, 12, 18]


def test_the_master_playlist_tells_measured_figures(tmp_path):
    source = make.clip(tmp_path / "a.mp4", seconds=13, size="640x360")
    made = prepared(source, tmp_path)
    master = (tmp_path / "out" / "master.m3u8").read_text()
    for each in made.renditions:
        folder = tmp_path / "out" / each.name
        sizes = [p.stat().st_size for p in sorted(folder.glob("*.m4s"))]
        assert each.kbps == pytest.approx(
            sum(sizes) * 8 / 1000 / each.seconds, rel=0.01
        )
        if each.kind == "video":
            sizes += [p.stat().st_size for p in (tmp_path / "out" / "audio").iterdir()]
            assert each.bytes == pytest.approx(sum(sizes), rel=0.02)
        else:
            whole = (tmp_path / "out" / "audio.m4a").stat().st_size
            assert each.bytes == whole == made.audio_file_bytes
    assert 'CODECS="avc1.64' in master
    assert "RESOLUTION=640x360" in master
    assert master.count("#EXT-X-STREAM-INF") == 4
    assert master.count("#EXT-X-MEDIA:TYPE=AUDIO") == 1
    assert master.rstrip().endswith("audio/index.m3u8")
    alone = (tmp_path / "out" / "240p.m3u8").read_text()
    assert alone.count("#EXT-X-STREAM-INF") == 1
    assert "240p/index.m3u8" in alone


def test_the_same_file_is_never_worked_on_twice(tmp_path, film):
    first = prepared(film, tmp_path)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*")}
    stages = []
    again = pipeline.transcode(
        film, tmp_path / "out", tmp_path, lambda stage, _: stages.append(stage)
    )
    assert again == first
    assert "encoding" not in stages
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*")} == before


def test_two_runs_make_the_same_bytes(tmp_path, film):
    for name in ("one", "two"):
        pipeline.transcode(film, tmp_path / name, tmp_path, lambda *_: None)
    one, two = tmp_path / "one", tmp_path / "two"
    files = [p.relative_to(one) for p in one.rglob("*.m4s")]
    assert files
    for file in files:
        assert (one / file).read_bytes() == (two / file).read_bytes()


def test_the_probing_process_reads_nothing_of_ours(tmp_path):
    """Isolated, it cannot import the project, so a decoder's bug has less to reach."""
    script = "import sys, importlib.util as u; print(u.find_spec('media_pipeline'))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.stdout.strip() == "None"
    facts = run.read_facts(odd("rotated.mp4"))
    assert json.dumps(facts.seconds) == "4.0"
