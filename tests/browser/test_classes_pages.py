"""The class pages in a real browser."""

import datetime

import pytest

from lms.classes.actions import name_periods, open_plan
from tests.browser.conftest import DESKTOP
from tests.factories import lms as make


@pytest.fixture(autouse=True)
def _sunday(monkeypatch):
    """The site believes it is Sunday of week 11."""
    monkeypatch.setenv("HOABAN_TODAY", "2026-11-22")


@pytest.fixture
def plan(people):
    plan = open_plan(people.c7a, people.toan, datetime.date(2026, 9, 1), 140)
    name_periods(plan, {45: "Tổng các góc trong một tam giác", 46: "Luyện tập"})
    return plan


def test_a_pupil_opens_the_class_in_one_tap(people, plan, page_as, axe_clean, look):
    make.homework(people.c7a, people.toan, people.mai.person.account)
    page = page_as(people.inh.person.account)
    page.goto("/lop-hoc/")
    assert page.get_by_role("heading", level=1).inner_text() == "Lớp 7A"
    assert page.get_by_text("Viết đoạn văn: Cánh rừng quê em").is_visible()
    axe_clean(page)
    look(page, "classes-class-pupil")
    page.get_by_role("link", name="Danh sách lớp").click()
    assert page.locator("main").inner_text().count("HS0") == 0
    axe_clean(page)
    look(page, "classes-members-pupil")
    assert page.problems == []


def test_a_teacher_fills_the_plan(people, plan, page_as, axe_clean, look):
    page = page_as(people.mai.person.account, viewport=DESKTOP)
    page.goto(f"/lop-hoc/{people.c7a.uuid}/")
    axe_clean(page)
    look(page, "classes-class-teacher")
    page.get_by_role("link", name="Toán").last.click()
    page.get_by_label("Tuần").select_option("12")
    page.get_by_role("button", name="Xem").click()
    axe_clean(page)
    look(page, "classes-plan")
    page.get_by_label("Tên bài của tiết 45").fill("Hai tam giác bằng nhau")
    page.get_by_role("button", name="Lưu tên bài").click()
    page.get_by_text("Đã lưu tên bài.").wait_for()
    assert plan.periods.get(number=45).title == "Hai tam giác bằng nhau"
    page.get_by_text("Dán tên bài từ Excel").click()
    page.get_by_label("Cột bắt đầu từ tiết").fill("47")
    page.get_by_label("Cột tên bài").fill("47\tĐịnh lí\n48\tLuyện tập chung")
    page.get_by_role("button", name="Điền tên bài").click()
    page.get_by_text("Đã đổi tên 2 tiết.").wait_for()
    assert plan.periods.get(number=48).title == "Luyện tập chung"
    page.goto(f"/lop-hoc/{people.c7a.uuid}/danh-sach/")
    axe_clean(page)
    look(page, "classes-members-teacher")
    assert page.problems == []


def test_a_leader_and_a_guardian_find_their_classes(
    people, plan, page_as, axe_clean, look
):
    for who, name in (
        (people.leader, "leader"),
        (people.pang.person.account, "guardian"),
    ):
        page = page_as(who)
        page.goto("/lop-hoc/")
        axe_clean(page)
        look(page, f"classes-index-{name}")
        page.locator(".list a").first.click()
        axe_clean(page)


def test_the_class_page_is_light(people, plan, page_as):
    page = page_as(people.inh.person.account)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    weights = []
    cdp.on("Network.loadingFinished", lambda e: weights.append(e["encodedDataLength"]))
    page.goto(f"/lop-hoc/{people.c7a.uuid}/", wait_until="networkidle")
    assert sum(weights) <= 25_000, weights
