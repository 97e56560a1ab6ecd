"""Saves merge to the same document however they arrive."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.answers import (
    SaveError,
    answered_items,
    clean_fields,
    last_sequence,
    merge,
    receipt,
    values,
)
from tests.lms.assessment import papers

PAPER = papers.paper(
    papers.part(1, "choice", 2, "2"),
    papers.part(3, "true_false", 1, "4"),
    papers.part(4, "short", 1, "2"),
)
names = st.sampled_from(["q1", "q2", "q3.0", "q3.1", "q4"])
saves = st.lists(
    st.tuples(
        st.dictionaries(names, st.sampled_from(["", "0", "1", "2"]), max_size=4),
        st.integers(1, 6),  # few: clashes of two devices happen
        st.integers(0, 3),
    ),
    max_size=8,
)


def fold(sequence):
    document = {}
    for fields, seq, clock in sequence:
        document = merge(document, fields, seq, clock)
    return document


@given(saves, st.randoms(), st.lists(st.integers(0, 7), max_size=6))
def test_any_order_and_any_repetition_ends_the_same(sequence, random, again):
    repeated = sequence + [sequence[i] for i in again if i < len(sequence)]
    random.shuffle(repeated)
    assert fold(repeated) == fold(sequence)


@given(saves)
def test_a_save_twice_is_a_save_once(sequence):
    document = fold(sequence)
    for fields, seq, clock in sequence:
        assert merge(document, fields, seq, clock) == document


def test_every_interleaving_of_two_devices():
    phone = [({"q1": "0"}, 1, 10), ({"q1": "1"}, 3, 30)]
    laptop = [({"q1": "2", "q2": "0"}, 2, 20), ({"q2": "3"}, 4, 5)]
    ends = [fold(order) for order in itertools.permutations(phone + laptop)]
    assert all(end == {"q1": [3, 30, "1"], "q2": [4, 5, "3"]} for end in ends)
    assert last_sequence(ends[0]) == 4


def test_only_what_the_paper_knows_counts():
    document = fold(
        [
            (
                {
                    "q1": "2",
                    "q2": "9",
                    "q3.0": "1",
                    "q4": " 0,5",
                    "q77": "1",
                    "alternative": "CS",
                },
                1,
                0,
            )
        ]
    )
    answers = values(PAPER, document)
    assert answers == {"q1": "2", "q3.0": "1", "q4": " 0,5"}
    assert answered_items(PAPER, answers) == 3


def test_an_answer_taken_back_is_no_answer():
    assert values(PAPER, fold([({"q1": "2"}, 1, 0), ({"q1": ""}, 2, 0)])) == {}


@pytest.mark.parametrize(
    "raw",
    [None, [], "x", {"q1": 1}, {"q1": None}, {"q1": ["0"]}, {"q" * 41: "0"}, {"q1": "x" * 201},
     {f"q{i}": "0" for i in range(601)}],
)  # fmt: skip
def test_what_is_no_save(raw):
    with pytest.raises(SaveError):
        clean_fields(raw)


def test_half_an_emoji_and_nul_are_left_out():
    raw = {"q1\ud83d": "1\ud83d2\x00", "q2": "½ \U0001f600"}
    assert clean_fields(raw) == {"q1": "12", "q2": "½ \U0001f600"}


def test_receipt_names_exactly_these_answers():
    one = receipt("a", "h", {"q1": "0", "q2": "1"})
    assert one == receipt("a", "h", {"q2": "1", "q1": "0"})
    assert (
        len(
            {
                one,
                receipt("b", "h", {"q1": "0", "q2": "1"}),
                receipt("a", "h", {"q1": "0"}),
            }
        )
        == 3
    )
    assert len(one) == 12


def test_a_document_does_not_grow_without_end():
    document = merge({}, {f"x{i}": "1" for i in range(600)}, 1, 0)
    with pytest.raises(SaveError):
        merge(document, {"y": "1"}, 2, 0)
