"""Year roll-over: dry run, one transaction, safe to repeat."""

import datetime

import pytest
from django.urls import reverse

from schools.actions.roll_over import plan_roll_over, roll_over
from schools.models import Enrolment, SchoolClass, SchoolYear
from schools.queries import class_members, class_of_learner
from tests.factories import schools as make

FIRST = datetime.date(2027, 9, 1)
EVE = datetime.date(2027, 8, 31)


@pytest.fixture
def school(world, settings):
    settings.TODAY = "2027-06-10"
    nine = make.school_class(world.school, "9A", 9)
    world.leaver = make.learner("Sùng Thị Mo", nine)
    combined = make.school_class(world.school, "Ghép 6+7", 6, is_combined=True)
    world.combined = make.learner("Lường Văn Tỉnh", combined)
    return world.school


def test_classes_move_up_and_the_last_grade_leaves(world, school):
    moved = roll_over(school, world.c7a.year, FIRST)
    assert (moved.classes, moved.learners, moved.leavers) == (2, 3, 1)
    eight = class_of_learner(world.inh, FIRST)
    assert (eight.name, eight.grade, eight.year_id) == ("8A", 8, 2027)
    assert class_of_learner(world.inh, EVE) == world.c7a
    assert class_of_learner(world.leaver, FIRST) is None
    assert Enrolment.objects.get(learner=world.leaver).reason == "finished"
    assert len(class_members(world.c7a, EVE)) == 2  # last year's list is as it was


def test_pressing_twice_does_no_harm(world, school):
    roll_over(school, world.c7a.year, FIRST)
    rows = list(Enrolment.objects.order_by("id").values())
    again = roll_over(school, world.c7a.year, FIRST)
    assert (again.classes, again.learners, again.leavers, again.staying) == (0, 0, 0, 0)
    assert list(Enrolment.objects.order_by("id").values()) == rows


def test_the_dry_run_writes_nothing(world, school, signed_in):
    page = signed_in(world.leader).get(reverse("schools:roll_over", args=[school.uuid]))
    text = page.content.decode()
    assert "7A → 8A" in text
    assert "ra trường" in text
    assert "xếp tay" in text
    assert SchoolYear.objects.count() == 1


def test_a_pupil_who_repeats_waits_for_a_class(world, school):
    moved = roll_over(school, world.c7a.year, FIRST, {world.dua.pk})
    assert moved.staying == 1
    assert class_of_learner(world.dua, FIRST) is None
    assert Enrolment.objects.get(learner=world.dua).reason == "repeats"


def test_combined_classes_are_left_for_the_office(world, school):
    roll_over(school, world.c7a.year, FIRST)
    assert Enrolment.objects.get(learner=world.combined).valid_to is None
    assert {s.name: s.what for s in plan_roll_over(school, world.c7a.year)} == {
        "7A": "done",
        "7B": "done",
        "9A": "done",
        "Ghép 6+7": "by_hand",
    }


def test_a_class_opened_beforehand_is_used(world, school):
    ready = SchoolClass.objects.create(
        school=school, year=make.year(2027), name="8A", grade=8
    )
    roll_over(school, world.c7a.year, FIRST)
    assert class_of_learner(world.inh, FIRST) == ready


def test_the_leader_rolls_over_by_a_form(world, school, signed_in):
    path = reverse("schools:roll_over", args=[school.uuid])
    client = signed_in(world.leader)
    early = client.post(path, {"first_day": "1/3/2027"}).content.decode()
    assert "sau ngày 31/5" in early
    answer = client.post(path, {"first_day": "1/9/2027"}, follow=True)
    assert "3 học sinh lên lớp. 1 học sinh ra trường." in answer.content.decode()


def test_a_teacher_rolls_nothing_over(world, school, signed_in):
    path = reverse("schools:roll_over", args=[school.uuid])
    client = signed_in(world.mai.person.account)
    assert client.post(path, {"first_day": "1/9/2027"}).status_code == 403
    assert SchoolYear.objects.count() == 1
