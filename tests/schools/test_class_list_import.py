"""Pasting a class: dry run first, then all or nothing; hostile input is refused."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schools.actions.national_ids import national_id_of, set_national_id
from schools.models import Account, Enrolment, Learner, Person
from schools.queries import class_members
from tests.factories import schools as make

HEADER = "STT\tHọ và tên\tNgày sinh\tGiới tính\tDân tộc\tSố định danh"
GOOD = [
    "1\tLường Văn Tỉnh\t5/6/2014\tNam\tThái\t011214000456",
    "2\tGiàng Thị Sua\t41700\tNữ\tMông\t",
    "3\tCÀ THỊ ÁNH\t12-9-2014\tNữ\tKhơ Mú\t",
]
LIST = "\n".join([HEADER, *GOOD])


@pytest.fixture(autouse=True)
def today(settings):
    settings.TODAY = "2026-11-23"


@pytest.fixture
def mai(world, signed_in):
    return signed_in(world.mai.person.account)


@pytest.fixture
def path(world):
    return reverse("schools:paste_list", args=[world.c7a.uuid])


def counts():
    return Person.objects.count(), Learner.objects.count(), Enrolment.objects.count()


def check(client, path, text, **more):
    return client.post(path, {"text": text, "do": "check", **more}).content.decode()


def write(client, path, text, **more):
    return client.post(path, {"text": text, "do": "write", **more})


def test_the_dry_run_says_what_each_line_does_and_writes_nothing(mai, path):
    before = counts()
    page = check(mai, path, LIST)
    assert "3 mới" in page
    assert "Cà Thị Ánh" in page
    assert "2/3/2014" in page  # Excel's 41700
    assert "Lưu danh sách" in page
    assert counts() == before


def test_saving_makes_people_places_and_accounts_and_offers_slips(mai, path, world):
    answer = write(mai, path, LIST)
    assert answer.url == reverse("schools:class_slips", args=[world.c7a.uuid])
    names = [learner.person.full_name for learner in class_members(world.c7a)]
    assert names == [
        "Cà Thị Ánh",
        "Vàng A Dua",
        "Lò Thị Inh",
        "Giàng Thị Sua",
        "Lường Văn Tỉnh",
    ]
    tinh = Person.objects.get(given_name="Tỉnh")
    assert national_id_of(tinh) == "011214000456"
    assert tinh.account.is_pupil
    assert tinh.account.username.isdigit()
    page = mai.get(answer.url).content.decode()
    assert "3 tài khoản mới" in page


def test_saving_twice_changes_nothing_more(mai, path):
    write(mai, path, LIST)
    before = counts()
    page = check(mai, path, LIST)
    assert "3 không đổi" in page
    write(mai, path, LIST)
    assert counts() == before


def test_one_wrong_line_keeps_all_from_being_saved(mai, path):
    before = counts()
    text = "\n".join([HEADER, *GOOD, "4\tHờ A Chua\t31/2/2014\tNam"])
    page = check(mai, path, text)
    assert "1 sai" in page
    assert "Ngày sinh: “31/2/2014” không phải ngày" in page
    assert 'value="write"' not in page
    assert write(mai, path, text).status_code == 200
    assert counts() == before
    assert not Account.objects.filter(person__given_name="Tỉnh").exists()


def test_the_eaten_zero_is_offered_and_put_back_on_demand_only(mai, path):
    text = f"{HEADER}\n1\tLường Văn Tỉnh\t5/6/2014\tNam\tThái\t11214000456"
    page = check(mai, path, text)
    assert "Thêm lại số 0: 011214000456" in page
    assert 'value="write"' not in page
    assert 'value="write"' in check(mai, path, text, add_zero="2")
    assert write(mai, path, text, add_zero="2").status_code == 302
    assert national_id_of(Person.objects.get(given_name="Tỉnh")) == "011214000456"


def test_a_known_learner_is_completed_not_doubled(mai, path, world):
    text = f"{HEADER}\n1\tLò Thị Inh\t2/3/2014\tNữ\tThái\t011314000123"
    assert "1 bổ sung" in check(mai, path, text)
    before = counts()
    write(mai, path, text)
    assert counts() == before
    inh = Person.objects.get(pk=world.inh.person_id)
    assert (inh.sex, inh.ethnicity, national_id_of(inh)) == (2, "Thái", "011314000123")


def test_a_learner_of_another_class_is_not_taken(mai, path):
    page = check(mai, path, f"{HEADER}\n1\tCà Văn An\t2/3/2014\tNam")
    assert "Đang học lớp 7B" in page


def test_a_number_of_somebody_else_does_not_say_whose(mai, path, world):
    elsewhere = make.learner("Hờ Thị Bí Mật", make.school_class(world.other, "7C"))
    set_national_id(elsewhere.person, "011314000123")
    text = f"{HEADER}\n1\tLò Thị Mới\t2/3/2014\tNữ\tThái\t011314000123"
    page = check(mai, path, text)
    assert "đã được ghi cho người khác" in page
    assert "Bí Mật" not in page


def test_a_learner_still_at_another_school_stays_there(mai, path, world):
    elsewhere = make.learner("Hờ Thị Say", make.school_class(world.other, "7C"))
    set_national_id(elsewhere.person, "011314000123")
    text = f"{HEADER}\n1\tHờ Thị Say\t2/3/2014\tNữ\tMông\t011314000123"
    page = check(mai, path, text)
    assert "Vẫn đang có tên ở trường khác" in page
    assert "Bản Lim" not in page


def test_a_learner_who_left_another_school_comes_with_the_old_record(mai, path, world):
    moved = make.learner("Hờ Thị Say", make.school_class(world.other, "7C"))
    set_national_id(moved.person, "011314000123")
    moved.enrolments.update(valid_to="2026-11-20")
    before = counts()
    text = f"{HEADER}\n1\tHờ Thị Say\t2/3/2014\tNữ\tMông\t011314000123"
    write(mai, path, text)
    assert moved in class_members(world.c7a)
    assert counts() == (before[0], before[1], before[2] + 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Chưa có gì ở đây"),
        ("   \n\t\n", "Chưa có gì ở đây"),
        ("một\thai\nba\tbốn", "Không thấy dòng tiêu đề"),
        (HEADER, "không có học sinh nào"),
        ("\n".join([HEADER] + ["1\tLò Thị Inh"] * 10_000), "quá dài"),
        ("\t".join(["x"] * 500), "quá nhiều cột"),
        (f'{HEADER}\n1\t=HYPERLINK("http://x")\t2/3/2014', "Ô chứa công thức"),
        (f"{HEADER}\n1\t<script>alert(1)</script>\t2/3/2014", "không phải họ tên"),
    ],
)
def test_lists_that_cannot_be_used_say_why(mai, path, text, says):
    before = counts()
    page = check(mai, path, text)
    assert says in page
    assert "<script>alert" not in page
    assert write(mai, path, text).status_code == 200
    assert counts() == before


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item, old.read(item))
        new.writestr(name, content)
    return out.getvalue()


HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh"]
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
)


def upload(client, path, name, raw):
    file = SimpleUploadedFile(name, raw)
    return client.post(path, {"file": file, "do": "check"}).content.decode()


def test_an_excel_file_is_read_with_dates_and_eaten_zeros(mai, path):

    raw = workbook(
        ["DANH SÁCH LỚP 7A"],
        [],
        HEAD,
        [1, "Lường Văn Tỉnh", datetime.date(2014, 6, 5), "Nam", "Thái", 11214000456],
        [2, "Giàng Thị Sua", "2/3/2014", "Nữ", "Mông", None],
    )
    page = upload(mai, path, "lop.xlsx", raw)
    assert "1 mới" in page
    assert "5/6/2014" in page
    assert "Thêm lại số 0: 011214000456" in page


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
def test_a_csv_file_is_read(mai, path, encoding):
    raw = LIST.replace("\t", ";").encode(encoding)
    assert "3 mới" in upload(mai, path, "lop.csv", raw)


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("lop.xlsx", lambda: b"PK\x03\x04 not a zip", "Không đọc được tệp"),
        ("lop.xlsx", lambda: workbook(HEAD)[:900], "Không đọc được tệp"),
        ("lop.xlsx", lambda: b"", "Đây không phải tệp"),
        ("lop.xls", lambda: b"\xd0\xcf\x11\xe0" + b"0" * 500, "Đây không phải tệp"),
        ("lop.pdf", lambda: b"%PDF-1.7", "Đây không phải tệp"),
        ("lop.csv", lambda: bytes(range(256)) * 20, "Đây không phải tệp"),
        ("lop.csv", lambda: b"a;b\n" * 200_000, "quá dài"),
        ("lop.csv", lambda: b"a" * 1_900_000, "Không thấy|quá lớn|Đây không phải"),
        (
            "lop.xlsx",
            lambda: with_part(workbook(HEAD), "xl/bomb.xml", b"0" * 60_000_000),
            "Tệp quá lớn",
        ),
        (
            "lop.xlsx",
            lambda: with_part(workbook(HEAD), SHEET, ENTITIES),
            "Không đọc được tệp",
        ),
        (
            "lop.xlsx",
            lambda: workbook(HEAD, *([n, f"Lò Thị {n}"] for n in range(10_000))),
            "quá dài",
        ),
        (
            "lop.xlsx",
            lambda: workbook(HEAD, [1, "=1+1", "2/3/2014", "Nam"]),
            "Ô chứa công thức",
        ),
    ],
)
def test_hostile_files_are_refused_with_a_reason(mai, path, name, raw, says):
    before = counts()
    page = upload(mai, path, name, raw())
    assert any(each in page for each in says.split("|"))
    assert counts() == before


def test_a_file_of_three_megabytes_is_refused(mai, path):
    page = upload(mai, path, "lop.csv", b"a;b;c\n" * 600_000)
    assert "Tệp quá lớn" in page


def test_thousands_of_formatted_empty_rows_do_no_harm(mai, path):
    rows = [[1, "Giàng Thị Sua", "2/3/2014", "Nữ"]] + [[None]] * 5_000
    assert "1 mới" in upload(mai, path, "lop.xlsx", workbook(HEAD, *rows))


def test_what_changed_since_the_dry_run_counts(mai, path, world):
    check(mai, path, LIST)
    tinh = make.learner("Ai Đó", make.school_class(world.other, "7C"))
    tinh.person.birth_date = None
    tinh.person.sex = 0
    set_national_id(tinh.person, "011214000456")
    answer = write(mai, path, LIST)
    assert answer.status_code == 200
    assert "đã được ghi cho người khác" in answer.content.decode()
    assert not Person.objects.filter(given_name="Sua").exists()


def test_a_subject_teacher_cannot_paste(world, signed_in, path):
    son = make.teacher("Lý Văn Sơn", school=world.school)
    make.assign(son, world.c7a)
    before = counts()
    assert write(signed_in(son.person.account), path, LIST).status_code == 403
    assert counts() == before


def test_in_a_combined_class_each_line_says_its_grade(world, signed_in):
    combined = make.school_class(world.school, "Ghép 6+7", 6, is_combined=True)
    path = reverse("schools:paste_list", args=[combined.uuid])
    text = "Họ và tên\tKhối\nSùng A Lử\t7\nSùng A Tủa\tLớp 6\nSùng A Vàng\t"
    write(signed_in(world.leader), path, text)
    places = Enrolment.objects.filter(school_class=combined).order_by("id")
    assert [row.grade for row in places] == [7, 6, 6]


def test_a_student_code_finds_the_learner_again(mai, path, world):
    moved = make.learner("Hờ Thị Say", make.school_class(world.other, "7C"))
    moved.enrolments.update(valid_to="2026-11-20")
    header = "Họ và tên\tNgày sinh\tMã học sinh\n"
    write(mai, path, f"{header}Hờ Thị Say\t2/3/2014\t{moved.code}")
    assert moved in class_members(world.c7a)
    page = check(mai, path, f"{header}Vàng A Khác\t2/3/2014\t{moved.code}")
    assert "Mã học sinh này đã được dùng" in page


def test_who_repeats_a_grade_comes_into_a_class_as_the_same_learner(
    world, office, signed_in
):
    """After the roll-over such a pupil is in no class; the new list brings them in."""
    Enrolment.objects.filter(learner=world.dua).update(
        valid_to="2026-11-20", reason="repeats"
    )
    born = world.dua.person.birth_date
    path = reverse("schools:paste_list", args=[world.c7b.uuid])
    line = f"1\t{world.dua.person.full_name}\t{born:%d/%m/%Y}\t\t\t"
    before = Person.objects.count()
    write(signed_in(office), path, f"{HEADER}\n{line}")
    assert Person.objects.count() == before
    place = Enrolment.objects.get(learner=world.dua, valid_to__isnull=True)
    assert place.school_class == world.c7b


def test_a_namesake_who_left_another_school_is_somebody_else(world, office, signed_in):
    left = make.learner(
        "Sùng Thị Máy", enrolled_in=make.school_class(world.other, "7A")
    )
    Enrolment.objects.filter(learner=left).update(valid_to="2026-11-20")
    path = reverse("schools:paste_list", args=[world.c7b.uuid])
    born = left.person.birth_date
    write(signed_in(office), path, f"{HEADER}\n1\tSùng Thị Máy\t{born:%d/%m/%Y}\t\t\t")
    assert Learner.objects.filter(person__given_name="Máy").count() == 2
