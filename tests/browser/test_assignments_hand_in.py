"""Homework in a real browser: photos, a dropped line, no scripts, marking."""

import io

import pytest
from PIL import Image

from lms.assignments.models import Submission, SubmissionPhoto
from tests.browser.conftest import DESKTOP
from tests.factories import lms as make


@pytest.fixture
def work(people):
    return make.homework(people.c7a, people.toan, people.mai.person.account)


@pytest.fixture(autouse=True)
def _sunday(monkeypatch):
    """The site believes it is Sunday of week 11."""
    monkeypatch.setenv("HOABAN_TODAY", "2026-11-22")


def camera(size=(2400, 1800), name="IMG_2291.jpg"):
    data = make.photo(size, orientation=6)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def stored(site, photo):
    return Image.open(site.data / "media" / photo.file.name)


def test_a_pupil_hands_in_text_and_a_photo(
    site, people, work, page_as, axe_clean, look
):
    page = page_as(people.inh.person.account)
    page.goto(f"/bai-tap/{work.uuid}/")
    axe_clean(page)
    page.get_by_label("Bài làm của em").fill("Cánh rừng quê em xanh thẫm.")
    page.set_input_files("#id_photos", camera())
    page.locator(".queue .chip.ok").wait_for()
    assert page.locator(".queue .chip").inner_text() == "đã lưu"
    axe_clean(page)
    look(page, "assignments-hand-in")
    page.get_by_role("button", name="Nộp bài").click()
    page.get_by_text("Em đã nộp bài.").wait_for()
    row = Submission.objects.get()
    assert (row.state, row.text) == ("submitted", "Cánh rừng quê em xanh thẫm.")
    photo = row.photos.get()
    picture = stored(site, photo)
    assert picture.format == "WEBP"
    assert picture.height > picture.width  # turned as the phone was held
    assert not picture.getexif()
    assert photo.bytes <= 150_000
    axe_clean(page)
    look(page, "assignments-handed-in")
    assert page.problems == []


QUEUED = """async () => {
  const db = await new Promise((resolve) => {
    const asked = indexedDB.open("hoaban-photos", 1);
    asked.onsuccess = () => resolve(asked.result);
  });
  const rows = await new Promise((resolve) => {
    const asked = db.transaction("queue").objectStore("queue").getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  return [...new Uint8Array(await rows[0].blob.arrayBuffer())];
}"""


def test_the_phone_itself_shrinks_and_strips(people, work, page_as):
    page = page_as(people.inh.person.account)
    page.route("**/anh/", lambda route: route.abort("internetdisconnected"))
    page.goto(f"/bai-tap/{work.uuid}/")
    page.set_input_files("#id_photos", camera())
    page.locator(".queue .chip.wait").wait_for()
    body = bytes(page.evaluate(QUEUED))
    assert 0 < len(body) <= 150_000
    picture = Image.open(io.BytesIO(body))
    assert picture.format == "WEBP"
    assert not picture.getexif()
    assert picture.height > picture.width
    assert b"Nam Hoa" not in body


def test_a_photo_survives_a_dropped_line_and_a_reload(people, work, page_as):
    page = page_as(people.inh.person.account)
    page.goto(f"/bai-tap/{work.uuid}/")
    pieces = []

    def drop_after_two(route):
        if route.request.method != "PATCH":
            return route.continue_()
        pieces.append(route.request.headers["upload-offset"])
        if len(pieces) > 2:
            page.context.set_offline(True)
            return route.abort("internetdisconnected")
        return route.continue_()

    page.route("**/bai-tap/tai-len/**", drop_after_two)
    page.get_by_label("Bài làm của em").fill("Viết lúc mất mạng.")
    page.set_input_files("#id_photos", camera())
    page.locator(".queue .chip.wait").wait_for()
    page.get_by_text("chờ gửi").wait_for()
    assert pieces[:3] == ["0", "16384", "32768"]
    page.get_by_role("button", name="Nộp bài").click()
    page.get_by_text("Bài sẽ tự nộp khi gửi xong").wait_for()
    assert not Submission.objects.filter(state="submitted").exists()

    page.unroute("**/bai-tap/tai-len/**")
    later = []
    page.on(
        "request",
        lambda r: (
            later.append(r.headers["upload-offset"]) if r.method == "PATCH" else None
        ),
    )
    page.context.set_offline(False)
    page.get_by_text("Em đã nộp bài.").wait_for()
    assert later[0] == "32768"  # nothing is sent twice
    row = Submission.objects.get()
    assert (row.state, row.text, row.photos.count()) == (
        "submitted",
        "Viết lúc mất mạng.",
        1,
    )


def test_the_queue_and_the_text_survive_closing_the_page(people, work, page_as):
    page = page_as(people.inh.person.account)
    page.route("**/anh/", lambda route: route.abort("internetdisconnected"))
    page.goto(f"/bai-tap/{work.uuid}/")
    page.get_by_label("Bài làm của em").fill("Bài viết dở.")
    page.set_input_files("#id_photos", camera())
    page.locator(".queue .chip.wait").wait_for()
    again = page.context.new_page()
    page.close()
    again.goto(f"/bai-tap/{work.uuid}/")
    again.locator(".queue .chip.ok").wait_for()
    assert again.get_by_label("Bài làm của em").input_value() == "Bài viết dở."
    assert "Đã khôi phục phần viết dở" in again.locator("#hand-in").inner_text()
    assert SubmissionPhoto.objects.count() == 1


def test_a_file_that_is_no_photo_is_named(people, work, page_as):
    page = page_as(people.inh.person.account)
    page.goto(f"/bai-tap/{work.uuid}/")
    page.set_input_files(
        "#id_photos",
        {"name": "bai.jpg", "mimeType": "image/jpeg", "buffer": b"<svg/>"},
    )
    page.get_by_text("bai.jpg: Máy không mở được ảnh này").wait_for()
    assert not SubmissionPhoto.objects.exists()


def test_without_scripts_the_form_hands_in(site, people, work, page_as):
    page = page_as(people.inh.person.account, java_script_enabled=False)
    page.goto(f"/bai-tap/{work.uuid}/")
    page.get_by_label("Bài làm của em").fill("Không cần gì thêm.")
    page.set_input_files("#id_photos", camera())
    page.get_by_role("button", name="Nộp bài").click()
    page.get_by_text("Em đã nộp bài.").wait_for()
    photo = SubmissionPhoto.objects.get()
    assert photo.bytes <= 150_000
    assert not stored(site, photo).getexif()
    page.get_by_role("button", name="Bỏ ảnh 1").click()
    page.wait_for_load_state()
    assert SubmissionPhoto.objects.get().removed_at is not None


def test_a_teacher_marks_walks_by_keys_and_returns(
    people, work, page_as, axe_clean, look
):
    first = make.submission(work, people.dua, text="Bài của Dua.")
    make.submission(work, people.inh, text="Bài của Inh.")
    page = page_as(people.mai.person.account, viewport=DESKTOP)
    page.goto(f"/bai-tap/{work.uuid}/")
    axe_clean(page)
    look(page, "assignments-list")
    page.get_by_role("link", name="Vàng A Dua").click()
    axe_clean(page)
    look(page, "assignments-marking")
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", level=1, name="Lò Thị Inh").wait_for()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", level=1, name="Vàng A Dua").wait_for()
    page.locator("#id_mark").fill("8,55")
    page.get_by_role("button", name="Trả bài").click()
    page.get_by_text("nhiều nhất một chữ số sau dấu phẩy").wait_for()
    axe_clean(page)
    page.locator("#id_mark").fill("8,5")
    page.locator("#id_comment").fill("Tả cảnh rất hay.")
    page.get_by_role("button", name="Trả bài").click()
    page.get_by_text("Đã trả bài cho Vàng A Dua.").wait_for()
    page.get_by_role("heading", level=1, name="Lò Thị Inh").wait_for()
    page.locator("#id_comment").fill("Em viết thêm kết bài.")
    page.get_by_role("button", name="Trả lại để chỉnh sửa").click()
    page.get_by_text("Đã trả lại để Lò Thị Inh chỉnh sửa.").wait_for()
    first.refresh_from_db()
    assert str(first.mark) == "8.5"

    pupil = page_as(people.dua.person.account)
    pupil.goto(f"/bai-tap/{work.uuid}/")
    assert "8,5" in pupil.get_by_role("heading", name="Đã trả bài").inner_text()
    assert pupil.get_by_text("Tả cảnh rất hay.").is_visible()
    axe_clean(pupil)
    look(pupil, "assignments-returned")


def test_the_students_page_is_light(people, work, page_as):
    page = page_as(people.inh.person.account)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    weights = []
    cdp.on("Network.loadingFinished", lambda e: weights.append(e["encodedDataLength"]))
    page.goto(f"/bai-tap/{work.uuid}/", wait_until="networkidle")
    assert sum(weights) <= 25_000, weights
