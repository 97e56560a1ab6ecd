"""A pasted timetable."""

import pytest

from schools.rules.tables import split_pasted
from schools.rules.timetable_grid import read_grid

SUBJECTS = {"toan": "TOAN", "ngu van": "VAN", "van": "VAN", "khtn": "KHTN"}
GRID = """Buổi\tTiết\tThứ 2\tThứ 3\tThứ Tư
Sáng\t1\tChào cờ\tToán\tNgữ văn
\t2\tToán\tKHTN (Sùng)\t
Chiều\t1\tSHL\t-\tVăn"""


def read(text):
    return read_grid(split_pasted(text), SUBJECTS, "HDTN")


def test_a_grid_becomes_slots():
    grid = read(GRID)
    assert grid.problems == ()
    found = {
        (s.weekday, s.session, s.period): (s.subject, s.teacher, s.activity)
        for s in grid.slots
    }
    assert found == {
        (1, "morning", 1): ("HDTN", "", "Chào cờ"),
        (2, "morning", 1): ("TOAN", "", ""),
        (3, "morning", 1): ("VAN", "", ""),
        (1, "morning", 2): ("TOAN", "", ""),
        (2, "morning", 2): ("KHTN", "Sùng", ""),
        (1, "afternoon", 1): ("HDTN", "", "Sinh hoạt lớp"),
        (3, "afternoon", 1): ("VAN", "", ""),
    }


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "empty", 0, ""),
        ("a\tb\nc\td", "no_days", 0, ""),
        ("Tiết\tThứ 2\tThứ 3\n1\tToán\tLa tinh", "unknown_subject", 2, "Thứ 3"),
        ("Tiết\tThứ 2\tThứ 3\n1\tToán\t=A1", "formula", 2, "Thứ 3"),
        ("Tiết\tThứ 2\tThứ 3\n9\tToán\tToán", "bad_period", 2, ""),
        ("Tiết\tThứ 2\tThứ 3\n1\tToán\tToán\n1\tToán\t", "repeated_period", 0, ""),
        ("Tiết\tThứ 2\tThứ 3\n1\t\t", "no_slots", 0, ""),
        ("Tiết\tThứ 2\tThứ 3\n" * 40, "too_many_rows", 0, ""),
    ],
)
def test_problems_name_their_place(text, code, line, column):
    problem = read(text).problems[0]
    assert (problem.code, problem.line, problem.column) == (code, line, column)


def test_there_is_no_sunday():
    assert read("Tiết\tThứ 7\tChủ nhật\tThứ 2\n1\tToán\tToán\tVăn").slots[
        -1
    ].weekday in (
        1,
        6,
    )
