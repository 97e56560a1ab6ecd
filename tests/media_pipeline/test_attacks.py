"""A list that points elsewhere, under any name, opens no connection and reads no other file.

Both dangers are shown to be real first: the same ffmpeg, asked carelessly, does register at
the listener and does decode the neighbour's film.
"""

import subprocess
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from media_pipeline import ffmpeg as arguments
from media_pipeline import ladder, messages, pipeline, run
from media_pipeline.probe import Refused, VideoFacts
from tests.factories import media_pipeline as make

RATE = Fraction(25)
NAMES = ["lesson.mp4", "lesson.m3u8"]


@pytest.fixture
def listener():
    """A loopback web server that remembers who came."""
    visits = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_error(404)

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.visits = visits
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()


@pytest.fixture
def neighbour(tmp_path):
    """Another teacher's upload, beside ours."""
    return make.clip(tmp_path / "neighbour.ts", seconds=1)


def hls(target):
    return (
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n"
        f"{target}\n#EXT-X-ENDLIST\n"
    )


def hls_key(target):
    return hls("neighbour.ts").replace(
        "#EXTINF", f'#EXT-X-KEY:METHOD=AES-128,URI="{target}"\n#EXTINF', 1
    )


def hls_master(target):
    return f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\n{target}\n"


def dash(target):
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
        ' mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">'
        '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1000">'
        f"<BaseURL>{target}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    )


def concat(target):
    return f"ffconcat version 1.0\nfile {target}\n"


LISTS = [hls, hls_key, hls_master, dash, concat]


def careless(source, *more):
    """Decode with every default, as a simple script would."""
    command = [make.FFMPEG, "-nostdin", "-loglevel", "error", *more, "-i", str(source)]
    return subprocess.run(
        [*command, "-frames:v", "1", "-f", "null", "-"], capture_output=True, timeout=30
    )


def test_control_the_listener_hears_a_careless_reader(listener, tmp_path):
    source = tmp_path / "lesson.m3u8"
    source.write_text(hls(f"{listener.url}/segment.ts"))
    careless(source, "-protocol_whitelist", "file,http,tcp")
    assert listener.visits == ["/segment.ts"]


def test_control_a_careless_reader_decodes_the_neighbours_film(neighbour, tmp_path):
    source = tmp_path / "lesson.mp4"
    source.write_text(concat(neighbour.name))
    assert careless(source).returncode == 0
    neighbour.unlink()
    assert careless(source).returncode != 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_refused_before_anything_reads_it(
    kind, name, listener, neighbour, tmp_path
):
    for target in (f"{listener.url}/film.ts", neighbour.name, f"file:{neighbour}"):
        source = tmp_path / name
        source.write_text(kind(target))
        with pytest.raises(Refused) as caught:
            pipeline.transcode(source, tmp_path / "out", tmp_path, lambda *_: None)
        assert caught.value.code == "playlist"
        assert "danh sách" in messages.text("playlist", {})
    assert listener.visits == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("demuxer", ["mov", "matroska", "mpegts", "mp3", "avi"])
@pytest.mark.parametrize("kind", LISTS)
def test_were_the_first_bytes_to_deceive_us_ffmpeg_still_reads_nothing(
    kind, demuxer, listener, neighbour, tmp_path
):
    """The exact command of the pipeline on a list: no visit, no picture of the neighbour."""
    for number, target in enumerate((f"{listener.url}/film.ts", neighbour.name)):
        source = tmp_path / f"lesson{number}.m3u8"
        source.write_text(kind(target))
        work = tmp_path / f"work{number}"
        work.mkdir()
        facts = ladder.Facts(
            demuxer, 1.0, 100, video=VideoFacts(0, "h264", 256, 144, RATE, RATE)
        )
        plan = ladder.plan(facts)
        for folder in arguments.directories(plan):
            (work / folder).mkdir()
        command = arguments.arguments(plan, source, make.FFMPEG)
        with pytest.raises(run.Failed):
            run.encode(command, work, run.limits_for(plan), lambda _: None)
        assert not list(work.rglob("*.m4s"))
        assert not (work / "poster.jpg").exists()
    assert listener.visits == []


def test_a_film_with_a_list_inside_its_first_bytes_is_only_that_film(
    listener, neighbour, tmp_path
):
    """An ISO box in front does not make the rest a playlist."""
    source = tmp_path / "lesson.mp4"
    source.write_bytes(b"\x00\x00\x00\x08free" + hls(f"{listener.url}/x.ts").encode())
    with pytest.raises(Refused) as caught:
        pipeline.transcode(source, tmp_path / "out", tmp_path, lambda *_: None)
    assert caught.value.code == "unreadable"
    assert listener.visits == []
