"""A homeroom teacher pastes a class and prints its slips; the office's pages."""

import pytest

from schools.permissions import may_manage_school
from tests.browser.conftest import DESKTOP, SCREENSHOTS
from tests.factories import schools as make

LIST = (
    "STT\tHọ và tên\tNgày sinh\tGiới tính\tDân tộc\tSố định danh\n"
    "1\tLường Văn Tỉnh\t5/6/2014\tNam\tThái\t11214000456\n"
    "2\tGiàng Thị Sua\t2/3/2014\tNữ\tMông\t\n"
    "3\tCà Thị Ánh\t31/2/2014\tNữ\tKhơ Mú\t\n"
)


@pytest.mark.parametrize("scripts", [True, False])
def test_paste_a_class_and_print_its_slips(people, page_as, axe_clean, look, scripts):
    page = page_as(
        people.mai.person.account, viewport=DESKTOP, java_script_enabled=scripts
    )
    page.goto(f"/nha-truong/lop/{people.c7a.uuid}/")
    page.get_by_role("link", name="Dán từ Excel").click()
    page.get_by_label("Dán từ Excel").fill(LIST)
    page.get_by_role("button", name="Kiểm tra danh sách").click()
    assert "2 sai" in page.get_by_role("status").inner_text()
    assert page.get_by_role("button", name="Lưu danh sách").count() == 0
    if scripts:
        axe_clean(page)
        look(page, "schools-paste-wrong")
    page.get_by_label("Dán từ Excel").fill(LIST.replace("31/2/2014", "30/6/2014"))
    page.get_by_role("button", name="Kiểm tra danh sách").click()
    page.get_by_label("Thêm lại số 0: 011214000456").check()
    page.get_by_role("button", name="Kiểm tra lại với các số 0 đã chọn").click()
    assert "3 mới" in page.get_by_role("status").inner_text()
    if scripts:
        axe_clean(page)
        look(page, "schools-paste-good")
    page.get_by_role("button", name="Lưu danh sách").click()
    assert "3 tài khoản mới" in page.get_by_role("status").inner_text()
    if scripts:
        axe_clean(page)
        look(page, "schools-slips-choose")
    page.get_by_role("button", name="Tạo phiếu để in").click()
    slips = page.locator(".slip")
    assert slips.count() == 5
    assert slips.nth(0).locator("svg.qr").count() == 1
    assert "Cà Thị Ánh" in slips.nth(0).inner_text()
    if scripts:
        assert page.get_by_role("button", name="In phiếu").is_visible()
        axe_clean(page)
        look(page, "schools-slips")
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="In phiếu").is_visible()
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert pdf.count(b"/Type /Page\n") == 1  # five slips: one sheet of A4
        (SCREENSHOTS / "schools-slips.pdf").write_bytes(pdf)
        assert not page.problems


def test_the_office_s_pages(people, page_as, axe_clean, look):
    make.head_of_team(people.mai, people.school, people.toan)
    assert may_manage_school(people.leader, people.school)
    page = page_as(people.leader, viewport=DESKTOP)
    school, c7a = people.school.uuid, people.c7a.uuid
    pages = {
        "school": f"{school}/",
        "teams": f"{school}/to-chuyen-mon/",
        "calendar": f"{school}/nam-hoc/",
        "roll-over": f"{school}/len-lop/",
        "add-class": f"{school}/lop/them/",
        "organisation": f"to-chuc/{school}/",
        "class-list": f"lop/{c7a}/",
        "teaching": f"lop/{c7a}/phan-cong/",
        "homeroom": f"lop/{c7a}/chu-nhiem/",
        "timetable": f"lop/{c7a}/thoi-khoa-bieu/",
        "paste-timetable": f"lop/{c7a}/thoi-khoa-bieu/nhap/",
        "teacher-timetable": f"giao-vien/{people.mai.uuid}/thoi-khoa-bieu/",
        "learner": f"hoc-sinh/{people.inh.uuid}/",
        "identifier": f"hoc-sinh/{people.inh.uuid}/dinh-danh/",
        "move": f"hoc-sinh/{people.inh.uuid}/chuyen-lop/",
    }
    for name, path in pages.items():
        assert page.goto(f"/nha-truong/{path}").status == 200, name
        axe_clean(page)
        look(page, f"schools-{name}")
        page.set_viewport_size({"width": 360, "height": 760})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{name} scrolls sideways: {wide}"
        page.set_viewport_size(DESKTOP)
    assert not page.problems
