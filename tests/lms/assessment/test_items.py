"""Each item format: what it accepts, what it refuses, what it scores."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.items import FORMATS, ItemError, format_of, parse_item
from lms.assessment.items.short import normal, typed
from tests.lms.assessment.papers import RAW


@pytest.mark.parametrize("name", FORMATS)
def test_a_clean_document_parses_to_itself(name):
    document = parse_item(name, RAW[name])
    assert parse_item(name, document) == document


BAD = [
    ("choice", {"stem": ""}, "stem", "missing"),
    ("choice", {"stem": 3}, "stem", "not_text"),
    ("choice", {"stem": "x" * 4001}, "stem", "too_long"),
    ("choice", {"stem": "a\x00b"}, "stem", "control_character"),
    ("choice", {"options": "ABCD"}, "options", "not_list"),
    ("choice", {"options": ["a"]}, "options", "too_few"),
    ("choice", {"options": list("abcdefg")}, "options", "too_many"),
    ("choice", {"options": ["a", "b", " a", "c"]}, "options", "repeated"),
    ("choice", {"options": ["a", "", "b", "c"]}, "options[1]", "missing"),
    ("choice", {"options": ["a", {}, "b", "c"]}, "options[1]", "not_text"),
    ("choice", {"right": "E"}, "right", "no_right_option"),
    ("choice", {"right": 4}, "right", "no_right_option"),
    ("choice", {"right": -1}, "right", "no_right_option"),
    ("choice", {"right": True}, "right", "no_right_option"),
    ("choice", {"right": None}, "right", "no_right_option"),
    ("true_false", {"statements": ["a", "b", "c"]}, "statements", "too_few"),
    ("true_false", {"statements": list("abcde")}, "statements", "too_many"),
    ("true_false", {"answer": [True, False, True]}, "statements[3]", "not_truth"),
    ("true_false", {"answer": ["Đ", "S", "?", "S"]}, "statements[2]", "not_truth"),
    (
        "true_false",
        {"statements": [{"text": "a", "right": 1}] * 4},
        "statements[0]",
        "not_truth",
    ),
    ("short", {"answer": []}, "answer", "too_few"),
    ("short", {"answer": ["12345"]}, "answer[0]", "too_long"),
    ("short", {"answer": ["1", " "]}, "answer[1]", "missing"),
    ("short", {"answer": [0.5]}, "answer[0]", "not_text"),
    ("short", {"answer": "5"}, "answer", "not_list"),
]


@pytest.mark.parametrize(("name", "change", "place", "reason"), BAD)
def test_a_bad_document_names_its_place_and_reason(name, change, place, reason):
    with pytest.raises(ItemError) as error:
        parse_item(name, RAW[name] | change)
    assert (error.value.place, error.value.reason) == (place, reason)


@pytest.mark.parametrize("name", ["essay", "", None, ["choice"], "__class__"])
def test_unknown_format(name):
    with pytest.raises(ItemError):
        format_of(name)


def test_statements_may_be_judged_beside_or_inside():
    inside = [
        {"text": t, "right": r}
        for t, r in zip(
            RAW["true_false"]["statements"], ["Đ", "s", "đúng", "Sai"], strict=True
        )
    ]
    beside = parse_item("true_false", RAW["true_false"])
    assert (
        parse_item("true_false", {"stem": "Cho số 12.", "statements": inside}) == beside
    )


SAME = [
    ("0,5", "0.5"), ("0,5", "0٫5"), ("0,5", ",5"), ("0,5", "00,5"), ("0,5", "0,50"),
    ("0,5", " 0 , 5 "), ("0,5", "\u00a00,5\u202f"), ("0,5", "0\u200b,5"), ("5", "05"), ("5", "5,0"),
    ("5", "+5"), ("-5", "−5"), ("-5", "–5"), ("-5", "－５"), ("-5", "\u2011 5"), ("12", "１２"),
    ("12", "١٢"), ("12", "१२"), ("0", "-0"), ("0", "0,0"), ("0", "000"), ("-1,2", "-1.2"), ("2", "2,"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "answer"), SAME)
def test_short_answers_that_are_the_same_number(key, answer):
    document = parse_item("short", RAW["short"] | {"answer": [key]})
    assert FORMATS["short"].score(document, {"": answer}, Decimal(1), True).earned == 1


OTHER = [
    ("0,5", "5"), ("0,5", "-0,5"), ("0,5", "0,05"), ("5", "50"), ("5", ""), ("5", "--5"), ("5", "5-"),
    ("12", "1,2"), ("0,5", "½"), ("0,5", "1/2"), ("1", "1,000"), ("5", "5,,"), ("0", "-"), ("0", ","),
]  # fmt: skip


@pytest.mark.parametrize(("key", "answer"), OTHER)
def test_short_answers_that_differ(key, answer):
    document = parse_item("short", RAW["short"] | {"answer": [key]})
    assert FORMATS["short"].score(document, {"": answer}, Decimal(1), True).earned == 0


def test_more_than_four_characters_are_never_right():
    document = parse_item("short", RAW["short"] | {"answer": ["1"]})
    assert FORMATS["short"].score(document, {"": "00001"}, Decimal(1), True).earned == 0


def test_several_forms_and_exact_forms():
    document = parse_item("short", RAW["short"] | {"answer": ["2,50"], "exact": True})
    score = FORMATS["short"].score
    assert score(document, {"": "2.50"}, Decimal(1), True).earned == 1
    assert score(document, {"": "2,5"}, Decimal(1), True).earned == 0
    either = parse_item("short", RAW["short"] | {"answer": ["1,7", "1,73"]})
    assert score(either, {"": "1,73"}, Decimal(1), True).earned == 1


@given(st.text("0123456789-−–+,.٫ \u00a0\u200b１٢½²áA", max_size=8))
def test_normalising_twice_is_normalising_once(text):
    assert normal(normal(text)) == normal(text)
    assert typed(typed(text)) == typed(text)


@given(st.decimals(min_value=-99, max_value=999, places=1))
def test_every_number_equals_itself_as_vietnamese_and_english_write_it(number):
    assert normal(str(number)) == normal(str(number).replace(".", ","))


@pytest.mark.parametrize(
    ("name", "suffix", "value", "kept"),
    [
        ("choice", "", "3", "3"), ("choice", "", "4", None), ("choice", "", "-1", None),
        ("choice", "", "", ""), ("true_false", ".0", "1", "1"), ("true_false", ".0", "Đ", None),
        ("short", "", "x" * 25, None), ("short", "", "1\n2", "12"),
    ],
)  # fmt: skip
def test_only_answers_the_item_knows_are_kept(name, suffix, value, kept):
    document = parse_item(name, RAW[name])
    assert FORMATS[name].clean(document, suffix, value) == kept


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_rendered_does_not_tell_the_key(name):
    kind = FORMATS[name]
    one = parse_item(name, RAW[name] | {"explanation": "vì thế"})
    other = {
        "choice": {"right": "D"},
        "true_false": {"answer": [False] * 4},
        "short": {"answer": ["7"]},
    }[name]
    two = parse_item(name, RAW[name] | other)
    order = kind.shuffle(one, "x")
    assert kind.render(one, order, {}) == kind.render(two, order, {})


def test_fixed_options_stay_in_place():
    document = parse_item("choice", RAW["choice"] | {"fixed": True})
    assert FORMATS["choice"].shuffle(document, "any") == [0, 1, 2, 3]
