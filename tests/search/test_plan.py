"""Plans: what must hold and what lifts."""

from hypothesis import given
from hypothesis import strategies as st

from search import ranking
from search.analysis.school_words import Hint
from search.query import LONGEST_QUERY, MOST_WORDS, Match, Query, read
from search.ranking import plan_for, relaxed_plan_for


def most(signals):
    return sum(one.weight for one in signals)


def tones(plan):
    return [
        one
        for one in plan.signals
        if isinstance(one.test, Match)
        and one.weight in (ranking.ALL_TONES, ranking.SOME_TONES)
    ]


def test_tones_outweigh_everything_else_together():
    plan = plan_for("toán 6 phân số thập phân")
    rest = most(plan.signals) - most(tones(plan))
    assert rest + ranking.RELEVANCE < ranking.SOME_TONES
    assert ranking.SOME_TONES < ranking.ALL_TONES


def test_without_tones_typed_no_spelling_is_preferred():
    assert tones(plan_for("phan so")) == []
    assert not any(
        one.test.exact
        for one in plan_for("phan so").signals
        if isinstance(one.test, Match)
    )


def test_only_words_typed_with_tones_ask_for_tones():
    (signal,) = tones(plan_for("phân so"))
    assert len(signal.test.words) == 1


def test_hints_alone_must_hold_and_with_words_only_lift():
    assert [hint.grade for hint in plan_for("toán 6").must] == [None, 6]
    mixed = plan_for("toán 6 phân số")
    assert mixed.must == ()
    assert sum(isinstance(one.test, Hint) for one in mixed.signals) == 2


def test_nothing_to_go_by():
    assert not plan_for("").asks
    assert not plan_for('"*" — 👍').asks
    assert relaxed_plan_for("số") is None


@given(st.lists(st.sampled_from(["phân", "số", "đường", "góc"]), max_size=MOST_WORDS))
def test_the_order_of_words_does_not_change_what_must_be_there(typed):
    one = plan_for(" ".join(typed)).match
    other = plan_for(" ".join(reversed(typed))).match
    assert (one is None) == (other is None)
    if one:
        assert set(one.words) == set(other.words)


@given(st.text(max_size=3000))
def test_any_text_makes_a_small_plan(text):
    terms = read(text)
    assert len(terms.wanted) <= MOST_WORDS
    assert sum(len(one.folded) for one in terms.wanted) <= LONGEST_QUERY * 2
    plan_for(text)
    relaxed_plan_for(text)


def test_pages_and_sizes_stay_in_bounds():
    assert Query(page=-3, size=0).offset == 0
    assert Query(size=10**9).limit == 100
    assert Query(page=10**9, size=20).offset < 10_000
