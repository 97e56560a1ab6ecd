"""Finding a lesson in a real browser: by keyboard, without scripts, on a phone."""

import pytest

from search.backends.database import DatabaseBackend
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import schools as make
from tests.factories.search import document

HOSTILE = "<img src=x onerror=document.title='hacked'>"
BUDGET = 25_000


@pytest.fixture
def lessons(site):
    def lesson(title, body, strand, grade, size, **fields):
        return document(
            title, body, strand=strand, grade=grade, bytes=size, subject_code="TOAN",
            subject_name="Toán", **fields,
        )  # fmt: skip

    DatabaseBackend().put(
        [
            lesson(
                "Bài 23. Mở rộng phân số. Phân số bằng nhau",
                "Em chia chiếc bánh chưng thành bốn phần bằng nhau. Mỗi phần là một phân số: "
                "một phần tư. Hai phân số bằng nhau cùng chỉ một lượng bánh.",
                "Số và Đại số", 6, 1_400_000, media=("video",),
            ),
            lesson(
                "Bài 24. So sánh phân số. Hỗn số dương",
                "Quy đồng mẫu số rồi so sánh hai tử số.", "Số và Đại số", 6, 320_000,
            ),
            lesson(
                "Ôn tập: tỉ số phần trăm", "Phân số thập phân viết thành phần trăm. " * 20,
                "Thống kê", 5, 85_000, media=("audio",),
            ),
            lesson("Đường thẳng song song " + HOSTILE, HOSTILE, "Hình học", 7, 2_100_000),
            *(lesson(f"Luyện tập {n}: số nguyên", "Số âm.", "Số", 6, 0) for n in range(30)),
        ]
    )  # fmt: skip


@pytest.fixture
def pupil(site):
    return make.account()


def test_a_pupil_finds_a_lesson_without_tone_marks(
    lessons, pupil, page_as, axe_clean, look
):
    page = page_as(pupil)
    page.goto("/tim-kiem/")
    axe_clean(page)
    look(page, "search-start")
    page.get_by_label("Cần tìm gì?").fill("toan 6 phan so")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=toan+6+phan+so**")
    first = page.locator("ol.found li").first
    assert first.locator("mark").all_inner_texts()[:2] == ["phân", "số"]
    assert page.locator("ol.found li").count() == 3
    assert "1,4" in page.locator("ol.found").inner_text()
    axe_clean(page)
    look(page, "search-results")
    assert page.problems == []


def test_filters_and_pages_work_with_scripts_off(lessons, pupil, page_as):
    page = page_as(pupil, java_script_enabled=False)
    page.goto("/tim-kiem/?q=so")
    page.get_by_text("Bộ lọc").click()
    page.get_by_label("Lớp", exact=True).select_option("6")
    page.get_by_role("main").get_by_role("button", name="Tìm kiếm").click()
    page.get_by_role("link", name="Trang sau").click()
    assert "Trang 2 trên 2" in page.locator("main").inner_text()
    assert page.get_by_label("Lớp", exact=True).input_value() == "6"


def test_nothing_found_offers_the_next_step(lessons, pupil, page_as, axe_clean, look):
    page = page_as(pupil)
    page.goto("/tim-kiem/?q=phân+số&lop=12")
    axe_clean(page)
    look(page, "search-empty")
    page.get_by_role("link", name="bỏ bộ lọc").click()
    assert page.locator("ol.found li").count() == 3


def test_hostile_text_stays_text(lessons, pupil, page_as, axe_clean):
    page = page_as(pupil)
    page.goto("/tim-kiem/?q=duong+thang+" + HOSTILE)
    assert page.locator("ol.found h3").first.inner_text().endswith(HOSTILE)
    assert page.locator("main img").count() == 0
    assert page.title().endswith("Hoa Ban")  # the planted script would change it
    assert page.problems == []
    axe_clean(page)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_sticks_out_and_targets_are_large(lessons, pupil, page_as, viewport):
    page = page_as(pupil, viewport=viewport)
    page.goto("/tim-kiem/?q=so&lop=6")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = page.locator("main .btn, main select, main input:not([type=hidden])")
    for box in boxes.all():
        assert box.bounding_box()["height"] >= 44


def test_the_page_costs_little_on_a_first_visit(lessons, pupil, page_as):
    page = page_as(pupil)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    received = []
    cdp.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
    page.goto("/tim-kiem/?q=so", wait_until="networkidle")
    assert page.locator("ol.found li").count() == 20
    assert 0 < sum(received) <= BUDGET
