from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_pipeline.probe import DEMUXERS, Refused, check_duration, judge, sniff
from tests.factories.media_pipeline import odd

VIDEO = {
    "index": 0,
    "codec": "h264",
    "width": 640,
    "height": 360,
    "average_fps": "25",
    "guessed_fps": "25",
}


def raw(**changes):
    return {"demuxer": "mov", "bytes": 1000, "seconds": 10.0, "video": VIDEO} | changes


def refusal(call, *args):
    with pytest.raises(Refused) as caught:
        call(*args)
    return caught.value


@pytest.mark.parametrize(
    ("name", "demuxer"),
    [
        ("rotated.mp4", "mov"),
        ("audioonly.m4a", "mov"),
        ("interlaced.mpg", "mpeg"),
        ("nomoov.mp4", "mov"),
    ],
)
def test_the_first_bytes_name_the_demuxer(name, demuxer):
    assert sniff(odd(name).read_bytes()[:4096]) == demuxer


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"", "empty_file"),
        (b"hello, this is a text file", "not_media"),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "playlist"),
        (b"\xef\xbb\xbf  \n#extm3u\n", "playlist"),
        (b"ffconcat version 1.0\nfile other.mp4\n", "playlist"),
        (
            b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">',
            "playlist",
        ),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "not_media"),
        (b"%PDF-1.7", "not_media"),
        (b"<!doctype html><html>", "not_media"),
    ],
)
def test_what_is_not_a_recording_is_refused_with_a_code(head, code):
    assert refusal(sniff, head).code == code


@given(st.binary(max_size=4096))
def test_any_bytes_give_an_allowed_demuxer_or_a_refusal(head):
    try:
        answer = sniff(head)
    except Refused as verdict:
        answer = verdict.code
    assert answer in DEMUXERS | {"empty_file", "not_media", "playlist"}


def test_a_clean_file_is_described():
    facts = judge(
        raw(audio={"index": 1, "codec": "aac", "channels": 6, "sample_rate": 44100})
    )
    assert facts.video.average_fps == Fraction(25)
    assert facts.audio.channels == 6
    assert facts.warnings == ()


def test_missing_sound_or_picture_is_said_not_refused():
    assert judge(raw()).warnings == ("no_audio",)
    sound = {"index": 0, "codec": "aac", "channels": 1, "sample_rate": 44100}
    assert judge(raw(video=None, audio=sound)).warnings == ("audio_only",)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"video": None}, "no_streams"),
        ({"video": VIDEO | {"width": 30000, "height": 30000}}, "picture_too_large"),
        ({"video": VIDEO | {"width": 0, "height": 0}}, "picture_size"),
        ({"video": VIDEO | {"width": 8, "height": 600}}, "picture_too_small"),
        ({"seconds": 10 * 3600}, "too_long"),
        ({"seconds": 0}, "too_short"),
        ({"error": "unreadable"}, "unreadable"),
        ({"video": VIDEO | {"undecodable": True}}, "undecodable"),
        ({"last_byte": 1001, "seconds_there": 4.0}, "truncated"),
    ],
)
def test_hostile_facts_are_refused(changes, code):
    assert refusal(judge, raw(**changes)).code == code


def test_a_cut_file_says_how_much_is_there():
    verdict = refusal(judge, raw(last_byte=2000, seconds_there=4.04))
    assert verdict.params == {"seconds": 4.0, "expected": 10.0}


@pytest.mark.parametrize(
    ("expected", "produced", "cut"),
    [(4.0, 2.4, True), (4.0, 3.9, False), (180.0, 178.0, False), (600.0, 580.0, True)],
)
def test_an_output_that_ends_early_is_noticed(expected, produced, cut):
    if cut:
        assert refusal(check_duration, expected, produced).code == "truncated"
    else:
        check_duration(expected, produced)
