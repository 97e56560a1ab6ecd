"""The demo's province is believable before a row of it is written."""

from collections import Counter

import pytest

from config.demo.people import Registry
from config.demo.province import CLASSES, PLACES, TH, THCS, THPT, periods_a_week
from config.demo.timetable import ASSEMBLY, HOMEROOM, solve, week_of_class

LEVEL = {THCS: "THCS", TH: "TH", THPT: "THPT"}


@pytest.fixture(scope="module", params=[(s, t) for s in LEVEL for t in (1, 2)])
def timetables(request):
    school, term = request.param
    plans = [plan for plan in CLASSES if plan.school == school]
    weeks = [
        week_of_class(p.name, LEVEL[school], periods_a_week(p.grade, term), p.teachers)
        for p in plans
    ]
    return plans, term, solve(weeks)


def test_nobody_is_in_two_rooms_at_once(timetables):
    _plans, _term, grids = timetables
    busy = Counter(
        (lesson.teacher, slot)
        for grid in grids.values()
        for slot, lesson in grid.items()
    )
    assert max(busy.values()) == 1


def test_every_subject_has_its_periods(timetables):
    plans, term, grids = timetables
    for plan in plans:
        held = Counter(lesson.subject for lesson in grids[plan.name].values())
        assert held == periods_a_week(plan.grade, term)


def test_the_week_opens_with_the_assembly_and_closes_with_the_class_meeting(timetables):
    _plans, _term, grids = timetables
    for grid in grids.values():
        slots = list(grid)
        order = {"morning": 0, "afternoon": 1}
        slots.sort(key=lambda s: (s[0], order[s[1]], s[2]))
        assert slots[0] == (1, "morning", 1)
        assert grid[slots[0]].activity == ASSEMBLY
        assert grid[slots[-1]].activity == HOMEROOM


def test_lower_secondary_has_29_periods_a_week_in_grade_7():
    assert sum(periods_a_week(7, 1).values()) == 29


def test_grade_7_has_natural_science_and_no_physics():
    assert "VL" not in periods_a_week(7, 1)
    assert "KHTN" in periods_a_week(7, 1)


def test_people_are_not_repeated_and_none_is_the_specimen():
    registry = Registry()
    names = [registry.child(7).name for _ in range(400)]
    assert len(set(names)) == 400
    assert "Nguyễn Văn A" not in names


def test_there_is_no_district_office():
    assert not [place for place in PLACES if "Phòng" in place.name]
