"""The player, the upload and the progress page in a real Chromium."""

import re

import pytest

from media_pipeline import queries
from tests.factories import media_pipeline as make

PLAYING = """async (seconds) => {
  const media = document.querySelector(".player-view");
  const end = Date.now() + 20000;
  while (Date.now() < end && !(media.currentTime > seconds)) await new Promise((r) => setTimeout(r, 100));
  return { at: media.currentTime, width: media.videoWidth ?? 0, error: media.error?.message ?? null, src: media.currentSrc };
}"""
WIDTH = """async (width) => {
  const media = document.querySelector("video");
  const end = Date.now() + 20000;
  while (Date.now() < end && media.videoWidth !== width) await new Promise((r) => setTimeout(r, 100));
  return media.videoWidth;
}"""
HEARD = """() => document.querySelector(".player-view").webkitAudioDecodedByteCount"""


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """Twenty seconds with a picture that moves and a tone."""
    path = tmp_path_factory.mktemp("lesson") / "lesson.mp4"
    return make.clip(path, seconds=20, size="854x480")


@pytest.fixture
def asset(site, lesson):
    return make.ready(source=lesson, title="Phân số bằng nhau")


@pytest.fixture
def page(asset, page_as):
    page = page_as(asset.owner)
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(f"/tep/{asset.uuid}/")
    return page


def test_the_master_playlist_plays_by_itself(page, asset, axe_clean, look):
    """Chromium 142 and newer, Android and iOS have HLS: no library is fetched."""
    page.get_by_role("heading", name="Phân số bằng nhau").wait_for()
    assert not [url for url in page.asked if ".m4s" in url or "m3u8" in url]
    assert page.evaluate("document.querySelector('video').networkState") == 1  # idle
    page.wait_for_timeout(1500)  # Chromium's own spinner fades
    look(page, "media-player")
    axe_clean(page)
    page.evaluate("document.querySelector('video').play()")
    seen = page.evaluate(PLAYING, 2)
    assert seen["error"] is None
    assert seen["at"] > 2
    assert seen["width"] in {256, 428, 640, 854}
    assert page.evaluate(HEARD) > 0
    assert not [url for url in page.asked if "hls-1" in url]
    assert page.problems == []


def test_a_way_is_chosen_by_its_price_and_remembered(page, asset):
    page.get_by_role("link", name=re.compile("Hình nhỏ 240p")).click()
    seen = page.evaluate(PLAYING, 1)
    assert seen["width"] == 428
    assert seen["src"].endswith("240p.m3u8")
    page.get_by_role("link", name=re.compile("Hình nhỏ 144p")).click()
    assert page.evaluate(WIDTH, 256) == 256
    # the place in the lesson is kept
    assert page.evaluate(PLAYING, 1)["at"] > 1
    page.reload()
    chosen = page.locator("[data-way][aria-current]")
    assert chosen.get_attribute("data-way") == "144p"


def test_sound_only_fetches_no_picture(page):
    page.get_by_role("link", name=re.compile("Chỉ nghe tiếng")).click()
    seen = page.evaluate(PLAYING, 2)
    assert seen["at"] > 2
    assert seen["src"].endswith("audio.m4a")
    assert page.evaluate(HEARD) > 0
    assert not [url for url in page.asked if ".m4s" in url]


def test_seconds_really_played_are_told_not_seeks(page):
    page.evaluate(
        """() => { window.told = [];
        addEventListener("hoaban:played", (event) => window.told.push(event.detail)); }"""
    )
    page.evaluate("document.querySelector('video').play()")
    page.evaluate(PLAYING, 2)
    page.evaluate("document.querySelector('video').currentTime = 12")
    page.evaluate(PLAYING, 14)
    page.evaluate("document.querySelector('video').pause()")
    page.wait_for_timeout(300)
    last = page.evaluate("window.told.at(-1)")
    assert last["duration"] == 20
    assert 3 < last["played"] < 8


def test_a_browser_without_hls_fetches_the_library_and_hears_sound(asset, page_as):
    """Chrome 109 and Firefox: forced here by telling the element so before it wakes."""
    page = page_as(asset.owner)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        """const ask = HTMLMediaElement.prototype.canPlayType;
        HTMLMediaElement.prototype.canPlayType = function (type) {
          return type.includes("mpegurl") ? "" : ask.call(this, type); };"""
    )
    page.goto(f"/tep/{asset.uuid}/")
    assert not [url for url in asked if "hls-1" in url]
    page.get_by_role("button", name="Xem video").click()
    seen = page.evaluate(PLAYING, 2)
    assert seen["at"] > 2
    assert seen["width"] > 0
    assert seen["src"].startswith("blob:")
    assert page.evaluate(HEARD) > 0
    assert len([url for url in asked if "hls-1" in url]) == 1
    page.get_by_role("link", name=re.compile("Hình nhỏ 240p")).click()
    assert page.evaluate(WIDTH, 428) == 428
    assert page.evaluate(PLAYING, 2)["at"] > 2
    assert page.problems == []


def test_without_scripts_the_film_and_its_sound_are_there(asset, page_as):
    page = page_as(asset.owner, java_script_enabled=False)
    page.goto(f"/tep/{asset.uuid}/")
    video = page.locator("video")
    assert video.get_attribute("preload") == "none"
    assert video.get_attribute("controls") is not None
    assert (
        page.locator("video source").first.get_attribute("src").endswith("master.m3u8")
    )
    sound = page.get_by_role("link", name=re.compile("Chỉ nghe tiếng"))
    answer = page.request.get(sound.get_attribute("href"))
    assert answer.headers["content-type"] == "audio/mp4"
    assert queries.asset_bytes(asset)["audio"] > 0


def test_a_film_is_uploaded_in_pieces_and_watched_until_it_plays(
    site, page_as, lesson, axe_clean, look
):
    owner = make.account()
    owner.is_superuser = True
    owner.save()
    page = page_as(owner)
    page.goto("/tep/tai-len/")
    axe_clean(page)
    look(page, "media-upload")
    page.get_by_label("Tên").fill("Bài của em")
    page.get_by_label("Tệp video").set_input_files(str(lesson))
    page.get_by_role("button", name="Tải lên").click()
    page.wait_for_url(re.compile(r"/tep/[0-9a-f-]{36}/"))
    page.get_by_text("Đang chờ đến lượt").wait_for()
    axe_clean(page)
    look(page, "media-progress")
    site.worker("media")
    page.get_by_text("Sẵn sàng").wait_for(timeout=15000)
    page.evaluate("document.querySelector('video').play()")
    assert page.evaluate(PLAYING, 1)["at"] > 1
    assert page.problems == []


def test_an_upload_goes_on_after_a_dropped_line(site, page_as, tmp_path):
    film = make.clip(tmp_path / "film.mp4", seconds=6, size="1280x720")
    assert film.stat().st_size > 600_000
    owner = make.account()
    owner.is_superuser = True
    owner.save()
    page = page_as(owner)
    page.goto("/tep/tai-len/")
    pieces = []

    def line(route):
        pieces.append(int(route.request.headers["upload-offset"]))
        if len(pieces) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(
        re.compile(r"/tep/tai-len/[0-9a-f-]{36}/"),
        lambda r: line(r) if r.request.method == "PATCH" else r.continue_(),
    )
    page.get_by_label("Tên").fill("Rớt mạng")
    page.get_by_label("Tệp video").set_input_files(str(film))
    page.get_by_role("button", name="Tải lên").click()
    page.get_by_text("Phần đã gửi được giữ lại").wait_for()
    page.wait_for_url(re.compile(r"/tep/[0-9a-f-]{36}/"), timeout=20000)
    assert pieces[1] == pieces[2]
    assert pieces == sorted(pieces)


def test_a_refusal_is_read_on_a_phone(site, page_as, axe_clean, look):
    made = make.asset(source=make.odd("trunc_moovok.mp4"))
    page = page_as(made.owner)
    site.worker("media")
    page.goto(f"/tep/{made.uuid}/")
    page.get_by_text("chỉ có 2,4 trên 4,0 giây").wait_for()
    axe_clean(page)
    look(page, "media-refused")
