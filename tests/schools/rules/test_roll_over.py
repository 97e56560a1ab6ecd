"""Which class becomes which."""

import pytest

from schools.rules.roll_over import OldClass, plan


@pytest.mark.parametrize(
    ("name", "grade", "levels", "combined", "expected"),
    [
        ("6A", 6, ["THCS"], False, ("moves", "7A", 7)),
        ("9B", 9, ["THCS"], False, ("leaves", "", 0)),
        ("5A", 5, ["TH"], False, ("leaves", "", 0)),
        ("5A", 5, ["TH", "THCS"], False, ("moves", "6A", 6)),
        ("9A", 9, ["THCS", "THPT"], False, ("moves", "10A", 10)),
        ("10A12", 10, ["THPT"], False, ("moves", "11A12", 11)),
        ("12C", 12, ["THPT"], False, ("leaves", "", 0)),
        ("Lớp 7/1", 7, ["THCS"], False, ("moves", "Lớp 8/1", 8)),
        ("Hoa Ban", 3, ["TH"], False, ("moves", "Hoa Ban", 4)),
        ("Ghép 1+2", 1, ["TH"], True, ("by_hand", "", 0)),
    ],
)
def test_plan(name, grade, levels, combined, expected):
    step = plan([OldClass(1, name, grade, combined)], levels)[0]
    assert (step.what, step.new_name, step.new_grade) == expected


def test_a_class_that_moved_on_is_done():
    assert plan([OldClass(1, "6A", 6)], ["THCS"], {1})[0].what == "done"
