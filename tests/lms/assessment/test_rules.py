"""What a school may do with tests."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from lms.assessment.rules import (
    Door,
    Kind,
    Refusal,
    Release,
    Setting,
    Showing,
    State,
    counting_mark,
    faults,
    may_begin,
    shows_key,
    shows_mark,
)

OPENS = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
CLOSES = OPENS + dt.timedelta(hours=2)
DECIDED = {"decision_number": "15/QĐ-THCS", "decision_date": dt.date(2026, 11, 2)}
DURING = OPENS + dt.timedelta(minutes=30)


@pytest.mark.parametrize(
    ("kind", "at_school", "decision", "allowed"),
    [
        (Kind.PRACTICE, False, {}, True),
        (Kind.REGULAR, False, {}, True),
        (Kind.MIDTERM, False, {}, False),
        (Kind.FINAL, False, {}, False),
        (Kind.MIDTERM, True, {}, True),
        (Kind.FINAL, True, {}, True),
        (Kind.MIDTERM, False, DECIDED, True),
        (Kind.FINAL, False, DECIDED, True),
        (Kind.FINAL, False, {"decision_number": "15/QĐ-THCS"}, False),
        (Kind.FINAL, False, {"decision_date": dt.date(2026, 11, 2)}, False),
        (Kind.FINAL, False, DECIDED | {"decision_number": "  "}, False),
    ],
)
def test_periodic_tests_are_sat_at_school(kind, at_school, decision, allowed):
    found = faults(Setting(kind, OPENS, CLOSES, 45, at_school, **decision))
    assert found == (
        [] if allowed else [("decision_number", "periodic_tests_at_school")]
    )


@pytest.mark.parametrize(
    ("closes", "minutes", "code"),
    [
        (OPENS, 45, "closes_before_it_opens"),
        (OPENS + dt.timedelta(minutes=44), 45, "shorter_than_its_minutes"),
        (CLOSES, 0, "minutes"),
        (OPENS + dt.timedelta(days=1), 301, "minutes"),
    ],
)
def test_times_of_a_test(closes, minutes, code):
    assert [
        c for _f, c in faults(Setting(Kind.REGULAR, OPENS, closes, minutes, False))
    ] == [code]


@pytest.mark.parametrize(
    ("kind", "at_school", "session", "finished", "code", "now", "refusal"),
    [
        (Kind.REGULAR, False, "", 0, "", DURING, None),
        (Kind.REGULAR, False, "", 1, "", DURING, Refusal.USED_UP),
        (Kind.PRACTICE, False, "", 9, "", DURING, None),
        (
            Kind.REGULAR,
            False,
            "",
            0,
            "",
            OPENS - dt.timedelta(seconds=1),
            Refusal.NOT_OPEN_YET,
        ),
        (Kind.REGULAR, False, "", 0, "", CLOSES, Refusal.CLOSED),
        (Kind.MIDTERM, True, "", 0, "", DURING, Refusal.CODE_NEEDED),
        (Kind.MIDTERM, True, "482913", 0, "", DURING, Refusal.CODE_WRONG),
        (Kind.MIDTERM, True, "482913", 0, "482914", DURING, Refusal.CODE_WRONG),
        (Kind.MIDTERM, True, "482913", 0, " 482913 ", DURING, None),
    ],
)
def test_who_may_begin(kind, at_school, session, finished, code, now, refusal):
    assert (
        may_begin(Door(kind, OPENS, CLOSES, at_school, session), finished, code, now)
        == refusal
    )


HANDED_IN = Showing(Kind.REGULAR, Release.CLOSED, CLOSES, False, State.SUBMITTED)


@pytest.mark.parametrize(
    ("change", "now", "mark", "key"),
    [
        ({}, DURING, False, False),
        ({}, CLOSES, True, True),
        ({"release": Release.SUBMITTED}, DURING, True, False),
        ({"release": Release.SUBMITTED}, CLOSES, True, True),
        ({"release": Release.HELD}, CLOSES, False, False),
        ({"release": Release.HELD, "released": True}, DURING, True, False),
        ({"release": Release.HELD, "released": True}, CLOSES, True, True),
        ({"kind": Kind.PRACTICE, "release": Release.HELD}, DURING, True, True),
        ({"kind": Kind.PRACTICE, "state": State.OPEN}, CLOSES, False, False),
        ({"state": State.EXPIRED}, CLOSES, True, True),
    ],
)
def test_what_a_learner_sees(change, now, mark, key):
    showing = dataclasses.replace(HANDED_IN, **change)
    assert (shows_mark(showing, now), shows_key(showing, now)) == (mark, key)


def test_the_best_practice_counts():
    assert counting_mark([Decimal("6.5"), None, Decimal("8")]) == 8
    assert counting_mark([None]) is None
