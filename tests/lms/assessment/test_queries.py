"""What the home page and the class page are told of tests."""

import datetime

from django.utils import timezone

from lms.assessment import queries
from lms.assessment.models import Attempt, Test
from lms.assessment.rules import Kind, Release
from schools import clock
from tests.factories import assessment as make
from tests.factories import schools

HOUR = datetime.timedelta(hours=1)


def titles(rows):
    return [(row.test.title, row.status) for row in rows]


def set_titled(world, title, **fields):
    return make.a_test(world.c7a, world.mai.person.account, title=title, **fields)


def test_next_tests_are_what_is_still_to_be_done(world):
    set_titled(world, "mở")
    set_titled(world, "sắp mở", opens=24 * HOUR)
    set_titled(world, "tháng sau", opens=30 * 24 * HOUR)
    set_titled(world, "đã đóng", opens=-5 * HOUR)
    make.handed_in(set_titled(world, "đã nộp"), world.inh, {})
    make.attempt(set_titled(world, "đang làm", lasts=2 * HOUR), world.inh)
    now = clock.now()
    assert titles(queries.next_tests_for_learner(world.inh, now)) == [
        ("đang làm", "going_on"),
        ("mở", "todo"),
        ("sắp mở", "soon"),
    ]
    assert queries.next_tests_for_learner(world.stranger, now) == []
    assert (
        dict(titles(queries.tests_for_learner(world.inh, now)))["đã đóng"] == "missed"
    )


def test_a_test_before_seven_is_of_that_day_and_not_of_the_day_before(world):
    """Half past six in Vietnam is the day before in UTC."""
    day = clock.today()
    opens = timezone.make_aware(datetime.datetime.combine(day, datetime.time(6, 30)))
    test = set_titled(world, "đầu giờ")
    Test.objects.filter(pk=test.pk).update(
        opens_at=opens.astimezone(datetime.UTC), closes_at=opens + 24 * HOUR
    )
    new = schools.learner("Cà Văn Tâm")
    schools.enrol(new, world.c7a, valid_from=day)
    rows = queries.live_rows(Test.objects.get(pk=test.pk))
    assert new in [row.learner for row in rows]


def test_a_transfer_keeps_what_was_taken(world):
    test = set_titled(world, "lớp cũ")
    make.handed_in(test, world.inh, {})
    yesterday = clock.today() - datetime.timedelta(days=1)
    world.inh.enrolments.update(valid_to=yesterday)
    schools.enrol(world.inh, world.c7b, valid_from=clock.today())
    assert titles(queries.tests_for_learner(world.inh, clock.now())) == [
        ("lớp cũ", "done")
    ]
    learners = [row.learner for row in queries.results_of(test, clock.now()).rows]
    assert world.inh in learners


def test_what_waits_for_the_teacher(world):
    account = world.mai.person.account
    now = clock.now()
    plain = set_titled(world, "không chờ gì")
    make.handed_in(plain, world.inh, {})
    late = set_titled(world, "gửi muộn")
    Attempt.objects.filter(pk=make.handed_in(late, world.inh, {}).pk).update(
        late_waiting=True
    )
    held = set_titled(world, "chờ công bố", release=Release.HELD)
    make.handed_in(held, world.inh, {})
    assert {t.title for t in queries.tests_to_review(account, now)} == {"gửi muộn"}
    later = now + 3 * HOUR
    assert {t.title for t in queries.tests_to_review(account, later)} == {
        "gửi muộn",
        "chờ công bố",
    }
    assert not queries.tests_to_review(world.sung.person.account, later)


def test_results_per_question_and_outcome(world):
    test = set_titled(world, "kết quả", kind=Kind.PRACTICE)
    answers = make.right_answers(test)
    make.handed_in(test, world.inh, answers)
    make.handed_in(test, world.dua, {**answers, "q1": "3", "q3.0": "0", "q4": ""})
    results = queries.results_of(test, clock.now())
    first, _second, statements, short = results.questions
    assert [(c.value, c.count, c.right) for c in first.decisions[0].chosen] == [
        ("B", 1, True),
        ("D", 1, False),
    ]
    assert first.share == 50
    assert [d.right for d in statements.decisions] == [1, 2, 2, 2]
    assert statements.share == 75  # one of two with three right earns a half
    assert short.decisions[0].unanswered == 1
    (outcome,) = results.outcomes
    assert (outcome.outcome, outcome.questions) == ("TOAN.07.001", 4)
    assert sorted(results.marks) == [min(results.marks), 10]
