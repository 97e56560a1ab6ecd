from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_pipeline.ladder import display_size, even, output_fps, plan, rungs
from media_pipeline.probe import AudioFacts, Facts, VideoFacts

SIDES = st.integers(16, 4320)


def video(width=1920, height=1080, average="25", guessed="25", **more):
    return VideoFacts(
        0, "h264", width, height, Fraction(average), Fraction(guessed), **more
    )


def names(width, height):
    return [rung.name for rung in rungs(width, height)]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1920, 1080), ["720p", "480p", "360p", "240p", "144p"]),
        ((1280, 720), ["720p", "480p", "360p", "240p", "144p"]),
        ((640, 360), ["360p", "240p", "144p"]),
        ((640, 352), ["360p", "240p", "144p"]),
        ((720, 576), ["480p", "360p", "240p", "144p"]),
        ((360, 640), ["360p", "240p", "144p"]),
        ((128, 96), ["144p"]),
    ],
)
def test_the_ladder_follows_the_source(size, expected):
    assert names(*size) == expected


def test_a_portrait_video_stays_upright():
    assert [r.height for r in rungs(1080, 1920)] == [1280, 854, 640, 426, 256]


def test_a_tiny_source_is_kept_as_it_is():
    (only,) = rungs(128, 96)
    assert (only.width, only.height) == (128, 96)


@given(SIDES, SIDES)
def test_no_rung_is_larger_than_the_source_and_all_are_even(width, height):
    for rung in rungs(even(width), even(height)):
        assert rung.width <= even(width)
        assert rung.height <= even(height)
        assert rung.width % 2 == rung.height % 2 == 0


@given(SIDES, SIDES)
def test_turning_the_source_turns_every_rung(width, height):
    width, height = even(width), even(height)
    turned = [(r.name, r.height, r.width) for r in rungs(height, width)]
    assert [(r.name, r.width, r.height) for r in rungs(width, height)] == turned


@given(st.integers(160, 4320), st.integers(160, 4320))
def test_the_shape_of_the_picture_is_kept(width, height):
    width, height = even(width), even(height)
    for rung in rungs(width, height):
        exact = Fraction(rung.width * height, width)
        # one pair of pixels of rounding in either direction
        assert abs(rung.height - exact) <= 2 * (1 + Fraction(height, width))


@given(SIDES, SIDES)
def test_every_rung_costs_less_than_the_one_above(width, height):
    made = rungs(even(width), even(height))
    for above, below in pairwise(made):
        assert above.cap_kbps > below.cap_kbps
        assert above.width >= below.width


@pytest.mark.parametrize(
    ("average", "guessed", "expected"),
    [
        ("25", "25", "25"),  # min(source, 30) in a filter once made 30 of this
        ("30000/1001", "30000/1001", "30000/1001"),
        ("60", "60", "30"),
        ("50", "50", "25"),
        ("120", "120", "30"),
        ("15", "30", "30"),  # variable: the finest step
        ("7", "1000", "7"),  # a time base, not a rate
        ("24000/1001", "24000/1001", "24000/1001"),
        ("0", "0", "5"),  # a still picture
        ("1/10", "1/10", "5"),
    ],
)
def test_the_output_rate_is_worked_out_from_the_source(average, guessed, expected):
    assert output_fps(video(average=average, guessed=guessed)) == Fraction(expected)


def test_rotation_and_pixel_shape_make_the_shown_size():
    assert display_size(video(360, 640, rotation=90)) == (640, 360)
    assert display_size(video(720, 576, pixel_aspect=Fraction(16, 15))) == (768, 576)


def test_sound_only_has_no_pictures():
    made = plan(Facts("mov", 5.0, 10, audio=AudioFacts(0, "aac", 6, 44100)))
    assert (made.kind, made.rungs, made.voice.channels) == ("audio", (), 1)


def test_the_plan_alone_says_how_it_is_cut_and_threaded():
    made = plan(Facts("mov", 61.5, 10, video=video(interlaced=True)))
    assert [(c.start, c.end) for c in made.chunks] == [(0.0, 61.5)]
    assert made.encoder_threads == 1
    assert made.deinterlace
    assert made.keyframe_frames == 150
    assert made.voice is None
