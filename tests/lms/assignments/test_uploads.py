"""Photos sent in pieces, over a line that drops."""

import json
import uuid

import pytest
from django.urls import reverse
from PIL import Image

from lms.assignments.actions.photos import CHUNK, MOST_UPLOAD
from lms.assignments.models import PhotoUpload, Submission, SubmissionPhoto, UploadChunk
from tests.factories import lms as make

KEY = "2b0f1f64-6a0e-4d7c-9d0e-0f6f4f1d2c3b"


@pytest.fixture
def work(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return make.homework(world.c7a, world.toan, world.mai.person.account)


@pytest.fixture
def pupil(people, signed_in):
    return signed_in(people["self"])


@pytest.fixture
def source():
    return make.photo((1000, 800))


def begin(client, work, total, key=KEY):
    return client.post(
        reverse("assignments:begin_upload", args=[work.uuid]),
        json.dumps({"key": key, "total": total}),
        content_type="application/json",
    )


def send(client, address, offset, data):
    return client.patch(
        address,
        data,
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def send_all(client, address, source, offset=0, piece=16_384):
    answer = None
    while offset < len(source):
        answer = send(client, address, offset, source[offset : offset + piece])
        offset += piece
    return answer


def test_pieces_become_a_clean_photo(work, pupil, source, world):
    address = begin(pupil, work, len(source)).json()["upload"]
    answer = send_all(pupil, address, source)
    assert answer.status_code == 201
    photo = SubmissionPhoto.objects.get()
    assert answer.json()["photo"]["url"] == reverse(
        "assignments:photo", args=[photo.uuid]
    )
    assert photo.submission.learner == world.inh
    assert not Image.open(photo.file).getexif()
    assert not PhotoUpload.objects.exists()
    assert not UploadChunk.objects.exists()


def test_after_a_drop_it_goes_on_where_it_was(work, pupil, source):
    address = begin(pupil, work, len(source)).json()["upload"]
    send(pupil, address, 0, source[:20_000])
    again = begin(pupil, work, len(source)).json()
    assert (again["upload"], again["offset"]) == (address, 20_000)
    head = pupil.head(address)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("20000", str(len(source)))
    assert send_all(pupil, address, source, 20_000).status_code == 201


def test_a_piece_sent_twice_is_named_by_its_offset(work, pupil, source):
    address = begin(pupil, work, len(source)).json()["upload"]
    send(pupil, address, 0, source[:1000])
    twice = send(pupil, address, 0, source[:1000])
    assert (twice.status_code, twice.json()) == (409, {"offset": 1000})
    ahead = send(pupil, address, 5000, source[5000:6000])
    assert (ahead.status_code, ahead.json()) == (409, {"offset": 1000})


def test_asking_again_after_the_last_answer_was_lost_makes_no_second_photo(
    work, pupil, source
):
    address = begin(pupil, work, len(source)).json()["upload"]
    saved = send_all(pupil, address, source).json()["photo"]["uuid"]
    assert pupil.head(address).status_code == 404
    again = begin(pupil, work, len(source))
    assert (again.status_code, again.json()["photo"]["uuid"]) == (200, saved)
    assert SubmissionPhoto.objects.count() == 1


def test_a_photo_shrunk_anew_begins_anew(work, pupil, source):
    address = begin(pupil, work, len(source)).json()["upload"]
    send(pupil, address, 0, source[:1000])
    other = make.photo((300, 200))
    told = begin(pupil, work, len(other)).json()
    assert told["offset"] == 0
    assert send_all(pupil, told["upload"], other).status_code == 201


@pytest.mark.parametrize(
    "source",
    [
        b"<svg onload=alert(1)/>",
        b"<!doctype html><script>",
        b"khong phai anh",
        make.photo()[:2000],
        make.photo((80, 60)) + b"<script>alert(1)</script>",
    ],
)
def test_what_is_no_photo_is_dropped_with_its_pieces(work, pupil, source):
    address = begin(pupil, work, len(source)).json()["upload"]
    answer = send_all(pupil, address, source)
    assert answer.status_code == 422
    assert "Em hãy" in answer.json()["error"]
    assert not PhotoUpload.objects.exists()
    assert not SubmissionPhoto.objects.exists()


@pytest.mark.parametrize("total", [0, -1, MOST_UPLOAD + 1])
def test_sizes_out_of_bounds(work, pupil, total):
    assert begin(pupil, work, total).status_code == 422
    assert not PhotoUpload.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"key": "x", "total": 5}',
        f'{{"key": "{KEY}", "total": true}}',
        f'{{"key": "{KEY}", "total": "5"}}',
        '{"key": 5, "total": 5}',
        " " * 2000,
    ],
)
def test_odd_beginnings(work, pupil, body):
    answer = pupil.post(
        reverse("assignments:begin_upload", args=[work.uuid]),
        body,
        content_type="application/json",
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("offset", ["", "x", "-1", "1e3", "٣"])
def test_odd_offsets(work, pupil, source, offset):
    address = begin(pupil, work, len(source)).json()["upload"]
    answer = send(pupil, address, offset, source[:100])
    assert answer.status_code in {400, 409}
    assert PhotoUpload.objects.get().received == 0


def test_a_piece_too_big_or_past_the_end(work, pupil, source):
    address = begin(pupil, work, 70_000).json()["upload"]
    assert send(pupil, address, 0, b"0" * (CHUNK + 1)).status_code == 400
    small = begin(pupil, work, 100, key=str(uuid.uuid4())).json()["upload"]
    assert send(pupil, small, 0, b"0" * 101).status_code == 409
    assert not UploadChunk.objects.exists()


def test_nobody_elses_upload(work, pupil, source, people, signed_in):
    address = begin(pupil, work, len(source)).json()["upload"]
    for role in ("classmate", "teacher", "guardian", "leader"):
        client = signed_in(people[role])
        assert client.head(address).status_code == 404
        assert send(client, address, 0, source[:10]).status_code == 404
        assert client.delete(address).status_code == 404
    for role in ("teacher", "guardian"):
        assert begin(signed_in(people[role]), work, 10).status_code == 403
    assert (
        begin(signed_in(people["pupil of another class"]), work, 10).status_code == 404
    )


def test_an_upload_given_up(work, pupil, source):
    address = begin(pupil, work, len(source)).json()["upload"]
    send(pupil, address, 0, source[:100])
    assert pupil.delete(address).status_code == 204
    assert not UploadChunk.objects.exists()


def test_the_eleventh_photo_is_refused(work, pupil, world):
    row = Submission.objects.create(assignment=work, learner=world.inh)
    for _ in range(10):
        SubmissionPhoto.objects.create(
            submission=row, file="x", bytes=1, width=1, height=1
        )
    answer = begin(pupil, work, 100)
    assert answer.status_code == 422
    assert "mười ảnh" in answer.json()["error"]


def test_returned_work_takes_no_photo(work, pupil, world):
    row = make.submission(work, world.inh, state="returned", returned_at=make.DUE_AT)
    assert begin(pupil, work, 100).status_code == 422
    assert not row.uploads.exists()
