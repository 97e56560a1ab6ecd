"""Scoring: the national worked examples, the tables, and what must always hold."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.frozen import ALTERNATIVE, corrected, digest, form_of, thaw
from lms.assessment.items import FORMATS
from lms.assessment.scoring import known_fields, mark, score
from tests.lms.assessment import papers

EXAM = json.loads(
    (Path(__file__).parents[2] / "samples" / "exam_2025.json").read_text("utf-8")
)
CASES = {case["id"]: case for case in EXAM["worked_examples"]}
MARKED = [c for c in CASES.values() if c.get("kind") != "graduation"]


def answers_of(case, paper):
    """Answers that are right as often as the worked example says."""
    given_ = case["input"]
    answers = {}
    for part in paper.parts:
        name = part.entries[0].format
        if name == "true_false":
            field = {"": "p2", "CS": "p2_CS", "ICT": "p2_ICT_ignored"}[part.alternative]
            counts = given_.get(field) or given_["p2_common"]
            for entry, count in zip(part.entries, counts, strict=True):
                answers |= papers.statements_right(entry.key, count)
        else:
            right = given_["p1" if name == "choice" else "p3"]
            for i, entry in enumerate(part.entries):
                key = FORMATS[name].key(entry.document)["value"]
                answers[entry.key] = (
                    key if i < right else "9" if name == "short" else "0"
                )
    if "p2_choice" in given_:
        answers[ALTERNATIVE] = given_["p2_choice"]
    return answers


@pytest.mark.parametrize("case", MARKED, ids=lambda c: c["id"])
def test_national_worked_examples(case):
    paper = papers.national(EXAM["subjects"][case["subject"]])
    assert paper.possible == 10
    assert score(paper, answers_of(case, paper)).mark == Decimal(str(case["expected"]))


def test_only_the_graduation_formula_is_left_out():
    left = set(CASES) - {case["id"] for case in MARKED}
    assert left == {"EX-09", "EX-10"}  # a whole exam's average, no paper's mark


@pytest.mark.parametrize(
    ("right", "ladder", "linear"),
    [
        (0, "0", "0"),
        (1, "0.1", "0.25"),
        (2, "0.25", "0.5"),
        (3, "0.5", "0.75"),
        (4, "1", "1"),
    ],
)
def test_four_statements(right, ladder, linear):
    answers = papers.statements_right("q1", right)
    part = papers.part(1, "true_false", 1, "1")
    assert score(papers.paper(part), answers).earned == Decimal(ladder)
    assert score(papers.paper(part, ladder=False), answers).earned == Decimal(linear)


def test_a_statement_left_open_is_not_right():
    paper = papers.paper(papers.part(1, "true_false", 1, "1"))
    answers = papers.statements_right("q1", 4)
    del answers["q1.3"]
    assert score(paper, answers).earned == Decimal("0.5")
    assert score(paper, {}).items["q1"].answered is False


@pytest.mark.parametrize(
    ("earned", "possible", "decimals", "expected"),
    [
        ("5.85", "10", 2, "5.85"),
        ("5.85", "10", 1, "5.9"),  # half up, not to even
        ("6.45", "10", 1, "6.5"),
        ("7.125", "10", 2, "7.13"),
        ("7.25", "10", 1, "7.3"),
        ("1", "3", 2, "3.33"),
        ("2", "3", 2, "6.67"),
        ("3.5", "7", 2, "5.00"),  # the objective part of a school paper
        ("4.5", "10", 0, "5"),
        ("0", "0", 2, "0.00"),
    ],
)
def test_mark_out_of_ten(earned, possible, decimals, expected):
    assert str(mark(Decimal(earned), Decimal(possible), decimals)) == expected


def test_an_alternative_not_chosen_counts_nothing():
    paper = papers.national(EXAM["subjects"]["TIN"])
    answers = answers_of(CASES["EX-06"], paper)
    del answers[ALTERNATIVE]
    assert score(paper, answers).mark == Decimal("8.00")  # 6 + the two common items


def test_corrected_key_changes_the_mark_and_not_the_snapshot():
    paper = papers.paper(papers.part(1, "choice", 2, "5"))
    before = digest(paper.as_json())
    fixed = corrected(paper, [("q1", {"right": "C"}), ("q1", {"right": "A"})])
    assert score(paper, {"q1": "0", "q2": "1"}).mark == 5
    assert score(fixed, {"q1": "0", "q2": "1"}).mark == 10
    assert digest(paper.as_json()) == before


def test_snapshot_survives_json():
    paper = papers.national(EXAM["subjects"]["TIN"])
    assert thaw(json.loads(json.dumps(paper.as_json()))) == paper


NATIONAL = papers.national(EXAM["subjects"]["VL"])
FIELDS = known_fields(NATIONAL)
any_value = st.sampled_from(
    ["", "0", "1", "2", "3", "0,5", "0.50", "-1", "½", "x" * 30]
)
any_answers = st.dictionaries(st.sampled_from(sorted(FIELDS)), any_value)


@given(any_answers)
def test_mark_is_between_nought_and_ten(answers):
    result = score(NATIONAL, answers)
    assert 0 <= result.mark <= 10
    assert sum(s.earned for s in result.items.values()) == result.earned


@given(any_answers, st.sampled_from(NATIONAL.entries))
def test_one_more_right_answer_never_costs_points(answers, entry):
    key = FORMATS[entry.format].key(entry.document)
    right = key if entry.format == "true_false" else {"": key["value"]}
    better = answers | {entry.key + suffix: value for suffix, value in right.items()}
    assert score(NATIONAL, better).mark >= score(NATIONAL, answers).mark


@given(any_answers, st.randoms())
def test_order_of_answers_is_nothing(answers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert score(NATIONAL, dict(shuffled)) == score(NATIONAL, answers)


@given(st.text(max_size=20))
def test_a_form_shows_each_item_and_each_option_once(seed):
    shown = form_of(NATIONAL, seed, shuffled=True)
    assert form_of(NATIONAL, seed, shuffled=True) == shown
    numbers = [s.number for _part, items in shown for s in items]
    assert numbers == list(range(1, len(NATIONAL.entries) + 1))
    for (part, items), original in zip(shown, NATIONAL.parts, strict=True):
        assert part == original
        assert {s.entry.key for s in items} == {e.key for e in original.entries}
        for s in items:
            assert sorted(s.order) == list(range(0 if s.entry.format == "short" else 4))


def test_forms_differ_and_an_unshuffled_form_does_not():
    orders = {
        tuple(
            s.entry.key
            for _p, items in form_of(NATIONAL, f"de:{n}", True)
            for s in items
        )
        for n in range(4)
    }
    assert len(orders) == 4
    plain = [s for _p, items in form_of(NATIONAL, "de:1", False) for s in items]
    assert [s.entry for s in plain] == list(NATIONAL.entries)
    assert all(list(s.order) == sorted(s.order) for s in plain)
