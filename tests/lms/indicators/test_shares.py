"""Figures at every level follow from the rows, up to the cut."""

import datetime
import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.indicators import queries
from lms.indicators.models import Evidence, OnlinePeriod
from lms.indicators.report import share_report
from lms.indicators.rules import total
from schools.public import SchoolYear
from tests.factories import indicators as on
from tests.factories import schools as make

D = Decimal


def figures(organisation, week=0, now=on.NOW):
    year = SchoolYear.objects.get(code=2026)
    scope = queries.scope_of(organisation, year)
    cut = queries.current_cut(organisation, year, now, week, scope.schools)
    found = queries.cells(scope, cut)
    return scope, cut, found


def whole(organisation, **options):
    _scope, cut, found = figures(organisation, **options)
    return queries.line_of_all(found, cut)


def teach(tree, name, number, **fields):
    return on.evidence(on.period(tree.plans[name], number), tree.teacher, **fields)


def test_to_date_cuts_both_sides_at_the_same_week_and_day(tree):
    for number in (1, 9, 41, 44):
        teach(tree, "7A", number)
    line = whole(tree.lower)
    assert (line.to_date.online, line.to_date.planned) == (4, 88)
    assert (line.whole_year.online, line.whole_year.planned) == (4, 280)
    early = whole(tree.lower, week=3)
    assert (early.to_date.online, early.to_date.planned) == (2, 24)
    assert early.whole_year.online == 2
    wednesday = datetime.datetime(2026, 11, 18, 12, tzinfo=on.VIETNAM)
    midweek = whole(tree.lower, now=wednesday)
    assert (midweek.to_date.online, midweek.to_date.planned) == (3, 84)
    before = whole(tree.lower, now=datetime.datetime(2026, 8, 1, tzinfo=on.VIETNAM))
    assert (before.to_date.planned, before.to_date.percent) == (0, None)


def test_a_week_yet_to_come_is_no_week_to_ask_for(tree):
    _scope, cut, _found = figures(tree.lower, week=30)
    assert (cut.week, cut.is_today) == (11, True)
    _scope, cut, _found = figures(tree.lower, week=10)
    assert (cut.week, cut.is_today) == (10, False)


def test_work_done_ahead_counts_when_its_day_has_come(tree):
    plan = on.dated_plan(tree.classes["7A"], make.subject("KHTN", "KHTN"), 50, 140)
    on.evidence(on.period(plan, 48), tree.teacher)
    assert whole(tree.lower).to_date.online == 0
    later = datetime.datetime(2026, 12, 1, 9, tzinfo=on.VIETNAM)
    assert whole(tree.lower, now=later).to_date.online == 1


def test_parts_of_periods_add_up_exactly(tree):
    for number in range(1, 31):
        part = {"mode": on.Mode.SUPPORTS, "fraction": D("0.33")}
        teach(tree, "7A", number, **part)
    assert whole(tree.lower).to_date.supported == D("9.90")


def test_an_upper_secondary_school_counts_under_the_province_only(tree):
    teach(tree, "10A1", 1)
    assert whole(tree.upper).to_date.online == 1
    assert whole(tree.commune).to_date.online == 0
    assert whole(tree.commune).whole_year.planned == 3 * 140
    assert whole(tree.province).to_date.online == 1
    scope, _cut, _found = figures(tree.province)
    assert [child for child, _schools in scope.children] == sorted(
        [tree.commune, tree.commune2, tree.upper], key=lambda each: each.code
    )


def test_each_level_has_its_target_and_a_mixed_line_a_joint_one(tree):
    scope, cut, found = figures(tree.province)
    levels = {line.level: line.target for line in queries.lines_by_level(found, cut)}
    assert levels == {"TH": 5, "THCS": 10, "THPT": 10}
    children = {line.label: line for line in queries.lines_by_child(scope, found, cut)}
    assert children["Xã Bản Lim"].target == 10
    assert children["Xã Nậm Hoa"].level == ""
    assert children["Xã Nậm Hoa"].target == (D(5) + 10 + 10) / 3


def test_a_class_without_a_plan_is_listed_and_breaks_nothing(tree):
    make.school_class(tree.lower, "9A", 9)
    scope, cut, found = figures(tree.lower)
    lines = {line.label: line for line in queries.lines_by_class(scope, found, cut)}
    assert list(lines) == ["7A", "7B", "9A"]
    assert not lines["9A"].is_planned
    assert lines["9A"].to_date.percent is None


def test_what_is_in_doubt_and_what_is_not(tree):
    few = {"participants": 3}
    wanted = teach(tree, "7A", 1, **few)
    running = on.NOW + datetime.timedelta(hours=3)
    teach(tree, "7A", 2, settles_at=running, **few)  # may still fill
    teach(tree, "7A", 3, **few)
    teach(tree, "7A", 3)  # other evidence made it online
    teach(tree, "7A", 4, mode=on.Mode.BEYOND)
    teach(tree, "7A", 5, at_school=True)
    short = teach(tree, "7B", 1, minutes=D(10))
    scope, cut, found = figures(tree.lower)
    assert set(queries.doubtful_evidence(scope.rows, cut)) == {wanted, short}
    doubts = [line.doubts for line in queries.lines_by_class(scope, found, cut)]
    assert doubts == [1, 1]
    later = running + datetime.timedelta(minutes=1)
    scope, cut, _found = figures(tree.lower, now=later)
    assert queries.doubtful_evidence(scope.rows, cut).count() == 3


def test_every_row_is_either_counted_or_among_the_others(tree):
    counted = teach(tree, "7A", 1)
    teach(tree, "7A", 1, mode=on.Mode.SUPPORTS, fraction=D("0.5"))
    teach(tree, "7A", 2, participants=3)
    scope, cut, found = figures(tree.lower)
    rows = list(queries.counted_evidence(scope.rows, cut))
    others = list(queries.other_evidence(scope.rows, cut))
    assert rows == [counted]
    assert len(others) == 2
    assert sum(row.fraction for row in rows) == total(c.to_date for c in found).online


def test_a_decision_covers_the_replaced_periods_of_its_days(tree):
    teach(tree, "7A", 1)
    teach(tree, "7A", 5)
    teach(tree, "7A", 9, mode=on.Mode.SUPPORTS, fraction=D("0.5"))
    _scope, cut, _found = figures(tree.lower)
    assert queries.replaced_without_decision(tree.lower, cut).count() == 2
    tree.lower.replacement_decisions.create(
        number="45/QĐ-THCSNH", decided_on=make.START, valid_from=make.START,
        valid_to=make.START, cause="Mưa lũ", recorded_by=tree.teacher,
    )  # fmt: skip
    left = queries.replaced_without_decision(tree.lower, cut)
    assert [row.planned_period.number for row in left] == [5]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["3A", "7A", "7B", "8A", "10A1"]),
            st.integers(1, 44),
            st.sampled_from(["0.33", "0.5", "1"]),
            st.integers(0, 34),
        ),
        max_size=14,
    ),
    st.integers(0, 11),
)
def test_every_level_is_the_sum_of_the_rows_below(tree, works, week):
    OnlinePeriod.objects.all().delete()
    Evidence.objects.all().delete()
    for name, number, part, who in works:
        mode = on.Mode.REPLACES if part == "1" else on.Mode.SUPPORTS
        teach(tree, name, number, mode=mode, fraction=D(part), participants=who)
    scope, cut, found = figures(tree.province, week=week)
    top = queries.line_of_all(found, cut)
    schools = [tree.primary, tree.lower, tree.lower2, tree.upper]
    parts = [
        queries.lines_by_child(scope, found, cut),
        queries.lines_by_level(found, cut),
        queries.lines_by_class(scope, found, cut),
        [line for _c, line in queries.lines_by_class_and_subject(scope, found, cut)],
        [whole(tree.commune, week=week), whole(tree.commune2, week=week),
         whole(tree.upper, week=week)],
        [whole(each, week=week) for each in schools],
    ]  # fmt: skip
    for lines in parts:
        assert total(line.to_date for line in lines) == top.to_date
        assert total(line.whole_year for line in lines) == top.whole_year
    rows = list(queries.counted_evidence(scope.rows, cut))
    assert sum((row.fraction for row in rows), D(0)) == top.to_date.online
    assert len({row.planned_period_id for row in rows}) == len(rows)
    assert whole(tree.ministry, week=week).to_date == top.to_date


def test_the_command_prints_the_numbers_of_the_queries(tree):
    teach(tree, "7A", 1)
    teach(tree, "3A", 2, mode=on.Mode.SUPPORTS, fraction=D("0.5"))
    out = io.StringIO()
    call_command(
        "share_online", organisation=tree.commune.code, year=2026, json=True, stdout=out
    )
    printed = json.loads(out.getvalue())
    scope, cut, _found = figures(tree.commune)
    assert printed == json.loads(json.dumps(share_report(tree.commune, scope, cut)))
    assert (printed["to_date"]["online"], printed["to_date"]["planned"]) == (1.5, 132)
    assert printed["levels"]["TH"] == {
        "online": 0.5, "replaced": 0.0, "supported": 0.5, "planned": 44,
        "percent": 1.1364, "target": 5.0,
    }  # fmt: skip
    assert [row["class"] for row in printed["classes"]] == ["3A", "7A", "7B"]
    assert sum(row["online"] for row in printed["classes"]) == 1.5


def test_the_command_speaks_of_an_earlier_week_or_day(tree):
    teach(tree, "7A", 9)
    for option, online in ({"week": 2}, 0.0), ({"week": 3}, 1.0):
        out = io.StringIO()
        call_command(
            "share_online", organisation=tree.lower.code, year=2026, json=True,
            stdout=out, **option,
        )  # fmt: skip
        assert json.loads(out.getvalue())["to_date"]["online"] == online
    out = io.StringIO()
    call_command(
        "share_online", "--organisation", tree.lower.code, "--year", "2026",
        "--day", "2026-09-16", stdout=out,
    )  # fmt: skip
    assert "week 2" in out.getvalue()
    assert "0.0 / 12" in out.getvalue()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"organisation": "KHONGCO", "year": 2026}, "KHONGCO"),
        ({"organisation": None, "year": 1999}, "1999"),
        ({"organisation": None, "year": 2026, "week": -1}, "week"),
    ],
)
def test_the_command_says_what_it_was_not_given(tree, options, words):
    code = options.pop("organisation") or tree.lower.code
    with pytest.raises(CommandError, match=words):
        call_command("share_online", organisation=code, **options)
