"""A student's test in a real browser: with scripts and without, on and off the line."""

import datetime
import json
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lms.assessment.actions.items import import_items
from lms.assessment.actions.papers import PaperDraft, PartDraft, write_paper
from lms.assessment.models import Attempt
from lms.assessment.rules import Kind
from tests.browser.conftest import ROOT
from tests.factories import assessment as make


@pytest.fixture
def test(people):
    return make.a_test(people.c7a, people.mai.person.account, counts=(3, 1, 1))


def only_attempt():
    return Attempt.objects.get()


def answers_in_database():
    return {name: stamp[2] for name, stamp in only_attempt().answers.items()}


def begin(page, test):
    page.goto("/kiem-tra/")
    page.get_by_role("link", name=test.title).click()
    page.get_by_role("button", name="Bắt đầu làm").click()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^4[45]:\d\d$"))


def choose(page, name, value):
    page.locator(f'input[name="{name}"][value="{value}"]').check()


def wait_for_saved(page):
    expect(page.locator("[data-state]")).to_have_text("đã lưu")


def test_a_student_takes_a_test(page_as, people, test, axe_clean, look):
    page = page_as(people.inh.person.account)
    page.goto(f"/kiem-tra/bai/{test.uuid}/")
    axe_clean(page)
    look(page, "kiem-tra-truoc")
    begin(page, test)
    axe_clean(page)
    look(page, "kiem-tra-lam-bai")
    answers = make.right_answers(test)
    for name, value in answers.items():
        field = page.locator(f'input[name="{name}"]').first
        if field.get_attribute("type") == "radio":
            choose(page, name, value)
        else:
            field.fill(value)
    wait_for_saved(page)
    assert answers_in_database() == answers
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_role("dialog")).to_contain_text("Em đã trả lời hết các câu.")
    axe_clean(page)
    page.get_by_role("dialog").get_by_role("button", name="Nộp bài").click()
    expect(page.locator("[data-receipt]")).to_have_text(
        re.compile(r"^\w{4}-\w{4}-\w{2}$")
    )
    attempt = only_attempt()
    assert page.locator("[data-receipt]").inner_text() == attempt.receipt
    assert attempt.mark == 10
    axe_clean(page)
    look(page, "kiem-tra-ket-qua")
    assert (
        page.evaluate("Object.keys(localStorage).filter(k => k.includes('attempt'))")
        == []
    )
    assert page.problems == []


def test_without_scripts_the_form_does_everything(page_as, people, test, axe_clean):
    page = page_as(people.inh.person.account, java_script_enabled=False)
    page.goto(f"/kiem-tra/bai/{test.uuid}/")
    page.get_by_role("button", name="Bắt đầu làm").click()
    expect(page.get_by_role("timer")).to_have_text("44 phút")
    choose(page, "q1", "1")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Bài làm của em đã lưu.")).to_be_visible()
    assert page.locator('input[name="q1"][value="1"]').is_checked()
    page.locator('input[name="q5"]').fill("0.5")
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("[data-receipt]")).to_have_text(only_attempt().receipt)
    assert answers_in_database() == {"q1": "1", "q5": "0.5"}


def test_a_lost_line_and_a_reload_lose_nothing(page_as, people, test):
    page = page_as(people.inh.person.account)
    begin(page, test)
    choose(page, "q1", "1")
    wait_for_saved(page)
    page.context.set_offline(True)
    choose(page, "q2", "3")
    choose(page, "q4.0", "1")
    page.locator('input[name="q5"]').fill("0,5")
    expect(page.locator("[data-state]")).to_have_text("chờ gửi (3)")
    assert answers_in_database() == {"q1": "1"}
    page.context.set_offline(False)
    wait_for_saved(page)
    assert answers_in_database() == {"q1": "1", "q2": "3", "q4.0": "1", "q5": "0,5"}
    page.reload()
    assert page.locator('input[name="q2"][value="3"]').is_checked()
    assert page.locator('input[name="q5"]').input_value() == "0,5"
    events = only_attempt().events.filter(kind="saved")
    assert any(event.payload.get("offline") for event in events)


def test_a_page_closed_without_a_line_sends_when_it_is_opened_again(
    page_as, people, test, site
):
    page = page_as(people.inh.person.account)
    begin(page, test)
    site.kill()  # not even a last word while closing gets through
    choose(page, "q1", "2")
    expect(page.locator("[data-state]")).to_have_text("chờ gửi (1)")
    page.close()  # the phone dies
    site.start()
    assert answers_in_database() == {}
    again = page.context.new_page()
    again.goto(f"/kiem-tra/luot/{only_attempt().uuid}/")
    wait_for_saved(again)
    assert again.locator('input[name="q1"][value="2"]').is_checked()
    assert answers_in_database() == {"q1": "2"}


def test_handing_in_without_a_line_waits_for_it(page_as, people, test):
    page = page_as(people.inh.person.account)
    begin(page, test)
    choose(page, "q1", "1")
    wait_for_saved(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_role("dialog")).to_contain_text("chưa trả lời đủ")
    page.get_by_role("dialog").get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_role("alert")).to_contain_text("sẽ tự nộp khi có mạng")
    assert only_attempt().state == "open"
    page.context.set_offline(False)
    expect(page.locator("[data-receipt]")).to_be_visible(timeout=20_000)
    assert only_attempt().state == "submitted"


def test_the_server_that_dies_and_comes_back(page_as, people, test, site):
    page = page_as(people.inh.person.account)
    begin(page, test)
    choose(page, "q1", "1")
    wait_for_saved(page)
    site.kill()
    choose(page, "q2", "1")
    expect(page.locator("[data-state]")).to_have_text("chờ gửi (1)")
    site.start()
    expect(page.locator("[data-state]")).to_have_text("đã lưu", timeout=20_000)
    assert answers_in_database() == {"q1": "1", "q2": "1"}


def test_time_over_hands_in_by_itself(page_as, people, test):
    page = page_as(people.inh.person.account)
    begin(page, test)
    choose(page, "q1", "1")
    wait_for_saved(page)
    Attempt.objects.update(deadline_at=timezone.now() + datetime.timedelta(seconds=3))
    page.reload()
    expect(page.locator("[data-receipt]")).to_be_visible(timeout=20_000)
    attempt = only_attempt()
    assert attempt.state == "submitted"
    assert attempt.submitted_at - attempt.deadline_at < datetime.timedelta(seconds=5)


def test_extra_minutes_reach_an_open_page(page_as, people, test):
    page = page_as(people.inh.person.account)
    begin(page, test)
    later = timezone.now() + datetime.timedelta(minutes=70)
    Attempt.objects.update(deadline_at=later)
    page.evaluate("document.querySelector('test-attempt').send(true)")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(69|70):\d\d$"))
    assert only_attempt().events.filter(kind="saved").count() == 0


def test_a_pass_that_ran_out_is_renewed(page_as, people, test):
    page = page_as(people.inh.person.account)
    begin(page, test)
    page.evaluate("document.querySelector('test-attempt').pass = 'old'")
    choose(page, "q1", "1")
    wait_for_saved(page)
    assert answers_in_database() == {"q1": "1"}


def test_two_devices_agree(page_as, people, test):
    phone = page_as(people.inh.person.account)
    begin(phone, test)
    choose(phone, "q1", "0")
    wait_for_saved(phone)
    laptop = page_as(people.inh.person.account)
    laptop.goto(f"/kiem-tra/luot/{only_attempt().uuid}/")
    assert laptop.locator('input[name="q1"][value="0"]').is_checked()
    choose(laptop, "q1", "1")
    wait_for_saved(laptop)
    choose(phone, "q2", "2")
    phone.wait_for_timeout(1500)
    assert answers_in_database() == {"q1": "1", "q2": "2"}


def real_paper(owner):
    """Forty different questions of the demo's banks, formulas and all."""
    bank = make.bank(owner)
    for name in ("toan10", "toan7", "khtn7", "toan4", "van7"):
        file = ROOT / "config" / "demo" / "content" / "items" / f"{name}.json"
        report = import_items(owner, bank, json.loads(file.read_text("utf-8"))["items"])
        assert report.is_clean
    parts = [
        PartDraft(title, Decimal("0.25"), bank.items.filter(format=name)[:count])
        for title, name, count in (
            ("Phần I", "choice", 28), ("Phần II", "true_false", 6), ("Phần III", "short", 6),
        )
    ]  # fmt: skip
    return write_paper(owner, PaperDraft("Đề 40 câu", bank.subject, 7, parts))


def test_a_forty_question_page_stays_within_its_budget(
    page_as, people, axe_clean, look
):
    mai = people.mai.person.account
    test = make.a_test(people.c7a, mai, paper=real_paper(mai), kind=Kind.PRACTICE)
    attempt = make.attempt(test, people.inh)
    page = page_as(people.inh.person.account)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    sizes = {}
    cdp.on(
        "Network.loadingFinished",
        lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
    )
    page.goto(f"/kiem-tra/luot/{attempt.uuid}/", wait_until="networkidle")
    assert page.locator(".question").count() == 40
    assert page.locator("math").count() > 40
    total = sum(sizes.values())
    print(f"40-question page, cold, compressed: {total} bytes")  # noqa: T201
    assert total <= 45_000
    axe_clean(page)
    look(page, "kiem-tra-40-cau")
