"""Uploading, watching the work, retry and cancel: what people see, in Vietnamese."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import timezone

from media_pipeline import leases, uploading, work
from media_pipeline.models import Asset, Job, Upload
from media_pipeline.public import asset_bytes
from tests.factories import media_pipeline as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(own_store):
    account = make.account()
    own_store.uploaders = {account.pk}
    return account


@pytest.fixture
def browser(teacher, signed_in):
    return signed_in(teacher)


def text(response):
    return response.content.decode()


def test_a_plain_form_uploads_a_film(browser, teacher, film):
    with film.open("rb") as stream:
        answer = browser.post("/tep/tai-len/", {"title": "Phân số", "file": stream})
    made = Asset.objects.get()
    assert answer["Location"] == f"/tep/{made.uuid}/"
    assert (made.title, made.owner) == ("Phân số", teacher)
    page = text(browser.get(answer["Location"]))
    assert "Đang chờ đến lượt" in page
    assert "Dừng chuẩn bị" in page
    assert "Phân số" in text(browser.get("/tep/"))


def test_what_is_empty_or_too_large_is_refused_at_the_form(browser, settings):
    empty = SimpleUploadedFile("a.mp4", b"")
    answer = browser.post("/tep/tai-len/", {"title": "A", "file": empty})
    assert "Tệp rỗng (0 byte)" in text(answer)
    settings.MEDIA_MAX_UPLOAD_BYTES = 1 << 20
    large = SimpleUploadedFile("a.mp4", bytes((1 << 20) + 1))
    answer = browser.post("/tep/tai-len/", {"title": "A", "file": large})
    assert "Tệp lớn hơn 1 MB." in text(answer)
    assert not Asset.objects.exists()


def test_who_may_not_upload_sees_no_form(signed_in, client):
    stranger = signed_in(make.account())
    assert stranger.get("/tep/tai-len/").status_code == 404
    assert (
        stranger.post("/tep/tai-len/bat-dau/", {"title": "A", "bytes": 1}).status_code
        == 404
    )
    assert client.get("/tep/tai-len/").status_code == 302
    assert "Tải video lên" not in text(stranger.get("/tep/"))


def test_progress_is_a_number_and_words(browser, teacher):
    made = make.asset(teacher)
    held = leases.claim(make.job_of(made).uuid, "w", made.created_at)
    leases.beat(held, "encoding", 42.4, made.created_at)
    answer = browser.get(f"/tep/{made.uuid}/trang-thai/").json()
    assert answer["progress"] == 42
    assert answer["stage"] == "Đang làm các bản cho mạng yếu"
    assert answer["working"] is True
    page = text(browser.get(f"/tep/{made.uuid}/"))
    assert 'value="42"' in page
    assert "Đang làm các bản cho mạng yếu" in page


def test_a_refused_file_says_why_and_what_to_do(browser, teacher):
    made = make.asset(teacher, b"just words")
    work.do(make.job_of(made).uuid)
    page = text(browser.get(f"/tep/{made.uuid}/"))
    assert "không phải video" in page
    assert "Thử lại" in page
    assert "Tải tệp khác lên" in page
    answer = browser.get(f"/tep/{made.uuid}/trang-thai/").json()
    assert (answer["code"], answer["working"]) == ("not_media", False)


def test_cancel_and_retry_buttons_work(browser, teacher, film):
    made = make.asset(teacher, film)
    page = browser.post(f"/tep/{made.uuid}/dung/", follow=True)
    assert "Đã dừng chuẩn bị" in text(page)
    page = browser.post(f"/tep/{made.uuid}/lam-lai/", follow=True)
    assert "Video đang được chuẩn bị lại." in text(page)
    assert Job.objects.filter(state="queued").count() == 1


def test_the_player_shows_the_price_of_every_way_first(teacher, tmp_path):
    film = make.clip(tmp_path / "film.mp4", seconds=8, size="640x360")
    made = make.ready(teacher, film)
    page = render_to_string("media_pipeline/player.html", {"asset": made})
    prices = asset_bytes(made)
    assert list(prices) == ["audio", "144p", "240p", "360p"]
    assert 'preload="none"' in page
    assert 'poster="/tep/' in page
    assert page.count("data-way=") == 4
    shown = f"{prices['360p'] / 1e6:.1f}".replace(".", ",") + "\u00a0MB"
    assert shown in page
    assert "Chỉ nghe tiếng" in page
    assert "application/vnd.apple.mpegurl" in page
    assert "style=" not in page
    assert "<script" not in page
    assert made.smallest_bytes == prices["audio"]


def test_the_player_says_when_there_is_nothing_to_play_yet(teacher):
    page = render_to_string(
        "media_pipeline/player.html", {"asset": make.asset(teacher)}
    )
    assert "vài phút nữa" in page
    assert "<video" not in page


def test_sound_only_gets_a_sound_player(teacher):
    made = make.ready(teacher, make.odd("audioonly.m4a"))
    page = render_to_string("media_pipeline/player.html", {"asset": made})
    assert "<audio" in page
    assert "<video" not in page
    assert made.kind == "audio"


def test_a_film_without_sound_offers_no_sound(teacher):
    made = make.ready(teacher, make.odd("hevc10.mp4"))
    page = render_to_string("media_pipeline/player.html", {"asset": made})
    assert "Chỉ nghe tiếng" not in page
    assert 'href=""' not in page


class TestPieces:
    """Resumable upload: every piece is fenced by its offset."""

    def start(self, browser, size, title="Phân số"):
        answer = browser.post("/tep/tai-len/bat-dau/", {"title": title, "bytes": size})
        assert answer.status_code == 201
        return answer.json()

    def send(self, browser, state, offset, piece):
        return browser.patch(
            state["url"],
            piece,
            content_type="application/octet-stream",
            headers={"Upload-Offset": str(offset)},
        )

    def test_a_film_in_pieces_is_that_film(self, browser, film):
        whole = film.read_bytes()
        state = self.start(browser, len(whole))
        step = len(whole) // 3
        while "asset" not in state:
            at = state["received"]
            answer = self.send(browser, state, at, whole[at : at + step])
            assert answer.status_code == 200
            state = answer.json()
        made = Asset.objects.get()
        assert state["asset"] == f"/tep/{made.uuid}/"
        assert work.do(make.job_of(made).uuid).outcome == "done"

    def test_a_dropped_line_goes_on_where_it_was(self, browser):
        state = self.start(browser, 10)
        self.send(browser, state, 0, b"01234")
        # the answer was lost: the phone sends the same piece again
        again = self.send(browser, state, 0, b"01234")
        assert (again.status_code, again.json()["received"]) == (409, 5)
        assert browser.get(state["url"]).json()["received"] == 5
        done = self.send(browser, state, 5, b"56789")
        assert "asset" in done.json()
        # and once more after the end
        assert "asset" in self.send(browser, state, 5, b"56789").json()
        assert Asset.objects.get().source_bytes == 10

    def test_bytes_written_before_a_crash_are_written_over(self, browser):
        state = self.start(browser, 6)
        upload = Upload.objects.get()
        path = uploading.store.upload_path(upload.uuid)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"torn")
        self.send(browser, state, 0, b"abcdef")
        made = Asset.objects.get()
        assert uploading.store.source_path(made.blob.sha256).read_bytes() == b"abcdef"

    def test_what_was_swept_away_is_asked_for_again(self, browser):
        state = self.start(browser, 10)
        self.send(browser, state, 0, b"01234")
        uploading.store.upload_path(Upload.objects.get().uuid).unlink()
        answer = self.send(browser, state, 5, b"56789")
        assert (answer.status_code, answer.json()["received"]) == (409, 0)
        done = self.send(browser, state, 0, b"0123456789")
        assert "asset" in done.json()

    def test_an_upload_nobody_goes_on_with_is_forgotten_after_a_week(self, browser):
        state = self.start(browser, 10)
        self.send(browser, state, 0, b"01234")
        path = uploading.store.upload_path(Upload.objects.get().uuid)
        assert uploading.forget_stale(timezone.now() + timedelta(days=6)) == 0
        assert path.exists()
        assert uploading.forget_stale(timezone.now() + timedelta(days=8)) == 1
        assert not path.exists()
        assert browser.get(state["url"]).status_code == 404

    @pytest.mark.parametrize(
        ("offset", "piece", "status"),
        [(5, b"x", 409), (0, b"x" * 11, 409), (-1, b"x", 409), ("x", b"x", 400)],
    )
    def test_a_piece_that_does_not_fit_changes_nothing(
        self, offset, piece, status, browser
    ):
        state = self.start(browser, 10)
        assert self.send(browser, state, offset, piece).status_code == status
        assert Upload.objects.get().received == 0

    def test_too_much_is_refused_before_a_byte_is_sent(self, browser, settings):
        settings.MEDIA_MAX_UPLOAD_BYTES = 1 << 30
        answer = browser.post("/tep/tai-len/bat-dau/", {"title": "A", "bytes": 1 << 31})
        assert answer.status_code == 400
        assert json.loads(answer.content)["error"] == "Tệp lớn hơn 1 GB."

    def test_the_neighbour_can_neither_see_nor_add(self, browser, signed_in, own_store):
        state = self.start(browser, 10)
        other = make.account()
        own_store.uploaders |= {other.pk}
        neighbour = signed_in(other)
        assert neighbour.get(state["url"]).status_code == 404
        assert self.send(neighbour, state, 0, b"x").status_code == 404

    def test_unfinished_uploads_do_not_pile_up(self, browser):
        for _ in range(uploading.OPEN_LIMIT + 3):
            self.start(browser, 10)
        assert Upload.objects.count() == uploading.OPEN_LIMIT
