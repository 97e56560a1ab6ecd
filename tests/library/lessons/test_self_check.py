"""Answers a pupil may type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.lessons.self_check import Option, Question, as_number, judge

NUMBER = Question("number", "0,5 | 1/2", (), "Đúng", "Chưa")
TEXT = Question("text", "oxygen | khí oxygen", (), "Đúng", "Chưa")
CHOICE = Question(
    "choice",
    "",
    (Option("a", False, "Không"), Option("b", True, "Vâng")),
    "Đúng",
    "Chưa",
)


@pytest.mark.parametrize(
    "given_", ["0,5", "0.5", " 1/2 ", "0,50", "+0,5", "2/4", "0,5°"]
)
def test_numbers_that_are_right(given_):
    assert judge(NUMBER, given_).right


@pytest.mark.parametrize("given_", ["5", "0,51", "-0,5", "−1/2"])
def test_numbers_that_are_wrong(given_):
    verdict = judge(NUMBER, given_)
    assert verdict.understood
    assert not verdict.right
    assert verdict.feedback == "Chưa"


@pytest.mark.parametrize(
    "given_", ["", "  ", "một nửa", "1/0", "0,5,5", "9" * 400, "1e9"]
)
def test_what_is_no_number_is_asked_for_again(given_):
    assert not judge(NUMBER, given_).understood


@pytest.mark.parametrize(
    "given_", ["oxygen", " OXYGEN. ", "Khí  oxygen", "khi\u0301 oxygen"]
)
def test_words_that_are_right(given_):
    assert judge(TEXT, given_).right


def test_words_that_are_wrong_and_choices():
    assert not judge(TEXT, "nitơ").right
    assert judge(CHOICE, "1").right
    assert judge(CHOICE, "1").detail == "Vâng"
    assert not judge(CHOICE, "0").right
    for odd in ("2", "-1", "x", "٣٣٣٣", "1" * 50):
        assert not judge(CHOICE, odd).understood


@given(st.text(max_size=50))
def test_no_answer_breaks_it(given_):
    for question in (NUMBER, TEXT, CHOICE):
        judge(question, given_)


@given(st.integers(-(10**6), 10**6), st.integers(0, 999))
def test_comma_and_point_are_the_same(whole, part):
    assert as_number(f"{whole},{part}") == as_number(f"{whole}.{part}")
