"""A pasted class list, row by row."""

import datetime

import pytest

from schools.rules.class_list import read_class_list
from schools.rules.tables import split_pasted

TODAY = datetime.date(2026, 11, 23)
HEADER = "STT\tHọ và tên\tNgày sinh\tGiới tính\tDân tộc\tSố định danh"


def read(*lines, header=HEADER, **options):
    return read_class_list(
        split_pasted("\n".join([header, *lines])), today=TODAY, **options
    )


def codes(row):
    return [(p.code, p.column) for p in row.errors]


def test_a_good_row():
    row = read("1\tLò Thị Inh\t2/3/2014\tNữ\tThái\t011314000123").rows[0]
    assert row.errors == row.warnings == ()
    assert (row.full_name, row.birth_date, row.sex, row.ethnicity) == (
        "Lò Thị Inh",
        datetime.date(2014, 3, 2),
        2,
        "Thái",
    )
    assert (row.line, row.national_id) == (2, "011314000123")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1\t\t2/3/2014\tNữ", ("no_name", "full_name")),
        ("1\t<b>Inh</b>\t2/3/2014\tNữ", ("not_a_name", "full_name")),
        ("1\tLò Thị 1nh\t2/3/2014\tNữ", ("not_a_name", "full_name")),
        ("1\tInh\t2/3/2014\tNữ", ("one_word_name", "full_name")),
        ("1\t=CMD|'x'!A1\t2/3/2014\tNữ", ("formula", "full_name")),
        ("1\tLò Thị Inh\t=TODAY()\tNữ", ("formula", "birth_date")),
        ("1\tLò Thị Inh\t30/2/2014\tNữ", ("bad_date", "birth_date")),
        ("1\tLò Thị Inh\t2/3/14\tNữ", ("bad_date", "birth_date")),
        ("1\tLò Thị Inh\t2/3/1950\tNữ", ("strange_age", "birth_date")),
        ("1\tLò Thị Inh\t2/3/2026\tNữ", ("strange_age", "birth_date")),
        ("1\tLò Thị Inh\t2/3/2014\tcó", ("bad_sex", "sex")),
        ("1\tLò Thị Inh\t2/3/2014\tNam\tThái\t011314000123", ("sex", "national_id")),
        (
            "1\tLò Thị Inh\t2/3/2013\tNữ\tThái\t011314000123",
            ("birth_year", "national_id"),
        ),
        (
            "1\tLò Thị Inh\t2/3/2014\tNữ\tThái\t11314000123",
            ("lost_zero", "national_id"),
        ),
        (
            "1\tLò Thị Inh\t2/3/2014\tNữ\tThái\t1.1314E+10",
            ("not_digits", "national_id"),
        ),
        ("1\t" + "A" * 300 + " B\t2/3/2014\tNữ", ("too_long", "full_name")),
    ],
)
def test_a_bad_row_names_place_and_reason(line, expected):
    assert codes(read(line).rows[0]) == [expected]


def test_the_lost_zero_comes_back_only_when_accepted():
    line = "1\tLò Thị Inh\t41700\tNữ\tThái\t11314000123"
    refused = read(line).rows[0]
    assert refused.suggestion == "011314000123"
    accepted = read(line, add_zero={2}).rows[0]
    assert accepted.errors == ()
    assert accepted.national_id == "011314000123"


def test_rows_that_repeat_an_earlier_one_say_which():
    result = read(
        "1\tLò Thị Inh\t2/3/2014\tNữ",
        "2\tVàng A Dua\t5/6/2014\tNam",
        "3\tLò Thị Inh\t2/3/2014\tNữ",
    )
    assert [[(p.code, p.value) for p in r.errors] for r in result.rows] == [
        [],
        [],
        [("repeated", "2")],
    ]


def test_two_people_of_one_name_and_different_birth_dates_are_two():
    result = read("1\tLò Thị Inh\t2/3/2014\tNữ", "2\tLò Thị Inh\t3/3/2014\tNữ")
    assert all(row.errors == () for row in result.rows)


@pytest.mark.parametrize(
    "header",
    [
        "TT\tHọ và tên học sinh\tNgày, tháng, năm sinh\tGiới tính",
        "Số TT\tHỌ VÀ TÊN\tNGÀY SINH\tGT",
        "stt\thọ tên\tngay sinh\tNam/Nữ",
    ],
)
def test_headers_as_schools_write_them(header):
    row = read("1\tLÒ THỊ INH\t2/3/2014\tnữ", header=header).rows[0]
    assert row.errors == ()
    assert (row.full_name, row.sex) == ("Lò Thị Inh", 2)


def test_family_and_given_name_in_two_columns_and_a_tick_for_girls():
    header = "STT\tHọ và tên đệm\tTên\tNgày sinh\tNữ"
    result = read(
        "1\tLò Thị\tInh\t2/3/2014\tx", "2\tVàng A\tDua\t2/3/2014\t", header=header
    )
    assert [(r.full_name, r.sex) for r in result.rows] == [
        ("Lò Thị Inh", 2),
        ("Vàng A Dua", 1),
    ]


def test_a_title_above_the_header_is_skipped_and_lines_keep_their_number():
    table = split_pasted(f"DANH SÁCH LỚP 7A\n\n{HEADER}\n1\tLò Thị Inh\t2/3/2014\tNữ")
    result = read_class_list(table, today=TODAY)
    assert [row.line for row in result.rows] == [4]


def test_names_alone_need_no_header():
    table = split_pasted("Lò Thị Inh\nVàng A Dua")
    assert len(read_class_list(table, today=TODAY).rows) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\n\t\n", "empty"),
        ("a\tb\tc\nd\te\tf", "no_header"),
        (HEADER, "no_rows"),
        ("\n".join([HEADER] + ["1\tLò Thị Inh"] * 10_000), "too_many_rows"),
        ("\t".join(["x"] * 500), "too_many_columns"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(text, code):
    result = read_class_list(split_pasted(text), today=TODAY)
    assert result.refused is not None
    assert result.refused.code == code
    assert result.rows == ()


def test_columns_nobody_asked_for_are_named():
    result = read("1\tLò Thị Inh\t2/3/2014\t0912", header="STT\tHọ tên\tNgày sinh\tSĐT")
    assert result.unknown_columns == ("SĐT",)
