"""The attendance table on a phone, with a correction."""

import datetime

from django.utils import timezone
from playwright.sync_api import expect

from live.past import record_past_lesson
from tests.factories import live as make


def test_the_teacher_reads_and_corrects_attendance(page_as, people, axe_clean, look):
    room = record_past_lesson(
        make.room(people),
        [],
        started_at=timezone.now() - datetime.timedelta(hours=1),
        length=datetime.timedelta(minutes=10),
        present={people.inh.person.account: (0.0, 1.0)},
    )
    page = page_as(people.mai.person.account)
    page.goto(f"/truc-tuyen/{room.uuid}/diem-danh/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("Sửa điểm danh: Vàng A Dua").click()
    row = page.get_by_role("row").filter(has_text="Vàng A Dua")
    row.get_by_label("Lí do").fill("Mất điện, em học cùng bạn Inh")
    row.get_by_label("Điểm danh", exact=True).select_option("present")
    axe_clean(page)
    row.get_by_role("button", name="Lưu").click()
    expect(row).to_contain_text("đã sửa: Mất điện")
    look(page, "live-attendance")
    assert page.problems == []
