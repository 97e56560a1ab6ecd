"""Files of an asset: who gets them, how they are answered, what is never given."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from media_pipeline import grants, serving, store
from media_pipeline.serving import Span, Unsatisfiable, span
from tests.factories import media_pipeline as make

EVERY = {
    "master.m3u8": "application/vnd.apple.mpegurl",
    "144p.m3u8": "application/vnd.apple.mpegurl",
    "144p/index.m3u8": "application/vnd.apple.mpegurl",
    "144p/init.mp4": "video/mp4",
    "144p/00000.m4s": "video/mp4",
    "audio/index.m3u8": "application/vnd.apple.mpegurl",
    "audio/00000.m4s": "audio/mp4",
    "audio.m4a": "audio/mp4",
    "poster.jpg": "image/jpeg",
    "poster.webp": "image/webp",
}


def address(made, name="master.m3u8", revision=None):
    revision = revision or grants.revision(made.uuid, made.package.key)
    return f"/tep/{made.uuid}/{revision}/{name}"


def content(response):
    return response.getvalue()


@pytest.fixture
def ready(db, film):
    return make.ready(source=film)


@pytest.fixture
def owner(ready, signed_in):
    return signed_in(ready.owner)


def test_every_file_has_its_type_and_is_kept_for_ever(ready, owner):
    folder = store.package_path(ready.package.key)
    for name, kind in EVERY.items():
        response = owner.get(address(ready, name))
        assert response.status_code == 200, name
        assert response["Content-Type"] == kind
        assert "immutable" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert content(response) == (folder / name).read_bytes()


def test_the_addresses_in_the_playlists_are_served(ready, owner):
    master = owner.get(address(ready)).content.decode()
    for line in master.splitlines():
        if line and not line.startswith("#"):
            playlist = owner.get(address(ready, line))
            assert playlist.status_code == 200
            folder = line.rpartition("/")[0]
            for piece in playlist.content.decode().splitlines():
                if piece and not piece.startswith("#"):
                    assert (
                        owner.get(address(ready, f"{folder}/{piece}")).status_code
                        == 200
                    )


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "../../../../hoaban.sqlite3",
        "..%2f..%2fsecrets.json",
        "144p/../manifest.json",
        "144p/..",
        "144p/",
        "144p/00000.m4s%00.txt",
        "144p/00000.m4s%0A",
        "/etc/passwd",
        "144p//00000.m4s",
        "1440000p/00000.m4s",
        "144p/99999.m4s",
        "audio/%2e%2e/manifest.json",
        ".",
    ],
)
def test_nothing_else_comes_from_the_disk(name, ready, owner):
    assert owner.get(address(ready, name)).status_code == 404


@given(st.text(max_size=40))
def test_no_other_name_has_a_type(name):
    if serving.content_type(name):
        assert not {"..", "\\", "\0", "\n"} & set(name.split("/"))
        assert name.count("/") <= 1
        assert not name.startswith("/")


class TestWhoMayPlay:
    """Owner, somebody the lesson is for, the neighbour, an editor, nobody."""

    @pytest.fixture
    def people(self, ready, own_store, signed_in, client):
        viewer, neighbour, editor = make.account(), make.account(), make.account()
        own_store.viewers, own_store.editors = {viewer.pk}, {editor.pk}
        return {
            "owner": signed_in(ready.owner),
            "viewer": signed_in(viewer),
            "neighbour": signed_in(neighbour),
            "editor": signed_in(editor),
            "nobody": client,
        }

    @pytest.mark.parametrize(
        ("who", "files", "page", "source", "post"),
        [
            ("owner", 200, 200, 200, 302),
            ("viewer", 200, 404, 404, 404),
            ("neighbour", 404, 404, 404, 404),
            ("editor", 404, 200, 200, 302),
            ("nobody", 404, 302, 302, 302),
        ],
    )
    def test_matrix(self, who, files, page, source, post, people, ready):
        browser = people[who]
        for name in EVERY:
            assert browser.get(address(ready, name)).status_code == files, name
        assert browser.get(f"/tep/{ready.uuid}/").status_code == page
        assert browser.get(f"/tep/{ready.uuid}/goc/").status_code == source
        status = browser.get(f"/tep/{ready.uuid}/trang-thai/").status_code
        assert status == (200 if page == 200 else 404)
        for action in ("lam-lai", "dung"):
            answer = browser.post(f"/tep/{ready.uuid}/{action}/")
            assert answer.status_code == post
            assert browser.get(f"/tep/{ready.uuid}/{action}/").status_code in (405, 302)

    def test_a_public_lesson_plays_for_nobody_in_particular(
        self, ready, own_store, client
    ):
        own_store.public = {ready.pk}
        assert client.get(address(ready)).status_code == 200

    def test_an_unknown_asset_looks_like_a_forbidden_one(self, people, ready):
        other = address(ready).replace(str(ready.uuid), str(uuid.uuid4()))
        assert people["neighbour"].get(other).status_code == 404


class TestGrant:
    """Permission is asked once; segments then cost no query, for ten minutes."""

    def test_segments_ask_neither_policy_nor_database(
        self, ready, own_store, signed_in, django_assert_num_queries
    ):
        viewer = make.account()
        own_store.viewers = {viewer.pk}
        browser = signed_in(viewer)
        assert browser.get(address(ready)).status_code == 200
        asked = own_store.asked
        with django_assert_num_queries(0):
            for name in EVERY:
                assert browser.get(address(ready, name)).status_code == 200
        assert own_store.asked == asked

    def test_segments_do_not_vary_by_cookie(self, ready, owner):
        owner.get(address(ready))
        segment = owner.get(address(ready, "144p/00000.m4s"))
        assert "Cookie" not in segment.get("Vary", "")

    def test_permission_that_is_taken_away_ends_within_ten_minutes(
        self, ready, own_store, signed_in
    ):
        viewer = make.account()
        own_store.viewers = {viewer.pk}
        browser = signed_in(viewer)
        with freeze_time(ready.created_at) as clock:
            assert browser.get(address(ready)).status_code == 200
            own_store.viewers = set()
            clock.tick(timedelta(seconds=grants.SECONDS - 5))
            assert browser.get(address(ready, "144p/00000.m4s")).status_code == 200
            clock.tick(timedelta(seconds=10))
            assert browser.get(address(ready, "144p/00000.m4s")).status_code == 404

    def test_a_cookie_is_worth_nothing_in_another_session(
        self, ready, owner, signed_in
    ):
        owner.get(address(ready))
        thief = signed_in(make.account())
        thief.cookies[grants.COOKIE] = owner.cookies[grants.COOKIE].value
        assert thief.get(address(ready)).status_code == 404

    def test_a_cookie_is_worth_nothing_for_another_asset(self, ready, owner, tmp_path):
        other = make.ready(source=make.clip(tmp_path / "b.mp4", seed=7))
        owner.get(address(ready))
        assert owner.get(address(other)).status_code == 404

    def test_signing_out_ends_it(self, ready, owner):
        owner.get(address(ready))
        owner.cookies.pop("sessionid")
        assert owner.get(address(ready)).status_code == 404

    def test_a_forged_cookie_is_ignored(self, ready, client):
        client.cookies[grants.COOKIE] = "abc:def:ghi"
        assert client.get(address(ready)).status_code == 404

    def test_the_address_tells_nothing_about_the_content(self, ready, film):
        twin = make.ready(source=film)
        assert twin.package == ready.package
        assert address(twin).split("/")[3] != address(ready).split("/")[3]

    def test_an_old_address_is_gone_and_a_stale_memory_does_no_harm(self, ready, owner):
        cache.set(f"media:key:{ready.uuid.hex}", "0" * 64)
        assert owner.get(address(ready)).status_code == 200
        assert owner.get(address(ready, revision="0" * 12)).status_code == 404


class TestRange:
    def test_a_part_is_that_part(self, ready, owner):
        whole = content(owner.get(address(ready, "audio.m4a")))
        answer = owner.get(
            address(ready, "audio.m4a"), headers={"Range": "bytes=10-19"}
        )
        assert answer.status_code == 206
        assert content(answer) == whole[10:20]
        assert answer["Content-Range"] == f"bytes 10-19/{len(whole)}"
        assert answer["Content-Length"] == "10"

    def test_a_part_behind_the_end_is_refused(self, ready, owner):
        answer = owner.get(
            address(ready, "audio.m4a"), headers={"Range": "bytes=99999999-"}
        )
        assert answer.status_code == 416
        assert answer["Content-Range"].startswith("bytes */")

    def test_a_changed_file_is_sent_whole(self, ready, owner):
        answer = owner.get(
            address(ready, "audio.m4a"),
            headers={"Range": "bytes=0-9", "If-Range": '"other"'},
        )
        assert answer.status_code == 200

    def test_what_the_browser_has_is_not_sent_again(self, ready, owner):
        tag = owner.get(address(ready, "poster.jpg"))["ETag"]
        again = owner.get(address(ready, "poster.jpg"), headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")

    def test_pictures_are_not_packed_twice_and_keep_their_length(self, ready, owner):
        packed = {"Accept-Encoding": "gzip"}
        segment = owner.get(address(ready, "144p/00000.m4s"), headers=packed)
        assert "Content-Encoding" not in segment
        assert int(segment["Content-Length"]) == len(content(segment))
        playlist = owner.get(address(ready), headers=packed)
        assert playlist["Content-Encoding"] == "gzip"

    def test_head_tells_the_length_only(self, ready, owner):
        answer = owner.head(address(ready, "audio.m4a"))
        assert int(answer["Content-Length"]) > 1000
        assert content(answer) == b""

    @given(st.integers(1, 5000), st.text("0123456789-=bytes, ", max_size=20))
    def test_any_header_gives_a_part_inside_the_file_or_a_refusal(self, size, tail):
        try:
            part = span(f"bytes={tail}", size)
        except Unsatisfiable:
            return
        if part is not None:
            assert 0 <= part.start < size
            assert 0 < part.length <= size - part.start

    @pytest.mark.parametrize(
        ("header", "part"),
        [
            ("bytes=0-", Span(0, 100)),
            ("bytes=-10", Span(90, 10)),
            ("bytes=-1000", Span(0, 100)),
            ("bytes=5-5", Span(5, 1)),
            ("bytes=0-1000", Span(0, 100)),
            ("bytes=0-1,5-6", None),
            ("items=0-1", None),
            ("", None),
        ],
    )
    def test_headers(self, header, part):
        assert span(header, 100) == part


def test_the_source_comes_back_as_a_download_only(ready, owner, film):
    answer = owner.get(reverse("media:source", kwargs={"asset": ready.uuid}))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Disposition"].endswith('.mp4"')
    assert content(answer) == film.read_bytes()
