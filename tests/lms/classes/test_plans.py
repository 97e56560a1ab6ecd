import datetime

import pytest

from library.public import load_bundled
from lms.classes.actions import name_periods, open_plan, place_periods, refresh_plans
from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.classes.queries import (
    is_stale,
    lessons_of,
    my_classes,
    todays_teaching,
    week_of_class,
)
from schools.public import Holiday, weeks_of
from tests.factories import lms as make_lms
from tests.factories import schools as make

SUNDAY = datetime.date(2026, 11, 22)  # the end of week 11
FIRST = datetime.date(2026, 9, 1)


@pytest.fixture
def plan(world):
    return open_plan(world.c7a, world.toan, FIRST, 140)


def test_a_plan_takes_its_periods_from_the_programme(world):
    load_bundled()
    plan = open_plan(world.c7a, world.toan, FIRST)
    assert plan.planned_periods == 140
    assert plan.periods.count() == 140
    assert plan.year.code == 2026


def test_periods_stand_on_the_days_of_the_timetable(world, plan):
    first = plan.periods.get(number=1)
    assert (first.date, first.week, first.session, first.period) == (
        datetime.date(2026, 9, 7),
        1,
        "morning",
        2,
    )
    assert plan.periods.get(number=140).week == 35
    assert not plan.periods.filter(date__isnull=True).exists()


def test_a_new_timetable_moves_future_periods_and_keeps_their_rows(world, plan):
    tied = plan.periods.get(number=60)
    past = list(plan.periods.filter(date__lte=SUNDAY).values_list("number", "date"))
    make.timetable(world.c7a, {(2, 1): world.toan, (5, 1): world.toan}, week=12)
    assert is_stale(plan)
    moved = place_periods(plan, SUNDAY)
    assert moved == 140 - len(past)
    assert (
        list(plan.periods.filter(date__lte=SUNDAY).values_list("number", "date"))
        == past
    )
    again = PlannedPeriod.objects.get(number=60, plan=plan)
    assert (again.pk, again.uuid) == (tied.pk, tied.uuid)
    assert again.date.isoweekday() in {2, 5}
    assert plan.periods.filter(date__isnull=True).count() == 140 - len(past) - 24 * 2
    assert not is_stale(plan)
    assert place_periods(plan, SUNDAY) == 0


def test_a_new_holiday_moves_the_plan_on(world, plan):
    monday = datetime.date(2026, 11, 23)
    taken = plan.periods.get(date=monday)
    Holiday.objects.create(
        year=make.year(),
        organisation=world.school,
        name="Nghỉ mưa lũ",
        starts_on=monday,
        ends_on=monday,
    )
    assert refresh_plans(world.c7a, SUNDAY) > 0
    assert not plan.periods.filter(date=monday).exists()
    assert plan.periods.get(number=taken.number).date == datetime.date(2026, 11, 25)


def test_refresh_opens_the_plans_that_are_missing(world):
    load_bundled()
    make.subject("NV", "Ngữ văn")
    refresh_plans(world.c7a, SUNDAY)
    assert [p.subject for p in TeachingPlan.objects.filter(school_class=world.c7a)] == [
        world.toan
    ]


def test_names_are_written_by_number(world, plan):
    assert name_periods(plan, {1: "Tập hợp  Q", 2: "Cộng, trừ"}) == 2
    assert name_periods(plan, {1: "Tập hợp Q"}) == 0
    assert plan.periods.get(number=1).title == "Tập hợp Q"


def test_a_week_shows_lessons_with_the_plans_periods(
    world, plan, django_assert_max_num_queries
):
    week = weeks_of(world.school, world.c7a.year)[10]
    with django_assert_max_num_queries(14):
        days = week_of_class(world.c7a, week)
    assert [day.date.isoweekday() for day in days] == [1, 3, 4, 6]
    lesson = days[0].lessons[0]
    assert lesson.planned == plan.periods.get(date=days[0].date)
    assert lesson.starts_at.hour == 8


def test_no_lessons_on_a_holiday(world, plan):
    week = weeks_of(world.school, world.c7a.year)[10]
    Holiday.objects.create(
        year=make.year(),
        organisation=world.commune,
        name="Nghỉ",
        starts_on=week.starts_on,
        ends_on=week.starts_on,
    )
    assert lessons_of([world.c7a], week, [week.starts_on]) == []


def test_todays_teaching_knows_substitutes_by_their_dates(world):
    monday = datetime.date(2026, 11, 23)
    assert len(todays_teaching(world.mai.person.account, monday)) == 1
    slot = world.c7a.timetables.get().slots.get(weekday=1)
    slot.teacher = world.mai
    slot.save()
    stand_in = make.teacher("Lường Văn Hặc", school=world.school)
    make.assign(
        stand_in,
        world.c7a,
        world.toan,
        kind="substitute",
        valid_from=monday,
        valid_to=monday,
    )
    account = stand_in.person.account
    assert [each.planned for each in todays_teaching(account, monday)] == [None]
    assert todays_teaching(account, monday + datetime.timedelta(days=7)) == []
    assert len(todays_teaching(world.mai.person.account, monday)) == 1
    assert todays_teaching(world.sung.person.account, monday) == []


def test_my_classes_by_what_i_am_to_them(world):
    assert my_classes(world.inh.person.account, SUNDAY).own == world.c7a
    assert my_classes(world.mai.person.account, SUNDAY).taught == (world.c7a,)
    assert my_classes(world.leader, SUNDAY).led == (world.c7a, world.c7b)
    children = my_classes(world.pang.person.account, SUNDAY).children
    assert [(row.child, row.school_class) for row in children] == [
        (world.inh, world.c7a)
    ]
    assert my_classes(world.sung.person.account, SUNDAY).is_empty


def test_a_plan_made_by_the_factory_has_no_days_yet(world):
    plan = make_lms.plan(world.c7a, world.toan, 8)
    assert place_periods(plan, FIRST) == 8
