import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.indicators.rule_book import rule_of
from lms.indicators.rules import (
    Counted,
    Kind,
    Mode,
    Reason,
    Rule,
    Share,
    Work,
    beyond,
    joint_target,
    judge,
    level_of,
    minutes_of_period,
    part_of_test,
    strongest,
    total,
)

D = Decimal
RULE = Rule(
    "t", D("0.5"), D("0.5"), D("0.5"), (("TH", D(5)), ("THCS", D(10)), ("THPT", D(10)))
)
NOON = datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC)


def work(kind=Kind.LIVE, mode=Mode.REPLACES, fraction="1", who=(17, 34), **fields):
    return Work(kind, mode, D(fraction), *who, **fields)


@pytest.mark.parametrize(
    ("done", "reason", "part"),
    [
        (work(), Reason.COUNTED, "1"),
        (work(who=(16, 34)), Reason.TOO_FEW, "0"),
        (work(who=(17, 35)), Reason.TOO_FEW, "0"),
        (work(who=(40, 34)), Reason.COUNTED, "1"),
        (work(who=(0, 0)), Reason.NOBODY_ENROLLED, "0"),
        (work(minutes=D("22.5")), Reason.COUNTED, "1"),
        (work(minutes=D("22.4")), Reason.TOO_SHORT, "0"),
        (work(minutes=D("17.5"), period_minutes=35), Reason.COUNTED, "1"),
        (work(kind=Kind.TEST, minutes=D(15)), Reason.COUNTED, "1"),
        (work(at_school=True), Reason.AT_SCHOOL, "0"),
        (work(mode=Mode.BEYOND), Reason.BEYOND_PLAN, "0"),
        (work(mode=Mode.BEYOND, at_school=True), Reason.BEYOND_PLAN, "0"),
        (work(mode=Mode.SUPPORTS, fraction="0.4"), Reason.COUNTED, "0.4"),
        (work(mode=Mode.SUPPORTS, fraction="3"), Reason.COUNTED, "1"),
        (work(mode=Mode.SUPPORTS, fraction="-1"), Reason.COUNTED, "0"),
        (work(mode=Mode.SUPPORTS, fraction="0.4", who=(1, 34)), Reason.TOO_FEW, "0"),
        (beyond(work()), Reason.BEYOND_PLAN, "0"),
    ],
)
def test_what_counts_and_for_how_much(done, reason, part):
    verdict = judge(done, RULE)
    assert (verdict.reason, verdict.fraction) == (reason, D(part))
    assert verdict.counts is (reason is Reason.COUNTED)


@pytest.mark.parametrize(
    ("minutes", "period", "expected"),
    [
        (45, 45, (Mode.REPLACES, D(1))),
        (90, 45, (Mode.REPLACES, D(1))),
        (23, 45, (Mode.REPLACES, D(1))),
        (22, 45, (Mode.SUPPORTS, D("0.49"))),
        (15, 45, (Mode.SUPPORTS, D("0.33"))),
        (10, 35, (Mode.SUPPORTS, D("0.29"))),
    ],
)
def test_a_short_test_is_only_a_part_of_its_period(minutes, period, expected):
    assert part_of_test(minutes, period, RULE) == expected


def counted(key, fraction, mode=Mode.REPLACES, hours=0):
    return Counted(key, D(fraction), mode, NOON + datetime.timedelta(hours=hours))


@pytest.mark.parametrize(
    ("pieces", "key"),
    [
        ([], None),
        ([counted(1, "0.5"), counted(2, "1")], 2),
        ([counted(1, "1", hours=3), counted(2, "1", hours=1)], 2),
        ([counted(2, "1"), counted(1, "1")], 1),
    ],
)
def test_a_period_goes_by_its_largest_part_then_by_the_first(pieces, key):
    for order in (pieces, pieces[::-1]):
        best = strongest(order)
        assert (best.key if best else None) == key


@pytest.mark.parametrize(
    ("grade", "level", "minutes"),
    [(1, "TH", 35), (5, "TH", 35), (6, "THCS", 45), (9, "THCS", 45), (10, "THPT", 45)],
)
def test_level_and_length_follow_the_grade(grade, level, minutes):
    assert (level_of(grade), minutes_of_period(grade)) == (level, minutes)


def test_a_joint_target_is_what_both_levels_reach_together():
    assert joint_target([("THCS", 1015), ("THPT", 997)], RULE) == 10
    assert joint_target([("TH", 300), ("THCS", 100)], RULE) == D("6.25")
    assert joint_target([], RULE) is None


def test_the_rule_of_the_year_is_read_from_its_file():
    rule = rule_of(2026)
    assert (rule.target("TH"), rule.target("THCS"), rule.target("THPT")) == (5, 10, 10)
    assert rule.minimum_participation == rule.minimum_live_share == D("0.5")
    assert rule_of(2031) == rule
    assert rule_of(2020) == rule


cents = st.integers(0, 100).map(lambda n: D(n) / 100)


@st.composite
def one_class(draw):
    """The periods of a class: each online at most once, a part or the whole."""
    parts = draw(st.lists(cents, max_size=30))
    whole = [part for part in parts if part == 1]
    return Share(D(len(whole)), sum(parts, D(0)) - len(whole), len(parts))


@given(st.lists(one_class(), max_size=12), st.randoms())
def test_a_total_is_sum_over_sum_in_any_order_and_never_above_100(shares, random):
    whole = total(shares)
    assert whole.online == sum((s.online for s in shares), D(0))
    assert whole.planned == sum(s.planned for s in shares)
    mixed = shares[:]
    random.shuffle(mixed)
    assert total(mixed) == whole
    cut = random.randint(0, len(shares))
    assert total([total(shares[:cut]), total(shares[cut:])]) == whole
    if whole.planned:
        assert 0 <= whole.percent <= 100
        assert 0 <= whole.percent_replaced <= whole.percent
    else:
        assert whole.percent is None
        assert whole.percent_replaced is None


def test_a_total_is_no_mean_of_means():
    small, large = Share(D(5), D(0), 10), Share(D(0), D(0), 990)
    assert total([small, large]).percent == D("0.5")


@given(
    st.builds(
        Work,
        st.sampled_from(Kind),
        st.sampled_from(Mode),
        st.decimals(-2, 2, places=3),
        st.integers(0, 50),
        st.integers(0, 50),
        st.booleans(),
        st.none() | st.decimals(0, 90, places=1),
        st.sampled_from([35, 45]),
    )
)
def test_no_work_ever_makes_more_than_one_period(done):
    verdict = judge(done, RULE)
    assert 0 <= verdict.fraction <= 1
    assert verdict.counts or verdict.fraction == 0
    if verdict.counts:
        assert 2 * done.participants >= done.enrolled > 0
