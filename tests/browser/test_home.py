"""The home page by role, in a real browser."""

import datetime

import pytest
from django.utils import timezone

from lms.assignments.models import LessonAssignment
from tests.browser.conftest import DESKTOP
from tests.factories import library as make_library
from tests.factories import lms as make


@pytest.fixture(autouse=True)
def _monday(monkeypatch):
    """The site believes it is Monday of week 12."""
    monkeypatch.setenv("HOABAN_TODAY", "2026-11-23")


@pytest.fixture
def work(people):
    lesson = make_library.lesson(
        people.mai.person.account,
        people.school,
        title="Tổng các góc trong một tam giác",
    )
    day = datetime.datetime(2026, 11, 23, 20, tzinfo=timezone.get_default_timezone())
    return LessonAssignment.objects.create(
        lesson=lesson,
        lesson_uuid=lesson.uuid,
        lesson_title=lesson.title,
        expected_minutes=20,
        self_checks=2,
        school_class=people.c7a,
        subject=people.toan,
        assigned_by=people.mai.person.account,
        assigned_at=day - datetime.timedelta(days=2),
        due_at=day + datetime.timedelta(days=1),
    )


def test_a_student_sees_the_next_thing_with_its_price(
    people, work, page_as, axe_clean, look
):
    page = page_as(people.inh.person.account)
    page.goto("/")
    assert page.get_by_role("heading", level=1).inner_text() == "Chào em Inh"
    card = page.locator(".card.next")
    assert "Tổng các góc trong một tam giác" in card.inner_text()
    assert "KB" in card.inner_text()
    axe_clean(page)
    look(page, "home-student")
    # what waits for the line is said on the day's list
    page.evaluate(f"localStorage.setItem('hb-waiting:{work.uuid}', '2')")
    page.reload()
    page.locator(".card.next").get_by_text("chờ gửi").wait_for()
    page.get_by_role("link", name="Học bài").click()
    page.wait_for_url(f"**/bai-tap/bai-hoc/{work.uuid}/")
    assert page.problems == []


def test_a_lesson_is_kept_in_the_phone_without_a_name(people, work, page_as):
    page = page_as(people.inh.person.account)
    page.goto(f"/hoc-lieu/bai/{work.lesson.uuid}/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("button", name="Lưu vào máy").click()
    page.get_by_role("button", name="Xoá khỏi máy").wait_for()
    page.reload()  # now the service worker answers for the page
    page.context.set_offline(True)
    page.goto(f"/hoc-lieu/bai/{work.lesson.uuid}/")
    assert page.get_by_role("heading", level=1).inner_text() == work.lesson_title
    assert "Lò Thị Inh" not in page.content()
    page.goto("/lop-hoc/")
    page.get_by_role("heading", name="Đang mất sóng").wait_for()
    page.get_by_role("link", name=work.lesson_title).wait_for()


def test_a_teacher_sees_the_periods_of_the_day(people, page_as, axe_clean, look):
    make.homework(people.c7a, people.toan, people.mai.person.account)
    page = page_as(people.mai.person.account)
    page.goto("/")
    assert page.get_by_role("heading", level=1).inner_text() == "Kính chào Hà Thị Mai"
    page.get_by_role("heading", name="Các tiết hôm nay").wait_for()
    axe_clean(page)
    look(page, "home-teacher")
    page.get_by_role("link", name="Giao bài").first.click()
    page.get_by_role("heading", name="Giao bài").first.wait_for()
    assert page.problems == []


def test_a_leader_sees_the_share_and_what_is_missing(people, page_as, axe_clean, look):
    page = page_as(people.leader, viewport=DESKTOP)
    page.goto("/")
    page.get_by_role("link", name="Mở báo cáo").wait_for()
    axe_clean(page)
    look(page, "home-leader")
    page.get_by_role("link", name="Mở báo cáo").click()
    page.get_by_role("heading", name="Tỉ trọng dạy học trực tuyến").wait_for()
    page.goto("/")
    page.get_by_role("navigation", name="Chính", exact=True).get_by_role(
        "link", name="Nhà trường"
    ).click()
    assert page.problems == []


def test_a_guardian_sees_each_child(people, work, page_as, axe_clean, look):
    page = page_as(people.pang.person.account)
    page.goto("/")
    page.get_by_role("heading", name="Con Lò Thị Inh").wait_for()
    page.get_by_text("Tổng các góc trong một tam giác").wait_for()
    axe_clean(page)
    look(page, "home-guardian")


def test_error_pages_speak_vietnamese(people, page_as, axe_clean):
    page = page_as(people.stranger.person.account)
    answer = page.goto(f"/lop-hoc/{people.c7a.uuid}/")
    assert answer.status in (403, 404)
    assert page.locator("html").get_attribute("lang") == "vi"
    axe_clean(page)
