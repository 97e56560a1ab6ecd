"""A teacher's way from a file of questions to results, in a real browser."""

import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lms.assessment.models import Test
from tests.browser.conftest import DESKTOP, ROOT
from tests.factories import assessment as make

ITEMS = ROOT / "config" / "demo" / "content" / "items" / "toan7.json"


@pytest.fixture
def mai(page_as, people):
    return page_as(people.mai.person.account, viewport=DESKTOP)


def checked(page, axe_clean, look, name):
    axe_clean(page)
    look(page, f"kiem-tra-{name}")
    assert page.problems == []


def test_from_a_file_of_questions_to_a_test(mai, people, axe_clean, look):
    assert Path(ITEMS).exists()
    mai.goto("/kiem-tra/")
    checked(mai, axe_clean, look, "gv-danh-sach")
    mai.get_by_role("link", name="Ngân hàng câu hỏi").click()
    mai.get_by_label("Tên").fill("Toán 7")
    mai.get_by_label("Môn").select_option("Toán")
    mai.locator("#id_grade").select_option("7")
    checked(mai, axe_clean, look, "gv-ngan-hang")
    mai.get_by_role("button", name="Tạo ngân hàng").click()
    mai.get_by_role("link", name="Nhập từ tệp").click()
    mai.locator("input[type=file]").set_input_files(ITEMS)
    mai.get_by_role("button", name="Gửi tệp").click()
    expect(mai.get_by_text("Tệp hợp lệ")).to_be_visible()
    checked(mai, axe_clean, look, "gv-nhap")
    mai.locator("input[type=file]").set_input_files(ITEMS)
    mai.locator("#id_dry_run").uncheck()
    mai.get_by_role("button", name="Gửi tệp").click()
    expect(mai.get_by_text("Đã nhập câu hỏi vào ngân hàng.")).to_be_visible()
    checked(mai, axe_clean, look, "gv-cau-hoi")
    mai.locator(".list a").first.click()
    checked(mai, axe_clean, look, "gv-sua-cau-hoi")
    mai.goto("/kiem-tra/de/")
    checked(mai, axe_clean, look, "gv-de")
    mai.locator("#khoi").select_option("7")
    mai.get_by_role("button", name="Chọn câu hỏi").click()
    mai.locator("#id_title").fill("Kiểm tra 15 phút – Số hữu tỉ")
    for kind, count in (("choice", 4), ("true_false", 1), ("short", 2)):
        boxes = mai.locator(f'input[name="items_{kind}"]')
        for i in range(count):
            boxes.nth(i).check()
    checked(mai, axe_clean, look, "gv-soan-de")
    mai.get_by_role("button", name="Lưu đề").click()
    mai.get_by_role("link", name="Giao cho lớp").click()
    opens = timezone.localtime() - datetime.timedelta(minutes=1)
    closes = opens + datetime.timedelta(hours=2)
    mai.locator("#id_school_class").select_option(label="7A")
    mai.locator("#id_opens_at").fill(opens.strftime("%Y-%m-%dT%H:%M"))
    mai.locator("#id_closes_at").fill(closes.strftime("%Y-%m-%dT%H:%M"))
    mai.locator("#id_kind").select_option("Giữa kì")
    mai.get_by_role("button", name="Giao bài kiểm tra").click()
    expect(mai.get_by_text("TT 09/2021")).to_be_visible()
    checked(mai, axe_clean, look, "gv-giao")
    mai.locator("#id_at_school").check()
    mai.get_by_role("button", name="Giao bài kiểm tra").click()
    expect(mai.get_by_text("Đã giao bài kiểm tra.")).to_be_visible()
    mai.get_by_role("button", name="Mở phòng").click()
    expect(mai.locator(".mark-big")).to_have_text(Test.objects.get().session_code)
    checked(mai, axe_clean, look, "gv-phong")


def test_results_and_decisions(mai, people, axe_clean, look):
    test = make.a_test(people.c7a, people.mai.person.account, counts=(4, 2, 2))
    answers = make.right_answers(test)
    done = make.handed_in(test, people.inh, answers)
    make.handed_in(test, people.dua, {**answers, "q1": "3", "q5.0": "0"})
    mai.goto("/kiem-tra/")
    mai.get_by_role("link", name=test.title).first.click()
    checked(mai, axe_clean, look, "gv-theo-doi")
    mai.get_by_role("link", name="Kết quả").click()
    checked(mai, axe_clean, look, "gv-ket-qua")
    with mai.expect_download() as download:
        mai.get_by_role("link", name="Tệp Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    mai.get_by_role("link", name=people.inh.person.full_name).click()
    expect(mai.locator(".receipt")).to_have_text(done.receipt)
    checked(mai, axe_clean, look, "gv-bai-lam")
    mai.goto(f"/kiem-tra/theo-doi/{test.uuid}/dap-an/q1/")
    checked(mai, axe_clean, look, "gv-sua-dap-an")
    mai.locator("#id_lines").fill("6\n8\n9\n* 5")
    mai.get_by_label("Lí do").fill("Đề in nhầm")
    mai.get_by_role("button", name="Sửa và chấm lại").click()
    expect(mai.get_by_text("2 điểm thay đổi")).to_be_visible()
    expect(mai.get_by_text("Đề in nhầm")).to_be_visible()


def test_a_child_and_its_guardian_read_the_result_after_the_close(
    page_as, people, axe_clean, look
):
    test = make.a_test(people.c7a, people.mai.person.account, counts=(2, 1, 1))
    answers = {**make.right_answers(test), "q1": "3"}
    attempt = make.handed_in(test, people.inh, answers)
    Test.objects.update(closes_at=timezone.now() - datetime.timedelta(minutes=1))
    for account in (people.inh.person.account, people.pang.person.account):
        page = page_as(account)
        page.goto("/kiem-tra/")
        axe_clean(page)
        page.goto(f"/kiem-tra/luot/{attempt.uuid}/ket-qua/")
        expect(page.get_by_text("Ba thừa số 2.").first).to_be_visible()
        axe_clean(page)
    look(page, "kiem-tra-phu-huynh")


def test_a_question_half_written_survives_a_power_cut(mai, people):
    bank = make.bank(people.mai.person.account)
    mai.goto(f"/kiem-tra/ngan-hang/{bank.uuid}/cau-hoi/choice/")
    mai.locator("[name=stem]").fill("Tổng ba góc của một tam giác bằng")
    mai.reload()  # the power came back
    assert mai.locator("[name=stem]").input_value().startswith("Tổng ba góc")
    assert mai.problems == []
