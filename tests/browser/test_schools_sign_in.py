"""Signing in as a child does: with a PIN, on the family's phone, by a slip."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from schools.actions.slips import issue_slips
from tests.browser.conftest import DESKTOP
from tests.factories import schools as make

SIGN_IN = "/tai-khoan/dang-nhap/"


def type_pin(page, username, pin, remember=False):
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mã PIN").fill(pin)
    if remember:
        page.get_by_label("Nhớ tên trên máy này").check()
    page.get_by_role("button", name="Đăng nhập").click()


def test_a_pupil_signs_in_with_scripts(people, page_as, axe_clean, look):
    page = page_as()
    page.goto(SIGN_IN)
    axe_clean(page)
    look(page, "schools-sign-in")
    assert page.get_by_label("Mã PIN").get_attribute("inputmode") == "numeric"
    type_pin(page, people.inh.person.account.username, "111111")
    assert "chưa đúng" in page.get_by_role("alert").inner_text()
    axe_clean(page)
    look(page, "schools-sign-in-wrong")
    type_pin(page, people.inh.person.account.username, make.PIN)
    page.wait_for_url(re.compile(r"/$"))
    assert not page.problems


def test_a_pupil_signs_in_without_scripts(people, page_as):
    page = page_as(java_script_enabled=False)
    page.goto("/tai-khoan/")
    assert SIGN_IN in page.url
    type_pin(page, people.inh.person.account.username, make.PIN)
    assert page.url.endswith("/tai-khoan/")
    assert page.get_by_role("heading", level=1).inner_text() == "Lò Thị Inh"


def test_who_is_learning_on_the_family_s_phone(people, page_as, axe_clean, look):
    page = page_as()
    for learner in (people.inh, people.dua):
        page.goto(f"{SIGN_IN}?khac")
        type_pin(page, learner.person.account.username, make.PIN, remember=True)
        page.goto("/tai-khoan/")
        page.get_by_role("button", name="Đăng xuất", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ai đang học?"
    axe_clean(page)
    look(page, "schools-who-is-learning")
    page.get_by_role("link", name="Lò Thị Inh").click()
    assert page.get_by_label("Tên đăng nhập").count() == 0
    axe_clean(page)
    look(page, "schools-pin-only")
    page.get_by_label("Mã PIN").fill(make.PIN)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto("/tai-khoan/")
    assert page.get_by_role("heading", level=1).inner_text() == "Lò Thị Inh"
    axe_clean(page)
    look(page, "schools-account-pupil")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.get_by_text("Bỏ bớt tên khỏi máy này").click()
    page.get_by_role("button", name="Bỏ tên Lò Thị Inh").click()
    assert page.get_by_role("link", name="Lò Thị Inh").count() == 0
    assert page.get_by_role("link", name="Vàng A Dua").count() == 1
    assert not page.problems


def test_a_slip_lets_in_on_a_weak_line(people, page_as, axe_clean, look):
    slip = issue_slips(None, [people.inh.person.account])[0]
    page = page_as(weak=True)
    page.goto(f"/tai-khoan/phieu/{slip.token}/")
    assert page.get_by_role("heading", level=1).inner_text() == "Em là Lò Thị Inh?"
    axe_clean(page)
    look(page, "schools-slip")
    page.get_by_role("button", name="Vào học").click()
    page.wait_for_url(re.compile(r"/$"))
    page.goto("/tai-khoan/")
    assert "Lò Thị Inh" in page.get_by_role("heading", level=1).inner_text()
    page.context.clear_cookies()
    page.goto("/tai-khoan/phieu/khong-con/")
    assert "không dùng được nữa" in page.get_by_role("heading", level=1).inner_text()
    axe_clean(page)


def test_a_teacher_s_account_and_password_pages(people, page_as, axe_clean, look):
    page = page_as(people.mai.person.account, viewport=DESKTOP)
    for name, path in (
        ("account-teacher", "/tai-khoan/"),
        ("password", "/tai-khoan/mat-khau/"),
        ("email", "/tai-khoan/email/"),
    ):
        page.goto(path)
        axe_clean(page)
        look(page, f"schools-{name}")
    page.context.clear_cookies()
    for name, path in (
        ("sign-in-adult", f"{SIGN_IN}?la=nguoi-lon"),
        ("forgotten", "/tai-khoan/quen-mat-khau/"),
    ):
        page.goto(path)
        axe_clean(page)
        look(page, f"schools-{name}")
    assert not page.problems


def test_the_page_in_english(people, page_as, axe_clean):
    page = page_as()
    page.goto(SIGN_IN)
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
    assert page.locator("html").get_attribute("lang") == "en"
    axe_clean(page)


@pytest.fixture
def demo(monkeypatch):
    monkeypatch.setenv("HOABAN_DEMO", "1")


def test_the_demo_s_roles(demo, people, page_as, look):
    people.school.is_demo = True
    people.school.save()
    page = page_as()
    page.goto(f"{SIGN_IN}?next=/tai-khoan/")
    # the frame's own mark of the demo is the frame's business
    found = (
        Axe().run(page, context={"exclude": [[".demo-mark"]]}).response["violations"]
    )
    assert not found, [each["id"] for each in found]
    look(page, "schools-demo-roles")
    page.get_by_role("button", name="Vào vai Vàng Thị Dợ").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Vàng Thị Dợ"
    assert page.get_by_role("link", name="Trường PTDTBT THCS Nậm Hoa").count() == 1
    assert not page.problems
