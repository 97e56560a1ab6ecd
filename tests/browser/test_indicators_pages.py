"""The share's pages in a real browser: every page looked at, on phone and desktop."""

from decimal import Decimal

import pytest

from lms.indicators.models import ReplacementDecision
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import indicators as on
from tests.factories import schools as make

SUBJECTS = (
    ("NGUVAN", "Ngữ văn", 1),
    ("TOAN", "Toán", 2),
    ("NGOAINGU1", "Ngoại ngữ 1 (Tiếng Anh)", 3),
    ("KHTN", "Khoa học tự nhiên", 4),
    ("LSDL", "Lịch sử và Địa lí", 5),
)


@pytest.fixture
def tree(site):
    """A province at work: lessons taught live, assigned, tests, some in doubt."""
    tree = on.tree()
    classes = tree.classes
    classes["9A"] = make.school_class(tree.lower, "9A", 9)
    tree.toan.position = 2
    tree.toan.save()
    for code, name, position in SUBJECTS:
        subject = make.subject(code, name, position=position)
        for each in ("7A", "7B"):
            if subject != tree.toan:
                tree.plans[each, code] = on.dated_plan(classes[each], subject)
    on.pupils(classes["7A"], 4)
    tree.leader = make.leader(tree.lower)
    tree.officer = on.officer(tree.commune, "commune")
    tree.province_officer = on.officer(tree.province, "province")

    def add(key, number, title, **fields):
        plan = tree.plans[key]
        return on.evidence(on.period(plan, number), tree.teacher, title, **fields)

    half = {
        "mode": on.Mode.SUPPORTS,
        "fraction": Decimal("0.5"),
        "kind": on.Kind.LESSON,
    }
    tree.row = add("7A", 40, "Luỹ thừa của một số hữu tỉ", minutes=Decimal(40))
    add("7A", 38, "Thứ tự thực hiện các phép tính", **half)
    add(
        "7A",
        36,
        "Kiểm tra 15 phút: Luỹ thừa",
        kind=on.Kind.TEST,
        mode=on.Mode.SUPPORTS,
        fraction=Decimal("0.33"),
        minutes=Decimal(15),
    )
    for n in (2, 6, 10, 14):
        add(("7A", "KHTN"), n, f"Thí nghiệm {n}: tính chất của nước")
        add(("7B", "NGUVAN"), n, f"Đọc hiểu văn bản {n}", **half)
    tree.doubt = add(
        "7A",
        41,
        "Làm quen với số thập phân vô hạn tuần hoàn và căn bậc hai số học",
        participants=11,
    )
    add("7A", 42, "Luyện tập chung", minutes=Decimal(12))
    add("7A", 43, "Bài tập thêm cuối tuần", mode=on.Mode.BEYOND)
    add("3A", 5, "Bảng nhân 7", **half)
    add("8A", 5, "Hằng đẳng thức đáng nhớ")
    ReplacementDecision.objects.create(
        school=tree.lower,
        number="45/QĐ-THCSNH",
        decided_on=make.START,
        valid_from=make.START,
        valid_to=on.TODAY,
        recorded_by=tree.leader,
        cause="Mưa lũ, đường vào trường bị chia cắt",
    )
    return tree  # fmt: skip


def pages(tree):
    """Every page of the slice: (name, who looks, address)."""
    base = "/bao-cao/ti-trong/"
    school, class_7a = tree.lower.uuid, tree.classes["7A"].uuid
    return [
        ("school", tree.leader, base),
        ("school-week", tree.leader, f"{base}?tuan=4"),
        ("commune", tree.officer, base),
        ("province", tree.province_officer, base),
        ("teacher", tree.teacher, base),
        ("class", tree.leader, f"{base}lop/{class_7a}/"),
        ("class-subject", tree.leader, f"{base}lop/{class_7a}/?mon=KHTN"),
        ("rows", tree.leader, f"{base}{school}/minh-chung/"),
        ("evidence", tree.teacher, f"{base}minh-chung/{tree.row.uuid}/"),
        ("doubt", tree.teacher, f"{base}minh-chung/{tree.doubt.uuid}/"),
        ("doubtful", tree.leader, f"{base}{school}/can-xem-lai/"),
        ("method", tree.teacher, f"{base}cach-tinh/"),
        ("decision", tree.leader, f"{base}{school}/quyet-dinh/"),
        ("classpage", tree.teacher, f"/lop-hoc/{class_7a}/"),
    ]


def test_every_page_is_clean_fits_a_phone_and_is_photographed(
    tree, page_as, axe_clean, look
):
    for name, who, url in pages(tree):
        page = page_as(who)
        assert page.goto(url).status == 200
        axe_clean(page)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], (name, width)
        page.set_viewport_size(PHONE)
        look(page, f"indicators-{name}")
        assert page.problems == []
        page.context.close()


def test_dark_pages_keep_their_contrast(tree, page_as, axe_clean):
    for name, who, url in pages(tree):
        if name in {"school", "class", "evidence", "doubtful"}:
            page = page_as(who, viewport=DESKTOP, color_scheme="dark")
            page.goto(url)
            axe_clean(page)
            page.context.close()


def test_a_leader_goes_from_the_figure_to_the_evidence_in_two_clicks(tree, page_as):
    page = page_as(tree.leader)
    page.goto("/bao-cao/ti-trong/")
    page.get_by_role("link", name="tiết đã dạy").click()
    page.get_by_role("link", name="Luỹ thừa của một số hữu tỉ", exact=True).click()
    assert "Được tính là một tiết trực tuyến." in page.locator("main").inner_text()


def test_a_week_is_chosen_without_scripts(tree, page_as):
    page = page_as(tree.leader, java_script_enabled=False)
    page.goto("/bao-cao/ti-trong/")
    page.get_by_label("Tính đến").select_option("2")
    page.get_by_role("button", name="Xem").click()
    assert "đến hết tuần 2" in page.locator("main").inner_text()
    page.get_by_role("link", name="7A", exact=True).click()
    assert "đến hết tuần 2" in page.locator("main").inner_text()


def test_the_workbook_is_downloaded(tree, page_as):
    page = page_as(tree.leader, viewport=DESKTOP)
    page.goto("/bao-cao/ti-trong/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải Excel").click()
    assert taken.value.suggested_filename.endswith(".xlsx")


def test_a_decision_is_recorded_and_a_wrong_one_explained(tree, page_as, axe_clean):
    page = page_as(tree.leader)
    page.goto(f"/bao-cao/ti-trong/{tree.lower.uuid}/quyet-dinh/")
    page.get_by_label("Số", exact=True).fill("52/QĐ-THCSNH")
    page.get_by_label("Ngày quyết định").fill("2026-11-20")
    page.get_by_label("Từ ngày").fill("2026-11-23")
    page.get_by_label("Đến ngày").fill("2026-11-20")
    page.get_by_label("Lí do").fill("Rét hại")
    page.get_by_role("button", name="Ghi quyết định").click()
    assert "Ngày cuối trước ngày đầu." in page.locator("main").inner_text()
    assert page.get_by_label("Lí do").input_value() == "Rét hại"
    axe_clean(page)
    page.get_by_label("Đến ngày").fill("2026-11-27")
    page.get_by_role("button", name="Ghi quyết định").click()
    assert page.get_by_role("status").inner_text() == "Đã ghi quyết định."
    assert "Quyết định số 52/QĐ-THCSNH" in page.locator("main").inner_text()
