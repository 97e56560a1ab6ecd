"""A lesson in real browsers: voice, board, talk, a lost line, the end, the replay."""

import re
import time

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from live.models import Attendance, Room
from live.past import hang_pictures
from tests.browser.conftest import (
    DESKTOP,
    throttle,
)
from tests.factories import live as make


@pytest.fixture
def browser(speaking_browser):
    return speaking_browser


def pictures(folder):
    """Draw a small deck."""
    made = []
    for number, words in enumerate(("A + B + C", "A = 50, B = 60", "C = ?"), 1):
        image = Image.new("RGB", (960, 540), "white")
        pencil = ImageDraw.Draw(image)
        pencil.polygon([(200, 420), (480, 120), (760, 420)], outline="black", width=5)
        pencil.text((60, 40), f"{number}. {words}", fill="black", font_size=48)
        target = folder / f"{number}.png"
        image.save(target)
        made.append(target)
    return made


@pytest.fixture
def room(people, tmp_path):
    row = make.room(people, title="Tổng các góc của một tam giác")
    hang_pictures(row, pictures(tmp_path))
    return row


@pytest.fixture
def seats(page_as, people, room):
    """Return (teacher's page, student's page), both connected."""
    teacher = page_as(people.mai.person.account, viewport=DESKTOP)
    teacher.goto(f"/truc-tuyen/{room.uuid}/")
    student = page_as(people.inh.person.account)
    student.goto(f"/truc-tuyen/{room.uuid}/")
    expect(desk(teacher)).to_have_attribute("data-link", "online")
    expect(place(student)).to_have_attribute("data-link", "online")
    return teacher, student


def desk(page):
    return page.locator("live-desk")


def place(page):
    return page.locator("live-lesson")


def draw(page, *points):
    """Draw one line with the mouse; points in percent of the board."""
    box = page.locator("[data-part=board]").bounding_box()
    spots = [
        (box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100)
        for x, y in points
    ]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for x, y in spots[1:]:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


PLAYED = """() => new Promise(done => {
  const until = Date.now() + 20_000, audio = document.querySelector('audio')
  const look = () => audio.currentTime > 1 || Date.now() > until
    ? done(audio.currentTime > 1) : setTimeout(look, 100)
  look()
})"""


def hears(element, seconds=20):
    """Wait until what an element plays is not silence."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if float(element.get_attribute("data-audio-rms") or 0) > 0.01:
            return
        element.page.wait_for_timeout(100)
    pytest.fail(f"only silence: {element.get_attribute('data-audio-rms')}")


def same_board(teacher, student):
    expect(place(student)).to_have_attribute(
        "data-events", desk(teacher).get_attribute("data-events"), timeout=15_000
    )


def test_a_whole_lesson(seats, room, people, site, axe_clean, look):
    teacher, student = seats
    expect(student.get_by_text("Chờ thầy cô bắt đầu")).to_be_visible()
    teacher.get_by_role("button", name="Bắt đầu tiết học").click()
    expect(place(student)).to_have_attribute("data-state", "live")

    # voice: what the student's browser plays is not silence
    teacher.get_by_role("button", name="Bật micro").click()
    expect(desk(teacher)).to_have_attribute("data-mic", "on")
    hears(place(student), 20)
    many = re.compile(r"^(9|[1-9]\d+)$")
    expect(place(student)).to_have_attribute("data-audio-frames", many, timeout=15_000)
    assert desk(teacher).get_attribute("data-audio-rms") in (None, "0.0000"), "no echo"

    # slides and pen
    teacher.get_by_role("button", name="Trang sau").click()
    expect(place(student)).to_have_attribute("data-slide", "2")
    expect(student.get_by_alt_text("Trang 2/3")).to_be_visible()
    teacher.get_by_label("đỏ").check()
    draw(teacher, (20, 30), (50, 70), (80, 30))
    expect(place(student)).to_have_attribute("data-strokes", "1")
    teacher.wait_for_timeout(400)
    same_board(teacher, student)
    assert place(student).get_attribute("data-points") == desk(teacher).get_attribute(
        "data-points"
    )

    # talk
    student.get_by_label("Lời nhắn").fill("Em chào cô ạ <b>")
    student.get_by_role("button", name="Gửi").click()
    expect(teacher.locator(".talk")).to_contain_text("Lò Thị Inh Em chào cô ạ <b>")
    expect(student.locator(".talk .sending")).to_have_count(0)

    # hand, floor, the student's voice
    student.get_by_role("button", name="Giơ tay").click()
    teacher.get_by_role("button", name="Mời phát biểu: Lò Thị Inh").click()
    expect(student.get_by_text("Thầy cô mời em phát biểu")).to_be_visible()
    student.get_by_role("button", name="Bật micro").click()
    hears(desk(teacher), 20)
    teacher.get_by_role("button", name="Mời ngồi xuống: Lò Thị Inh").click()
    expect(student.get_by_role("button", name="Tắt micro")).to_be_hidden()

    # a question
    teacher.get_by_role("group").filter(has_text="Hỏi nhanh").locator("summary").click()
    teacher.get_by_label("Câu hỏi").fill("Tổng ba góc bằng bao nhiêu?")
    teacher.get_by_label("Các phương án").fill("90°\n180°\n360°")
    teacher.get_by_role("button", name="Hỏi cả lớp").click()
    student.get_by_label("180°").check()
    expect(teacher.get_by_text("Đã trả lời: 1")).to_be_visible()
    axe_clean(student)
    axe_clean(teacher)
    look(student, "live-student")
    look(teacher, "live-teacher")
    teacher.get_by_role("button", name="Chốt và công bố kết quả").click()
    expect(student.locator("[data-part=answers] meter")).to_have_count(3)

    # the end: attendance, then the replay
    teacher.get_by_role("group").filter(has_text="Kết thúc tiết học").locator(
        "summary"
    ).click()
    teacher.get_by_role("button", name="Kết thúc tiết học").click()
    expect(teacher).to_have_url(re.compile("xem-lai"))
    expect(place(student)).to_have_attribute("data-state", "ended")
    room.refresh_from_db()
    assert room.state == Room.State.ENDED
    rows = {row.account_id: row for row in Attendance.objects.filter(room=room)}
    assert rows[people.inh.person.account.pk].status != "absent"
    assert rows[people.dua.person.account.pk].status == "absent"

    site.worker("default")
    student.get_by_role("link", name="Xem lại").click()
    player = student.locator("live-replay")
    expect(player).to_have_attribute("data-ready", "yes")
    student.evaluate("document.querySelector('audio').play()")
    assert student.evaluate(PLAYED)
    student.evaluate(
        "const a = document.querySelector('audio'); a.currentTime = a.duration - 1"
    )
    expect(player).to_have_attribute("data-slide", "2", timeout=15_000)
    expect(player).to_have_attribute("data-strokes", "1")
    expect(student.locator(".past-talk")).to_contain_text("Em chào cô ạ <b>")
    axe_clean(student)
    look(student, "live-replay")
    teacher.goto(f"/truc-tuyen/{room.uuid}/diem-danh/")
    axe_clean(teacher)
    assert teacher.problems == []
    assert student.problems == []


def test_a_lost_line_loses_no_event(seats, site):
    teacher, student = seats
    teacher.get_by_role("button", name="Bắt đầu tiết học").click()
    draw(teacher, (10, 10), (30, 40))
    expect(place(student)).to_have_attribute("data-strokes", "1")
    student.context.set_offline(True)
    expect(place(student)).to_have_attribute("data-link", "reconnecting")
    expect(student.get_by_text("Mất kết nối, đang nối lại")).to_be_visible()
    draw(teacher, (40, 10), (60, 40))
    draw(teacher, (70, 10), (90, 40))
    teacher.get_by_label("Lời nhắn").fill("Các em chép bài nhé")
    teacher.get_by_role("button", name="Gửi").click()
    # written while there is no line: sent when it is back
    student.get_by_label("Lời nhắn").fill("Mạng nhà em yếu")
    student.get_by_role("button", name="Gửi").click()
    expect(student.get_by_text("chờ gửi")).to_be_visible()
    student.context.set_offline(False)
    expect(place(student)).to_have_attribute("data-link", "online", timeout=15_000)
    expect(place(student)).to_have_attribute("data-strokes", "3")
    expect(student.locator(".talk")).to_contain_text("Các em chép bài nhé")
    expect(teacher.locator(".talk")).to_contain_text("Mạng nhà em yếu")
    same_board(teacher, student)

    # the server dies without a goodbye and comes back: everything is still there
    site.kill()
    site.start()
    for _page, element in ((teacher, desk(teacher)), (student, place(student))):
        expect(element).to_have_attribute("data-link", "online", timeout=20_000)
        expect(element).to_have_attribute("data-strokes", "3")
    draw(teacher, (10, 60), (90, 60))
    expect(place(student)).to_have_attribute("data-strokes", "4")


def test_a_late_student_on_the_weak_line_hears_the_lesson(seats, page_as, people, room):
    teacher, _ = seats
    teacher.get_by_role("button", name="Bắt đầu tiết học").click()
    teacher.get_by_role("button", name="Bật micro").click()
    draw(teacher, (10, 10), (50, 50))
    late = page_as(people.dua.person.account)
    throttle(late)
    late.goto(f"/truc-tuyen/{room.uuid}/", wait_until="commit", timeout=60_000)
    expect(place(late)).to_have_attribute("data-strokes", "1", timeout=60_000)
    hears(place(late), 30)
    late.wait_for_timeout(5000)
    frames = int(place(late).get_attribute("data-audio-frames"))
    late.wait_for_timeout(5000)
    heard = int(place(late).get_attribute("data-audio-frames")) - frames
    assert heard > 30, "five seconds of sound are 41 packets"


def test_without_sound_everything_else_works(page_as, people, room, axe_clean):
    page = page_as(
        people.inh.person.account,
        user_agent="Mozilla/5.0 (Linux; Android 12) Chrome/120 Mobile Zalo/24",
    )
    page.goto(f"/truc-tuyen/{room.uuid}/")
    expect(page.get_by_text("Mở bằng Chrome để nghe tiếng")).to_be_visible()
    expect(page.get_by_role("button", name="Bật tiếng")).to_be_hidden()
    expect(place(page)).to_have_attribute("data-link", "online")
    page.get_by_label("Lời nhắn").fill("Em vẫn viết được")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".talk")).to_contain_text("Em vẫn viết được")
    axe_clean(page)


def test_a_removed_student_is_told_and_stays_out(seats):
    teacher, student = seats
    teacher.on("dialog", lambda dialog: dialog.accept())
    teacher.get_by_role("group").filter(has_text="Trong phòng").locator(
        "summary"
    ).click()
    teacher.get_by_role("button", name="Mời ra khỏi phòng: Lò Thị Inh").click()
    expect(student.get_by_text("Em không còn trong phòng học này")).to_be_visible()
    student.wait_for_timeout(1500)
    assert place(student).get_attribute("data-link") == "out"


def test_lists_and_forms(page_as, people, room, axe_clean, look):
    teacher = page_as(people.mai.person.account)
    teacher.goto("/truc-tuyen/")
    expect(teacher.get_by_role("link", name="Vào lớp")).to_be_visible()
    axe_clean(teacher)
    look(teacher, "live-list")
    teacher.goto("/truc-tuyen/tao/?tie_key=abc&title=Hai%20góc%20đối%20đỉnh")
    axe_clean(teacher)
    look(teacher, "live-schedule")
    teacher.get_by_role("button", name="Tạo tiết học").click()
    expect(teacher.get_by_role("heading", name="Hai góc đối đỉnh")).to_be_visible()
    assert Room.objects.get(title="Hai góc đối đỉnh").tie_key == "abc"
    assert teacher.problems == []
