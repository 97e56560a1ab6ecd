"""One lesson's whole journey, walked by three people in real browsers.

A teacher publishes a lesson with a video, sets it in place of a tiết, sets a test in
another and teaches a third live; a student on the weak line learns, sits the test,
joins the lesson and loses the line in the middle of it; the school's leader sees the
share rise by exactly the rows the journey left.
"""

import datetime
import json
import re
import subprocess
import sys
import time

import imageio_ffmpeg
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from live.models import Attendance, Room
from lms.assessment.models import Attempt, Test
from lms.assignments.models import LessonAssignment
from lms.classes.actions import open_plan
from lms.classes.models import PlannedPeriod
from lms.indicators.models import Evidence, OnlinePeriod
from media_pipeline.models import Asset
from schools.models import BellTime, Term
from schools.rules.calendar import monday_of
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    ROOT,
    WEAK_LINE,
    manage,
    throttle,
)
from tests.factories import assessment as make_test
from tests.factories import schools as make

FILM = ROOT / "config" / "demo" / "media" / "lecture-slides.mp4"
LIVE_SECONDS = 75  # the tiết of this school lasts a minute
TITLE = "Góc ngoài của một tam giác"


@pytest.fixture
def browser(speaking_browser):
    return speaking_browser


@pytest.fixture
def school(site):
    """7A with its Toán plan in a term that began eight weeks ago, whatever the day."""
    manage(site.data, "import_curriculum", "--bundled")
    people = make.world()
    begin = monday_of(timezone.localdate()) - datetime.timedelta(weeks=8)
    Term.objects.filter(number=1).update(starts_on=begin)
    Term.objects.filter(number=2).update(starts_on=begin + datetime.timedelta(weeks=19))
    # a tiết of one minute, so that half of it can be taught in a test
    for bell in BellTime.objects.filter(school=people.school):
        bell.ends = bell.starts.replace(minute=bell.starts.minute + 1)
        bell.save()
    open_plan(people.c7a, people.toan, begin)
    people.periods = list(
        PlannedPeriod.objects.filter(date__lte=timezone.localdate()).order_by("-date")[
            :3
        ]
    )
    return people


@pytest.fixture
def film(tmp_path):
    """Twelve seconds of the sample recording."""
    target = tmp_path / "goc-ngoai.mp4"
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(FILM),
            "-t", "12", "-c", "copy", str(target),
        ],
        check=True,
    )  # fmt: skip
    return target


def shares(site, people):
    """What the command line says of the school."""
    done = subprocess.run(
        [
            sys.executable, str(ROOT / "manage.py"), "share_online",
            "--organisation", people.school.code, "--year", "2026", "--json",
        ],
        env=site.env, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)["to_date"]


def media_worker(site):
    """Run the media queue's worker until nothing waits."""
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "media_worker", "--batch"],
        env=site.env, cwd=ROOT, check=True,
    )  # fmt: skip


def schedule(page, people, period):
    """Plan the live lesson of a tiết, as the link on the teacher's day does."""
    page.goto(
        f"/truc-tuyen/tao/?class={people.c7a.uuid}&subject=TOAN"
        f"&tie_key={period.uuid}&title=Luyện tập góc ngoài"
    )
    page.get_by_role("button", name="Tạo tiết học").click()
    page.wait_for_url(re.compile(r"/truc-tuyen/[0-9a-f-]{36}/"))
    return Room.objects.get()


def upload(page, film):
    page.goto("/tep/tai-len/")
    page.get_by_label("Tên").fill("Góc ngoài")
    page.get_by_label("Tệp video").set_input_files(str(film))
    page.get_by_role("button", name="Tải lên").click()
    page.wait_for_url(re.compile(r"/tep/[0-9a-f-]{36}/"))


def publish(page):
    """Write a lesson in the editor: a paragraph, the video, an outcome; publish it."""
    page.goto("/hoc-lieu/soan/?mon=TOAN&lop=7")
    page.locator("input[name=title]").fill(TITLE)
    page.locator("textarea[name=summary]").fill("Góc ngoài bằng tổng hai góc trong.")
    page.locator("button.c-sf-add-button").first.click()
    page.get_by_role("option", name="Đoạn văn").click()
    page.locator("[role=textbox]").first.fill(
        "Góc ngoài của một tam giác bằng tổng hai góc trong không kề với nó."
    )
    page.locator("button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Video").click()
    page.get_by_role("button", name="Chọn video hoặc âm thanh").click()
    page.get_by_role("link", name="Góc ngoài").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator("button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Tự kiểm tra").click()
    check = page.locator("[name=body-2-value-question]")
    check.fill("Hai góc trong là 50° và 60°. Góc ngoài không kề bằng bao nhiêu độ?")
    page.locator("[name=body-2-value-kind]").select_option("number")
    page.locator("[name=body-2-value-answer]").fill("110")
    page.locator("input[name=outcomes]").first.check()
    page.get_by_role("button", name="Thao tác khác").click()
    page.get_by_role("button", name="Đăng", exact=True).click()
    page.wait_for_url(re.compile(r"/hoc-lieu/|/quan-tri/pages/\d+/$"))


def give_lesson(page, people, period):
    page.goto(f"/bai-tap/giao/?lop={people.c7a.uuid}&mon=TOAN&tiet={period.uuid}")
    page.get_by_label(TITLE).check()
    expect(page.get_by_label("Thay một tiết")).to_be_checked()
    page.get_by_role("button", name="Giao bài học").click()
    page.get_by_text("Đã giao bài học.").wait_for()


def give_test(page, people, paper, period):
    """Set a paper for the class in a tiết, from now on for two hours."""
    now = timezone.localtime()
    page.goto(f"/kiem-tra/de/{paper.uuid}/giao/")
    page.locator("[name=school_class]").select_option(label="7A")
    page.locator("[name=opens_at]").fill(
        (now - datetime.timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M")
    )
    page.locator("[name=closes_at]").fill(
        (now + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    )
    page.locator("[name=minutes]").fill("15")
    page.locator("[name=planned_period]").select_option(str(period.pk))
    page.locator("main form button.main").click()
    page.wait_for_url(re.compile("/kiem-tra/theo-doi/"))


def until(page, expression, seconds):
    """Wait until an expression is true (the page's policy forbids eval inside it)."""
    limit = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > limit:
            pytest.fail(f"never true: {expression}")
        page.wait_for_timeout(200)


def learn(page, axe_clean, look):
    """The student finds the lesson on the home page, listens and answers."""
    page.goto("/", wait_until="commit")
    page.wait_for_load_state("load", timeout=60_000)
    expect(page.get_by_text("Việc tiếp theo")).to_be_visible()
    axe_clean(page)
    look(page, "journey-student-home")
    page.get_by_role("link", name="Học bài").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    axe_clean(page)
    look(page, "journey-lesson")
    until(page, "Boolean(customElements.get('hoaban-player'))", 60)
    page.get_by_role("link", name=re.compile("Chỉ nghe tiếng")).click()
    playing = (
        "[...document.querySelectorAll('video, audio')].some(m => m.currentTime > 2)"
    )
    until(page, playing, 60)
    check = page.locator(".self-check").first
    check.locator("input[name=answer]").fill("110")
    check.get_by_role("button").click()
    check.locator(".verdict").wait_for()
    expect(page.locator("[data-state]").first).to_have_text("đã xong", timeout=20_000)


def sit(page, test, axe_clean):
    """The student sits the test; a reload in the middle loses nothing."""
    page.goto("/kiem-tra/", wait_until="commit")
    page.get_by_role("link", name=test.title).click(timeout=30_000)
    page.get_by_role("button", name="Bắt đầu làm").click()
    expect(page.get_by_role("timer")).to_be_visible(timeout=30_000)
    axe_clean(page)
    answers = make_test.right_answers(test)
    for name, value in answers.items():
        field = page.locator(f'input[name="{name}"]').first
        if field.get_attribute("type") == "radio":
            page.locator(f'input[name="{name}"][value="{value}"]').check()
        else:
            field.fill(value)
    expect(page.locator("[data-state]")).to_have_text("đã lưu", timeout=30_000)
    page.reload(wait_until="commit")
    expect(page.locator("input:checked").first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Nộp bài").click()
    page.get_by_role("dialog").get_by_role("button", name="Nộp bài").click()
    expect(page.locator("[data-receipt]")).to_be_visible(timeout=30_000)


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


def hears(element, seconds):
    """Wait until what an element plays is not silence."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if float(element.get_attribute("data-audio-rms") or 0) > 0.01:
            return
        element.page.wait_for_timeout(100)
    pytest.fail(f"only silence: {element.get_attribute('data-audio-rms')}")


def teach_live(teacher, student, cdp, room, axe_clean):
    """Teach until half of the (short) tiết is over; the student's line drops once."""
    desk, place = teacher.locator("live-desk"), student.locator("live-lesson")
    teacher.goto(f"/truc-tuyen/{room.uuid}/")
    expect(desk).to_have_attribute("data-link", "online")
    student.goto(f"/truc-tuyen/{room.uuid}/", wait_until="commit")
    expect(place).to_have_attribute("data-link", "online", timeout=60_000)
    teacher.get_by_role("button", name="Bắt đầu tiết học").click()
    began = time.monotonic()
    expect(place).to_have_attribute("data-state", "live", timeout=20_000)
    teacher.get_by_role("button", name="Bật micro").click()
    hears(place, 30)
    draw(teacher, (20, 30), (50, 70), (80, 30))
    expect(place).to_have_attribute("data-strokes", "1", timeout=20_000)
    axe_clean(student)
    cdp.send("Network.emulateNetworkConditions", {**WEAK_LINE, "offline": True})
    student.context.set_offline(True)
    expect(place).to_have_attribute("data-link", "reconnecting", timeout=20_000)
    draw(teacher, (10, 10), (30, 40))
    draw(teacher, (40, 10), (60, 40))
    teacher.get_by_label("Lời nhắn").fill("Các em chép bài nhé")
    teacher.get_by_role("button", name="Gửi").click()
    student.context.set_offline(False)
    cdp.send("Network.emulateNetworkConditions", WEAK_LINE)
    expect(place).to_have_attribute("data-link", "online", timeout=40_000)
    expect(place).to_have_attribute("data-strokes", "3", timeout=20_000)
    expect(place).to_have_attribute(
        "data-events", desk.get_attribute("data-events"), timeout=20_000
    )
    student.wait_for_timeout(max(0, LIVE_SECONDS - (time.monotonic() - began)) * 1000)
    teacher.get_by_role("group").filter(has_text="Kết thúc tiết học").locator(
        "summary"
    ).click()
    teacher.get_by_role("button", name="Kết thúc tiết học").click()
    expect(teacher).to_have_url(re.compile("xem-lai"), timeout=20_000)


def test_the_whole_journey(site, school, film, page_as, axe_clean, look):
    people = school
    lesson_period, test_period, live_period = people.periods
    before = shares(site, people)
    assert before["online"] == 0
    assert before["planned"] > 0
    leader = page_as(people.leader, viewport=DESKTOP)
    leader.goto("/bao-cao/ti-trong/")
    expect(leader.locator("#share-to-date")).to_have_text("0,0\u00a0%")

    # the teacher uploads the recording, publishes the lesson and sets it
    teacher = page_as(people.mai.person.account, viewport=DESKTOP)
    upload(teacher, film)
    media_worker(site)
    assert Asset.objects.get().status == Asset.Status.READY
    publish(teacher)
    give_lesson(teacher, people, lesson_period)

    # the student learns it on the weak line
    student = page_as(people.inh.person.account, viewport=PHONE)
    cdp = throttle(student)
    learn(student, axe_clean, look)

    # a test in the next tiết
    give_test(teacher, people, make_test.paper(people.mai.person.account), test_period)
    test = Test.objects.get()
    sit(student, test, axe_clean)
    assert Attempt.objects.get().mark == 10

    # and one taught live
    room = schedule(teacher, people, live_period)
    teach_live(teacher, student, cdp, room, axe_clean)
    status = Attendance.objects.get(room=room, account=people.inh.person.account).status
    assert status == Attendance.Status.PRESENT
    site.worker("default")

    # the leader's figure has risen by exactly the rows of this journey
    rows = Evidence.objects.filter(reason=Evidence.Reason.COUNTED)
    assert {row.source_uuid for row in rows} == {
        LessonAssignment.objects.get().uuid,
        test.uuid,
        room.uuid,
    }
    assert {row.planned_period for row in rows} == set(people.periods)
    after = shares(site, people)
    counted = sum(row.fraction for row in OnlinePeriod.objects.all())
    assert OnlinePeriod.objects.count() == 3
    assert after["online"] - before["online"] == float(counted) > 2
    assert after["planned"] == before["planned"]
    leader.reload()
    shown = f"{after['percent']:.1f}".replace(".", ",") + "\u00a0%"
    expect(leader.locator("#share-to-date")).to_have_text(shown)
    axe_clean(leader)
    look(leader, "journey-leader")
    # every figure opens its rows in two clicks
    leader.locator("#share-to-date ~ p a").first.click()
    for title in (TITLE, test.title, room.title):
        expect(leader.get_by_role("link", name=title)).to_be_visible()
    axe_clean(leader)
    for page in (teacher, student, leader):
        # what the browser says of the line that the test itself cut
        assert [p for p in page.problems if "ERR_INTERNET_DISCONNECTED" not in p] == []
