"""An assigned lesson in a real browser; giving work."""

import datetime

import pytest

from lms.assignments.models import Assignment, LessonAssignment, LessonCompletion
from lms.classes.actions import open_plan
from tests.browser.conftest import DESKTOP
from tests.factories import library as make_library
from tests.factories import lms as make


@pytest.fixture(autouse=True)
def _sunday(monkeypatch):
    """The site believes it is Sunday of week 11."""
    monkeypatch.setenv("HOABAN_TODAY", "2026-11-22")


@pytest.fixture
def lesson(people):
    return make_library.lesson(
        people.mai.person.account,
        people.school,
        title="Tổng các góc trong một tam giác",
        minutes=20,
    )


@pytest.fixture
def work(people, lesson):
    return LessonAssignment.objects.create(
        lesson=lesson,
        lesson_uuid=lesson.uuid,
        lesson_title=lesson.title,
        expected_minutes=20,
        self_checks=2,
        school_class=people.c7a,
        subject=people.toan,
        assigned_by=people.mai.person.account,
        assigned_at=make.SET_AT,
        due_at=make.DUE_AT,
    )


def answer(page, place, value):
    check = page.locator(".self-check").nth(place)
    if check.locator("input[type=radio]").count():
        check.locator("input[type=radio]").nth(value).check()
    else:
        check.locator("input[name=answer]").fill(str(value))
    check.get_by_role("button").click()
    check.locator(".verdict").wait_for()


def test_answering_all_self_checks_finishes_over_a_dropped_line(
    people, work, page_as, axe_clean, look
):
    page = page_as(people.inh.person.account)
    page.goto(f"/bai-tap/bai-hoc/{work.uuid}/")
    axe_clean(page)
    look(page, "assignments-lesson")
    answer(page, 0, 0)
    page.locator("[data-said]", has_text="đã lưu").wait_for()
    page.route("**/tien-trinh/", lambda route: route.abort("internetdisconnected"))
    answer(page, 1, "0,5")
    page.locator("[data-said]", has_text="chờ gửi").wait_for()
    assert LessonCompletion.objects.get().completed_at is None
    page.unroute("**/tien-trinh/")
    page.reload()
    page.locator("[data-state]", has_text="đã xong").wait_for()
    row = LessonCompletion.objects.get()
    assert row.completed_by == "self_checks"
    assert len(row.self_checks_done) == 2


def test_without_scripts_the_button_finishes(people, work, page_as):
    page = page_as(people.inh.person.account, java_script_enabled=False)
    page.goto(f"/bai-tap/bai-hoc/{work.uuid}/")
    page.get_by_role("button", name="Em đã học xong").click()
    page.get_by_text("học thêm khoảng 6 phút").wait_for()
    row = LessonCompletion.objects.get()
    row.opened_at -= datetime.timedelta(minutes=7)
    row.save()
    page.get_by_role("button", name="Em đã học xong").click()
    page.get_by_text("Em đã học xong bài này.", exact=False).first.wait_for()
    assert LessonCompletion.objects.get().completed_by == "declared"


def test_a_teacher_gives_a_lesson_and_homework_from_the_plan(
    people, lesson, page_as, axe_clean, look
):
    plan = open_plan(people.c7a, people.toan, datetime.date(2026, 9, 1), 140)
    period = plan.periods.get(date=datetime.date(2026, 11, 23))
    page = page_as(people.mai.person.account, java_script_enabled=True)
    page.goto(f"/lop-hoc/{people.c7a.uuid}/?tuan=12")
    page.get_by_role("link", name="Giao bài", exact=True).first.click()
    axe_clean(page)
    look(page, "assignments-give")
    page.get_by_label(lesson.title).check()
    assert page.get_by_label("Thay một tiết").is_checked()
    page.get_by_role("button", name="Giao bài học").click()
    page.get_by_text("Đã giao bài học.").wait_for()
    axe_clean(page)
    look(page, "assignments-lesson-class")
    work = LessonAssignment.objects.get()
    assert (work.planned_period, work.mode) == (period, "replaces")

    page.goto(f"/bai-tap/giao/bai-tap/?lop={people.c7a.uuid}&mon=TOAN")
    axe_clean(page)
    look(page, "assignments-set-homework")
    page.get_by_label("Tên bài").fill("Bài 3 trang 45")
    page.get_by_label("Yêu cầu").fill("Làm câu a, b.")
    page.reload()  # the power came back
    assert page.get_by_label("Yêu cầu").input_value() == "Làm câu a, b."
    page.get_by_role("button", name="Giao bài tập").click()
    page.get_by_text("Đã giao bài tập.").wait_for()
    assert Assignment.objects.get().title == "Bài 3 trang 45"
    page.goto(f"/bai-tap/giao/bai-tap/?lop={people.c7a.uuid}&mon=TOAN")
    assert page.get_by_label("Tên bài").input_value() == ""
    assert page.problems == []


def test_the_index_pages(people, work, page_as, axe_clean, look):
    make.homework(people.c7a, people.toan, people.mai.person.account)
    for who, name in (
        (people.inh.person.account, "pupil"),
        (people.mai.person.account, "teacher"),
        (people.pang.person.account, "guardian"),
    ):
        page = page_as(who, viewport=DESKTOP)
        page.goto("/bai-tap/")
        axe_clean(page)
        look(page, f"assignments-index-{name}")
