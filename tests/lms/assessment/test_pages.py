"""The pages of tests as people use them without scripts."""

import datetime
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lms.assessment.actions.attempts import close_expired
from lms.assessment.jobs import collect_test
from lms.assessment.models import Attempt, Item, Paper, Test
from lms.assessment.rules import Kind, Release
from schools import clock
from schools.models import RecordAccess
from tests.factories import assessment as make
from tests.factories import schools

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def test(world):
    return make.a_test(world.c7a, world.mai.person.account)


@pytest.fixture
def mai(world, signed_in):
    return signed_in(world.mai.person.account)


@pytest.fixture
def inh(world, signed_in):
    return signed_in(world.inh.person.account)


def url(name, *rows):
    return reverse(f"assessment:{name}", args=[getattr(r, "uuid", r) for r in rows])


def text(response):
    return response.content.decode()


def test_a_student_takes_a_test_without_scripts(test, inh):
    page = inh.get(url("index"))
    assert "chưa làm" in text(page)
    page = inh.get(url("test", test))
    assert "45 phút" in text(page)
    assert "KB" in text(page)
    page = inh.post(url("begin", test), follow=True)
    attempt = Attempt.objects.get()
    assert page.redirect_chain[-1][0] == url("attempt", attempt)
    answers = make.right_answers(test)
    half = dict(list(answers.items())[:3])
    page = inh.post(url("attempt", attempt), {**half, "do": "save"}, follow=True)
    assert "đã lưu" in text(page)
    for name, value in half.items():
        assert re.search(
            f'name="{re.escape(name)}" value="{value}" checked', text(page)
        )
    page = inh.post(url("attempt", attempt), {**answers, "do": "submit"}, follow=True)
    attempt.refresh_from_db()
    assert attempt.mark == 10
    assert attempt.receipt in text(page)
    assert '<p class="mark-big">10</p>' in text(page)
    assert "Ba thừa số 2." not in text(page)  # the test is still open for others
    assert inh.get(url("attempt", attempt)).status_code == 302


def test_the_test_page_does_not_tell_the_answers(test, inh, world):
    attempt = make.attempt(test, world.inh)
    page = text(inh.get(url("attempt", attempt)))
    assert "Ba thừa số 2." not in page
    form = page.split("<form")[1]
    assert 'class="right"' not in form
    assert "chip ok" not in form
    assert 'style="' not in page
    assert "<script>" not in page  # the policy allows nothing inline


def test_hostile_text_stays_text(world, inh):
    account = world.mai.person.account
    bank = make.bank(account)
    evil = '<script>alert(1)</script><img src=x onerror=alert(1)><b onclick="x">ngoài</b> <b>đậm</b>'
    item = make.item(bank, stem=evil, options=[evil, "\\(</math><script>\\)", "3", "4"])
    paper = make.paper(account)
    part = paper.parts.first()
    part.places.all().delete()
    part.places.create(item=item, position=1)
    test = make.a_test(world.c7a, account, paper=paper)
    page = text(inh.get(url("attempt", make.attempt(test, world.inh))))
    form = page.split("<form")[1].split("</form>")[0]
    assert "<script" not in form
    assert "<img" not in form
    assert "<b onclick" not in form
    assert "<b>đậm</b>" in form


def test_time_over_collects_what_was_saved(test, inh, world):
    attempt = make.attempt(test, world.inh)
    inh.post(url("attempt", attempt), {**make.right_answers(test), "do": "save"})
    Attempt.objects.update(deadline_at=clock.now() - MINUTE)
    page = inh.post(url("attempt", attempt), {"q1": "0", "do": "submit"}, follow=True)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.mark) == ("expired", 10)
    assert "Đã hết giờ" in text(page)


def test_a_periodic_test_asks_for_the_code_of_the_room(world, mai, inh):
    test = make.a_test(
        world.c7a, world.mai.person.account, kind=Kind.MIDTERM, at_school=True
    )
    assert 'name="code"' in text(inh.get(url("test", test)))
    assert inh.post(url("begin", test), {"code": "123456"}).status_code == 409
    mai.post(url("room", test))
    test.refresh_from_db()
    assert test.session_code in text(mai.get(url("follow", test)))
    wrong = "000000" if test.session_code != "000000" else "000001"
    for _ in range(8):
        page = inh.post(url("begin", test), {"code": wrong})
        assert "mã phòng" in text(page)
    assert inh.post(url("begin", test), {"code": test.session_code}).status_code == 429


@pytest.mark.parametrize(
    ("release", "closed", "mark", "explained"),
    [
        (Release.SUBMITTED, False, True, False),
        (Release.CLOSED, False, False, False),
        (Release.CLOSED, True, True, True),
        (Release.HELD, True, False, False),
    ],
)
def test_marks_and_explanations_are_shown_in_their_time(
    world, inh, release, closed, mark, explained
):
    test = make.a_test(world.c7a, world.mai.person.account, release=release)
    attempt = make.handed_in(test, world.inh, make.right_answers(test))
    if closed:
        Test.objects.update(closes_at=clock.now() - MINUTE)
    page = text(inh.get(url("result", attempt)))
    assert attempt.receipt in page
    assert ("mark-big" in page) is mark
    assert ("Ba thừa số 2." in page) is explained


def test_marks_held_back_are_released_by_the_teacher(world, mai, inh):
    test = make.a_test(world.c7a, world.mai.person.account, release=Release.HELD)
    attempt = make.handed_in(test, world.inh, {})
    assert "mark-big" not in text(inh.get(url("result", attempt)))
    mai.post(url("release", test))
    assert "mark-big" in text(inh.get(url("result", attempt)))


def test_the_teacher_follows_a_test_and_reads_results(test, world, mai):
    make.handed_in(test, world.inh, make.right_answers(test))
    page = text(mai.get(url("follow", test)))
    assert "chưa vào làm" in page
    assert "1/2" in page
    page = text(mai.get(url("results", test)))
    assert "10" in page
    assert "Đ ✓: 1" in page
    assert RecordAccess.objects.filter(person=world.inh.person).exists()


def test_excel_file_is_safe_from_formulas(test, world, mai):
    world.inh.person.family_name = '=HYPERLINK("http://x")'
    world.inh.person.save()
    make.handed_in(test, world.inh, make.right_answers(test))
    response = mai.get(url("export", test))
    book = load_workbook(io.BytesIO(response.content))
    assert len(book.sheetnames) == 3
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    name = next(c for c in cells if str(c.value).startswith("=HYPERLINK"))
    assert (name.data_type, name.quotePrefix) == ("s", True)
    assert any(cell.value == 10 for cell in cells)


def test_a_title_pasted_from_word_does_not_break_the_excel_file(test, world, mai):
    Test.objects.filter(pk=test.pk).update(title="Kiểm tra\x0b15 phút")
    response = mai.get(url("export", test))
    book = load_workbook(io.BytesIO(response.content))
    assert book.worksheets[0]["A1"].value == "Kiểm tra 15 phút"


def test_a_key_is_corrected_with_its_reason(test, world, mai):
    attempt = make.handed_in(test, world.inh, make.right_answers(test))
    page = mai.get(url("key", test, "q1"))
    assert "* 8" in text(page)
    lines = "6\n8\n9\n* 5"
    assert "Lí do" in text(page)
    page = mai.post(url("key", test, "q1"), {"lines": lines, "reason": ""})
    assert page.status_code == 200
    page = mai.post(
        url("key", test, "q1"), {"lines": "6\n8\n9\n* 55", "reason": "Nhầm"}
    )
    assert "chỉ được sửa đáp án" in text(page).casefold()
    page = mai.post(
        url("key", test, "q1"), {"lines": lines, "reason": "Nhầm"}, follow=True
    )
    assert "1 điểm thay đổi" in text(page)
    attempt.refresh_from_db()
    assert str(attempt.mark) == "8.75"


def test_extra_minutes_reopening_and_late_answers_are_decided(test, world, mai, inh):
    mai.post(url("extra", test, world.inh), {"minutes": 10, "reason": "Tay đau"})
    attempt = make.handed_in(test, world.inh, {})
    assert attempt.deadline_at - attempt.started_at == 55 * MINUTE
    mai.post(url("reopen", attempt), {"minutes": 5, "reason": "Mất điện"})
    assert inh.get(url("attempt", attempt)).status_code == 200
    Attempt.objects.update(deadline_at=clock.now() - 5 * MINUTE)
    close_expired(clock.now())
    now = make.ms(clock.now())
    sent = make.post_save(
        inh, attempt, world.inh.person.account, seq=3,
        answers=make.right_answers(test), client_ms=now, at_ms=now - 6 * 60_000,
    )  # fmt: skip
    assert sent.json()["reason"] == "waited_offline"
    page = text(mai.get(url("sheet", attempt)))
    assert "chờ mạng" in page
    mai.post(url("late", attempt), {"do": "keep", "reason": "Mất sóng thật"})
    attempt.refresh_from_db()
    assert attempt.mark == 10
    assert "Mất sóng thật" in text(mai.get(url("sheet", attempt)))


def test_from_bank_to_test(world, mai):
    mai.post(url("banks"), {"name": "Toán 7", "subject": world.toan.pk, "grade": 7})
    bank = world.mai.person.account.item_banks.get()
    rows = [{"key": f"k{n}", "format": n, **make.RAW[n]} for n in make.RAW]
    file = SimpleUploadedFile("cau.json", json.dumps({"items": rows}).encode())
    page = mai.post(url("import", bank), {"file": file, "dry_run": "on"})
    assert "3 câu mới" in text(page)
    assert bank.items.count() == 0
    file.seek(0)
    mai.post(url("import", bank), {"file": file})
    assert bank.items.count() == 3
    typed = {
        "key": "tu-soan", "stem": "2 + 2 = ?", "lines": "3\n* 4\n5\n6", "level": "biet",
        "state": "active", "explanation": "", "outcome": "",
    }  # fmt: skip
    page = mai.post(url("new_item", bank, "choice"), {**typed, "lines": "3\n4"})
    assert "đáp án đúng" in text(page)
    mai.post(url("new_item", bank, "choice"), typed)
    item = Item.objects.get(key="tu-soan")
    assert item.document["right"] == 1
    mai.post(url("item", item), {**typed, "stem": "2 + 3 = ?"})
    item.refresh_from_db()
    assert item.version == 2
    page = mai.get(url("new_paper") + f"?mon={world.toan.code}&khoi=7")
    assert "2 + 3 = ?" in text(page)
    by = {i.format: i.pk for i in Item.objects.all()}
    paper = {
        "title": "Đề 15 phút", "decimals": 1, "ladder": "0", "points_choice": "4",
        "points_true_false": "3", "points_short": "3",
        "items_choice": by["choice"], "items_true_false": by["true_false"],
    }  # fmt: skip
    mai.post(url("new_paper") + f"?mon={world.toan.code}&khoi=7", paper)
    made = Paper.objects.get()
    opens = clock.now()
    when = {"opens_at": opens.strftime("%Y-%m-%dT%H:%M"),
            "closes_at": (opens + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")}  # fmt: skip
    form = {"title": "Đề 15 phút", "school_class": world.c7a.pk, "minutes": 15,
            "release": "submitted", "shuffled": "on", "kind": "final", **when}  # fmt: skip
    page = mai.post(url("give", made), form)
    assert "TT 09/2021" in text(page)
    page = mai.post(url("give", made), {**form, "kind": "regular"}, follow=True)
    test = Test.objects.get()
    assert page.redirect_chain[-1][0] == url("follow", test)
    assert (test.minutes, test.forms, test.paper.snapshot["ladder"]) == (15, 4, False)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01", "không đọc được"),
        (b"[" * 5000, "không đọc được"),
        (b"[]", "không có câu hỏi nào"),
        (b'{"items": "x"}', "không có câu hỏi nào"),
        (b'[{"key": "a", "format": "choice", "stem": "", "options": []}]', "Câu 1 (a)"),
        (b'[{"key": "a", "format": "essay"}]', "Câu 1 (a)"),
        (b"[1]", "Câu 1"),
    ],
)
def test_a_bad_file_names_row_and_reason(world, mai, content, words):
    bank = make.bank(world.mai.person.account)
    file = SimpleUploadedFile("x.json", content)
    page = mai.post(url("import", bank), {"file": file})
    assert words in text(page)
    assert bank.items.count() == 0


def test_calling_off(test, mai, world):
    other = make.a_test(world.c7a, world.mai.person.account)
    mai.post(url("withdraw", other))
    assert not Test.objects.filter(pk=other.pk).exists()
    make.attempt(test, world.inh)
    mai.post(url("withdraw", test))
    assert Test.objects.filter(pk=test.pk).exists()


def test_a_set_test_is_collected_by_the_worker(test, world, run_tasks):
    attempt = make.attempt(test, world.inh)
    Attempt.objects.update(deadline_at=clock.now() - MINUTE)
    collect_test.enqueue(test.pk)
    run_tasks()
    attempt.refresh_from_db()
    assert attempt.state == "expired"


@pytest.mark.parametrize("page", ["follow", "results"])
def test_a_bigger_class_costs_no_more_queries(
    test, world, mai, page, django_assert_max_num_queries
):
    for who in (world.inh, world.dua):
        make.handed_in(test, who, {})
    mai.get(url(page, test))
    with CaptureQueriesContext(connection) as small:
        mai.get(url(page, test))
    for _ in range(6):
        make.handed_in(test, schools.learner(enrolled_in=world.c7a), {})
    with django_assert_max_num_queries(len(small)):
        mai.get(url(page, test))


def test_lists_cost_no_more_queries_for_more_tests(
    test, world, inh, mai, django_assert_max_num_queries
):
    for browser in (inh, mai):
        browser.get(url("index"))
    counts = []
    for browser in (inh, mai):
        with CaptureQueriesContext(connection) as seen:
            browser.get(url("index"))
        counts.append(len(seen))
    for _ in range(4):
        make.handed_in(make.a_test(world.c7a, world.mai.person.account), world.inh, {})
    for browser, count in zip((inh, mai), counts, strict=True):
        with django_assert_max_num_queries(count):
            browser.get(url("index"))
