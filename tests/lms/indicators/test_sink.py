"""Records of the other slices become evidence, and a tiết counts once."""

import datetime
import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.actions import correct_attendance
from live.models import Attendance
from lms.assessment.actions.attempts import (
    close_expired,
    reopen_attempt,
    save_form,
)
from lms.assessment.actions.decision import Decision
from lms.assignments.actions.due import tell_due
from lms.assignments.actions.lessons import declare_done
from lms.classes.ports import get_evidence_sink
from lms.indicators.models import Evidence, OnlinePeriod
from lms.indicators.sink import recount
from schools import clock
from schools.public import BellTime
from tests.factories import assessment as make_test
from tests.factories import indicators as on
from tests.factories import schools as make

D = Decimal


@pytest.fixture
def plan(world):
    return on.dated_plan(world.c7a, world.toan)


@pytest.fixture
def mai(world):
    return world.mai.person.account


def online(plan, number=1):
    return OnlinePeriod.objects.filter(
        planned_period__plan=plan, planned_period__number=number
    ).first()


def live(world, mai, plan, number=1, present=("inh", "dua"), **fields):
    room = on.room(world.c7a, world.toan, mai, on.period(plan, number), **fields)
    for name in present:
        on.attended(room, getattr(world, name))
    return room


def test_a_live_lesson_with_the_class_there_makes_a_period(world, mai, plan):
    row = on.ended(live(world, mai, plan))
    assert (row.reason, row.fraction, row.mode) == ("counted", 1, "replaces")
    assert (row.participants, row.enrolled, row.minutes) == (2, 2, 40)
    assert online(plan).evidence == row
    assert online(plan).fraction == 1


def test_who_is_not_of_the_class_does_not_fill_it(world, mai, plan):
    room = live(world, mai, plan, present=())
    on.attended(room, world.stranger)
    on.attended(room, mai)
    on.attended(room, world.leader)
    row = on.ended(room)
    assert (row.participants, row.reason) == (0, "too_few")
    assert online(plan) is None


def test_part_of_a_lesson_is_not_presence(world, mai, plan):
    room = live(world, mai, plan, present=())
    on.attended(room, world.inh, "partial")
    on.attended(room, world.dua, "partial")
    assert on.ended(room).reason == "too_few"


def test_a_corrected_attendance_moves_the_figure_both_ways(world, mai, plan):
    room = live(world, mai, plan, present=())
    assert on.ended(room).reason == "too_few"
    for status, counts in (("present", True), ("absent", False)):
        Attendance.objects.create(
            room=room, account=world.inh.person.account, status=status,
            source="teacher", reason="Mất điện", recorded_by=mai,
        )  # fmt: skip
        assert on.ended(room).counts is counts
        assert (online(plan) is not None) is counts
    assert Evidence.objects.count() == 1


def test_correcting_the_attendance_tells_the_figure(world, mai, plan, told, settings):
    settings.LIVE_LESSON_SINK = "lms.live_admission.LessonSink"
    room = live(world, mai, plan, present=())
    assert on.ended(room).reason == "too_few"
    inh = world.inh.person.account
    with told():
        correct_attendance(mai, room, inh, "present", "Mất điện")
    assert online(plan) is not None
    with told():
        correct_attendance(mai, room, inh, "absent", "Nhầm tên")
    assert online(plan) is None


def test_an_attempt_opened_again_is_not_yet_sat(world, mai, plan, told):
    test = sat(world, mai, plan, told, [world.inh, world.dua])
    assert Evidence.objects.get().participants == 2
    decided = Decision(mai, "Mất điện", clock.now())
    with told():
        reopen_attempt(test.attempts.first().pk, 10, decided)
    assert Evidence.objects.get().participants == 1


def test_a_lesson_that_broke_off_is_too_short(world, mai, plan):
    room = live(world, mai, plan, live_seconds=20 * 60)
    assert on.ended(room).reason == "too_short"
    assert online(plan) is None
    room.live_seconds = 23 * 60
    room.save()
    assert on.ended(room).counts


def test_a_period_is_as_long_as_the_bell_says(world, mai, plan, told):
    bell = BellTime.objects.get(school=world.school, session="morning", period=2)
    bell.ends = bell.starts.replace(minute=bell.starts.minute + 30)
    bell.save()
    assert on.ended(live(world, mai, plan, live_seconds=15 * 60)).counts
    room = live(world, mai, plan, number=2, live_seconds=14 * 60)
    assert on.ended(room).reason == "too_short"


@pytest.mark.parametrize("tie", ["", "khong-phai-uuid", "class", "subject"])
def test_a_tie_to_nothing_or_to_another_class_is_no_tie(world, mai, plan, tie):
    other = {
        "class": lambda: on.dated_plan(world.c7b, world.toan),
        "subject": lambda: on.dated_plan(world.c7a, make.subject("NGUVAN", "Ngữ văn")),
    }
    if tie in other:
        tie = str(on.period(other[tie](), 1).uuid)
    room = live(world, mai, plan, tie_key=tie)
    row = on.ended(room)
    assert (row.reason, row.mode, row.planned_period) == ("beyond_plan", "beyond", None)
    assert row.participants == 2
    assert not OnlinePeriod.objects.exists()


def test_a_lesson_finished_by_half_the_class_counts(world, mai, plan, told):
    work = on.lesson(world.c7a, world.toan, mai, on.period(plan))
    with told():
        assert declare_done(work, world.inh, on.at(make.START, 9)) == 0
    row = Evidence.objects.get()
    assert (row.participants, row.reason, row.fraction) == (1, "counted", 1)
    assert row.took_place_at == on.at(make.START, 9)
    assert row.settles_at == work.due_at
    with told():
        declare_done(work, world.dua, on.at(make.START, 21))
    row.refresh_from_db()
    assert (row.participants, row.took_place_at) == (2, work.due_at)
    assert OnlinePeriod.objects.count() == 1


def test_a_supporting_lesson_counts_its_planned_part(world, mai, plan, told):
    work = on.lesson(
        world.c7a, world.toan, mai, on.period(plan), mode="supports",
        online_fraction=D("0.4"),
    )  # fmt: skip
    with told():
        declare_done(work, world.inh, on.at(make.START, 9))
    assert (online(plan).fraction, online(plan).mode) == (D("0.4"), "supports")


def test_homework_is_participation_not_a_period(world, mai, plan, told):
    work = on.lesson(world.c7a, world.toan, mai)
    with told():
        declare_done(work, world.inh, on.NOW)
    row = Evidence.objects.get()
    assert (row.reason, row.participants, row.enrolled) == ("beyond_plan", 1, 2)
    assert not OnlinePeriod.objects.exists()


def test_a_lesson_nobody_finished_is_told_when_due(world, mai, plan):
    on.lesson(world.c7a, world.toan, mai, on.period(plan))
    assert tell_due(on.NOW) == 1
    assert Evidence.objects.get().reason == "too_few"


def test_a_pupil_who_learns_elsewhere_does_not_fill_the_class(world, mai, plan, told):
    work = on.lesson(world.c7a, world.toan, mai, on.period(plan))
    with told():
        declare_done(work, world.stranger, on.at(make.START, 9))
    assert (Evidence.objects.get().participants, online(plan)) == (0, None)


def sat(world, mai, plan, told, who, **fields):
    test = make_test.a_test(
        world.c7a, mai, planned_period=on.period(plan), **({"minutes": 45} | fields)
    )
    test.session_code = "246810" if test.at_school else ""
    test.save()
    with told():
        for learner in who:
            attempt = make_test.attempt(test, learner, test.session_code)
            make_test.submit_attempt(attempt.pk, clock.now())
    return test


def test_a_test_sat_by_the_class_counts(world, mai, plan, told):
    test = sat(world, mai, plan, told, [world.inh])
    row = Evidence.objects.get()
    assert (row.source_uuid, row.reason, row.minutes) == (test.uuid, "counted", 45)
    assert online(plan).mode == "replaces"


def test_a_fifteen_minute_test_is_a_third_of_a_period(world, mai, plan, told):
    sat(world, mai, plan, told, [world.inh], minutes=15)
    assert (online(plan).fraction, online(plan).mode) == (D("0.33"), "supports")


def test_a_test_at_school_is_not_online(world, mai, plan, told):
    sat(world, mai, plan, told, [world.inh, world.dua], at_school=True)
    assert Evidence.objects.get().reason == "at_school"
    assert online(plan) is None


def test_a_test_opened_and_left_empty_is_not_taken_part_in(world, mai, plan, told):
    make.learner("Cà Văn Tâm", world.c7a)
    test = sat(world, mai, plan, told, [world.inh])
    empty = make_test.attempt(test, world.dua)
    with told():
        assert close_expired(empty.deadline_at + datetime.timedelta(hours=1)) == 1
    assert (Evidence.objects.get().participants, online(plan)) == (1, None)


def test_an_attempt_collected_later_is_followed(world, mai, plan, told):
    make.learner("Cà Văn Tâm", world.c7a)
    test = sat(world, mai, plan, told, [world.inh])
    assert Evidence.objects.get().reason == "too_few"
    late = make_test.attempt(test, world.dua)
    save_form(late.pk, {"q1": "2"}, clock.now())
    get_evidence_sink().test_held(test)
    assert Evidence.objects.get().reason == "too_few"  # still writing
    with told():
        assert close_expired(late.deadline_at + datetime.timedelta(hours=1)) == 1
    assert (Evidence.objects.get().participants, online(plan).fraction) == (2, 1)


def test_two_pieces_count_once_and_the_weaker_steps_in(world, mai, plan, told):
    room = live(world, mai, plan)
    strong = on.ended(room)
    work = on.lesson(
        world.c7a, world.toan, mai, on.period(plan), mode="supports",
        online_fraction=D("0.5"),
    )  # fmt: skip
    with told():
        declare_done(work, world.inh, on.at(make.START, 9))
    assert OnlinePeriod.objects.count() == 1
    assert online(plan).evidence == strong
    room.tie_key = str(on.period(plan, 2).uuid)
    room.save()
    on.ended(room)
    assert (online(plan, 1).fraction, online(plan, 1).mode) == (D("0.5"), "supports")
    assert online(plan, 2).evidence == strong
    room.live_seconds = 60
    room.save()
    on.ended(room)
    assert online(plan, 2) is None


def test_a_recount_follows_a_class_list_put_right_later(world, mai, plan, told):
    on.ended(live(world, mai, plan, number=3, present=("inh",)))
    work = on.lesson(world.c7a, world.toan, mai, on.period(plan, 1))
    with told():
        declare_done(work, world.inh, on.at(make.START, 9))
    sat(world, mai, plan, told, [world.inh])
    assert {row.participants for row in Evidence.objects.all()} == {1}
    assert recount(2026) == 3
    assert OnlinePeriod.objects.count() == 2
    for name in ("Cà Văn An", "Cà Văn Bình"):
        make.learner(name, world.c7a)
    out = io.StringIO()
    call_command("recount_online", year=2026, stdout=out)
    assert out.getvalue() == "3 judged anew\n"
    assert {row.reason for row in Evidence.objects.all()} == {"too_few"}
    assert not OnlinePeriod.objects.exists()
    assert recount(2031) == 0


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 4), st.sampled_from(["0.25", "0.5", "1"]), st.booleans()
        ),
        min_size=1,
        max_size=6,
    ),
    st.randoms(),
)
def test_any_order_and_any_repetition_give_the_same_count(world, pieces, random):
    plan = world.c7a.teaching_plans.first() or on.dated_plan(world.c7a, world.toan)
    mai = world.mai.person.account
    calls = [
        {
            "of": on.period(plan, number), "by": mai, "source_uuid": on.make_uuid(),
            "fraction": D(part), "participants": 30 if enough else 3,
            "mode": on.Mode.REPLACES if part == "1" else on.Mode.SUPPORTS,
            "took_place_at": on.at(make.START, 8) + datetime.timedelta(minutes=n),
        }
        for n, (number, part, enough) in enumerate(pieces)
    ]  # fmt: skip

    def play(order):
        OnlinePeriod.objects.all().delete()
        Evidence.objects.all().delete()
        for call in order:
            on.evidence(**dict(call))
        return list(
            OnlinePeriod.objects.order_by("planned_period").values_list(
                "planned_period", "fraction", "mode", "evidence__source_uuid"
            )
        )

    mixed = calls + [random.choice(calls) for _ in calls]
    random.shuffle(mixed)
    first = play(calls)
    assert play(mixed) == first
    assert len({row[0] for row in first}) == len(first)
