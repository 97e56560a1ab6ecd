import io
import random
import struct
import zlib

import pytest
from PIL import Image, features

from lms.assignments.photos import LIMIT, MAX_SOURCE, NotAPhoto, Reason, remake
from tests.factories import lms as make


def jpeg(size=(1200, 900), **options):
    return make.photo(size, **options)


def reason(source, name=""):
    with pytest.raises(NotAPhoto) as refused:
        remake(source, name)
    return refused.value.reason


def test_webp_can_be_written_here():
    assert features.check("webp")


def test_a_photo_keeps_no_place_no_camera_and_stands_upright():
    source = jpeg((1200, 900), orientation=6)
    before = Image.open(io.BytesIO(source)).getexif()
    assert before.get_ifd(0x8825)  # GPS is there to lose
    photo = remake(source, "IMG_0001.JPG")
    after = Image.open(io.BytesIO(photo.data))
    assert after.size == (photo.width, photo.height) == (900, 1200)
    assert not after.getexif()
    assert "exif" not in after.info
    assert "xmp" not in after.info
    assert b"Nam Hoa" not in photo.data


def test_a_noisy_photo_of_a_big_camera_fits_the_limit():
    noise = random.Random(5).randbytes(3000 * 2250 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (3000, 2250), noise).save(out, "JPEG", quality=85)
    assert len(out.getvalue()) > 3_000_000
    photo = remake(out.getvalue())
    assert len(photo.data) <= LIMIT
    assert max(photo.width, photo.height) >= 640


def test_a_transparent_png_is_put_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(out, "PNG")
    picture = Image.open(io.BytesIO(remake(out.getvalue(), "bai.png").data))
    assert picture.getpixel((20, 20)) == (255, 255, 255)


def test_small_photos_are_not_blown_up():
    photo = remake(jpeg((320, 240)))
    assert (photo.width, photo.height) == (320, 240)


def test_empty():
    assert reason(b"") == Reason.EMPTY


def test_huge():
    assert reason(b"\xff\xd8\xff" + b"\0" * MAX_SOURCE) == Reason.TOO_BIG


def test_svg():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    assert reason(svg, "bai.svg") == Reason.CARRIES_MORE


def test_html_named_jpg():
    assert reason(b"<!DOCTYPE html><p>xin chao", "bai.jpg") == Reason.CARRIES_MORE


def test_text_named_png():
    assert reason(b"day khong phai la anh", "bai.png") == Reason.NOT_A_PHOTO


def test_gif_is_not_taken():
    out = io.BytesIO()
    Image.new("P", (20, 20)).save(out, "GIF")
    assert reason(out.getvalue(), "bai.gif") == Reason.NOT_A_PHOTO


def test_png_renamed_jpg():
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    assert reason(out.getvalue(), "bai.jpg") == Reason.NAME_DIFFERS


def test_a_photo_named_html():
    assert reason(jpeg(), "bai.html") == Reason.NAME_DIFFERS


def test_a_photo_with_a_page_behind_it():
    polyglot = jpeg() + b"<html><ScRiPt>alert(1)</script>"
    assert reason(polyglot, "bai.jpg") == Reason.CARRIES_MORE


def test_a_photo_with_a_page_in_its_comment():
    source = jpeg()
    comment = b"<script>alert(1)</script>"
    segment = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    assert reason(source[:2] + segment + source[2:]) == Reason.CARRIES_MORE


def test_a_photo_with_an_archive_behind_it():
    end = b"PK\x05\x06" + b"\0" * 18
    assert reason(jpeg() + end) == Reason.CARRIES_MORE


def test_a_pdf_that_is_a_photo_too():
    source = jpeg()
    comment = b"%PDF-1.4"
    segment = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    assert reason(source[:2] + segment + source[2:]) == Reason.CARRIES_MORE


def test_truncated():
    assert reason(jpeg()[:4000]) == Reason.BROKEN


def png_header(width, height, body=b""):
    def chunk(kind, data):
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "size", [(60_000, 60_000), (11_000, 11_000), (20_000, 10), (5_000, 5_000)]
)
def test_a_bomb_is_refused_by_its_header(size):
    assert reason(png_header(*size), "bai.png") == Reason.TOO_MANY_PIXELS


def test_a_trailer_of_the_camera_is_dropped_not_refused():
    motion = b"\x00\x00\x00\x18ftypmp42" + b"\x07" * 5000
    photo = remake(jpeg() + motion)
    assert b"ftypmp42" not in photo.data
