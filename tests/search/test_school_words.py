"""Subjects and grades understood in a query."""

import pytest

from search.analysis.school_words import hints
from search.analysis.text import words
from search.query import read


def meant(text):
    found = [one.hint for one in hints([one.folded for one in words(text)])]
    subjects = {code for hint in found for code in hint.subjects}
    grades = {hint.grade for hint in found if hint.grade}
    return subjects, grades


@pytest.mark.parametrize(
    ("text", "subjects", "grades"),
    [
        ("toan 6 phan so", {"TOAN"}, {6}),
        ("Toán lớp 6", {"TOAN"}, {6}),
        ("lớp 7", set(), {7}),
        ("khối 12 đề thi", set(), {12}),
        ("đề cuối kì lí 11", {"VL"}, {11}),
        ("vật lý 10", {"VL"}, {10}),
        ("hoá 8", {"HH", "KHTN"}, {8}),
        ("môn sử", {"LS", "LSDL"}, set()),
        ("Lịch sử và Địa lí 5", {"LSDL"}, {5}),
        ("toan6", {"TOAN"}, {6}),
        ("lop7 tam giac", set(), {7}),
        ("khoa học tự nhiên 7", {"KHTN"}, {7}),
        ("ngữ văn", {"VAN"}, set()),
        # everyday words that only look like subjects and grades
        ("hoa hồng", set(), set()),
        ("ánh sáng", set(), set()),
        ("lí do", set(), set()),
        ("bài 7", set(), set()),
        ("lớp 13", set(), set()),
        ("lớp học", set(), set()),
        ("lop ²", set(), set()),
        ("", set(), set()),
    ],
)
def test_hints(text, subjects, grades):
    assert meant(text) == (subjects, grades)


def test_hints_are_not_words_that_must_be_there():
    assert [one.folded for one in read("toan 6 phan so").wanted] == ["phan", "so"]
    assert [one.folded for one in read("đề cuối kì lí 11").wanted] == [
        "de",
        "cuoi",
        "ki",
    ]


def test_joining_words_are_left_out_only_with_their_tones():
    assert [one.exact for one in read("cộng và trừ").wanted] == [
        one.exact for one in words("cộng trừ")
    ]
    assert [one.folded for one in read("va cham").wanted] == ["va", "cham"]
    assert [one.folded for one in read("và").wanted] == ["va"]
