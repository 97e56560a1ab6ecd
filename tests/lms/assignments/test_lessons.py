"""An assigned lesson, from giving it to the evidence that it was done."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from lms.assignments.actions.due import tell_due
from lms.assignments.models import LessonAssignment, LessonCompletion
from lms.assignments.views.lessons import read_batches
from lms.classes.actions import open_plan
from schools.public import TeachingAssignment, now
from tests.factories import library as make_library
from tests.factories import lms as make
from tests.factories import schools as make_schools

HEARD: list[tuple[str, str]] = []


class Listening:
    """A sink that writes down what it hears."""

    def lesson_assignment_done(self, assignment):
        HEARD.append(("lesson", str(assignment.uuid)))

    def test_held(self, test):
        HEARD.append(("test", str(test.uuid)))

    def lesson_taught(self, room):
        HEARD.append(("room", str(room.uuid)))


@pytest.fixture(autouse=True)
def heard(settings):
    settings.LMS_EVIDENCE_SINK = f"{__name__}.Listening"
    HEARD.clear()
    return HEARD


@pytest.fixture
def lesson(world):
    return make_library.lesson(
        world.mai.person.account, world.school, title="Tổng các góc", minutes=20
    )


@pytest.fixture
def plan(world):
    return open_plan(world.c7a, world.toan, datetime.date(2026, 9, 1), 140)


def give(client, world, page, **fields):
    url = f"{reverse('assignments:give')}?lop={world.c7a.uuid}&mon=TOAN"
    data = {
        "lesson": str(page.uuid),
        "classes": [str(world.c7a.uuid)],
        "due_at": "2026-11-24T20:00",
        "mode": "homework",
    }
    return client.post(url, data | fields)


@pytest.fixture
def work(world, lesson, people, signed_in):
    give(signed_in(people["teacher"]), world, lesson)
    return LessonAssignment.objects.get()


@pytest.fixture
def pupil(people, signed_in):
    return signed_in(people["self"])


def opened(work, learner, minutes_ago=30):
    return LessonCompletion.objects.create(
        assignment=work,
        learner=learner,
        opened_at=now() - datetime.timedelta(minutes=minutes_ago),
    )


def report(client, work, *batches, device="may-1"):
    return client.post(
        reverse("assignments:progress", args=[work.uuid]),
        json.dumps({"device": device, "batches": list(batches)}),
        content_type="application/json",
    )


def self_checks(lesson):
    return [str(b.id) for b in lesson.body if b.block_type == "self_check"]


def test_giving_keeps_what_the_lesson_was(work, lesson, world):
    assert (work.lesson, work.lesson_uuid) == (lesson, lesson.uuid)
    assert (work.lesson_title, work.expected_minutes, work.self_checks) == (
        "Tổng các góc",
        20,
        2,
    )
    assert (work.mode, work.online_fraction, work.planned_period) == (
        "homework",
        0,
        None,
    )


def test_an_assigned_lesson_stays_open_when_its_author_leaves_the_class(
    work, lesson, world, people, signed_in
):
    url = reverse("library:lesson", args=[lesson.uuid])
    question = next(b for b in lesson.body if b.block_type == "self_check")
    check = reverse("library:check", args=[lesson.uuid, question.id])
    TeachingAssignment.objects.filter(teacher=world.mai).update(valid_to="2026-11-20")
    for who in ("self", "classmate", "guardian", "co-teacher", "leader"):
        assert signed_in(people[who]).get(url).status_code == 200, who
    for who in ("pupil of another class", "teacher elsewhere"):
        assert signed_in(people[who]).get(url).status_code == 404, who
    assert signed_in(people["self"]).post(check, {"answer": "0"}).status_code == 200
    work.delete()
    assert signed_in(people["classmate"]).get(url).status_code == 404


def test_a_lesson_that_replaces_a_period_is_tied_to_it(
    world, lesson, plan, people, signed_in
):
    make_schools.assign(world.mai, world.c7b, world.toan)
    open_plan(world.c7b, world.toan, datetime.date(2026, 9, 1), 140)
    period = plan.periods.get(date=datetime.date(2026, 11, 23))
    answer = give(
        signed_in(people["teacher"]),
        world,
        lesson,
        mode="replaces",
        period=str(period.number),
        classes=[str(world.c7a.uuid), str(world.c7b.uuid)],
    )
    assert answer.status_code == 302
    a, b = LessonAssignment.objects.order_by("school_class__name")
    assert a.planned_period == period
    assert (b.planned_period.plan.school_class, b.planned_period.number) == (
        world.c7b,
        period.number,
    )
    assert (a.online_fraction, b.online_fraction) == (1, 1)


def test_supporting_work_carries_its_online_part(
    world, lesson, plan, people, signed_in
):
    period = plan.periods.get(date=datetime.date(2026, 11, 23))
    give(
        signed_in(people["teacher"]),
        world,
        lesson,
        mode="supports",
        period=str(period.number),
        fraction="0.25",
    )
    work = LessonAssignment.objects.get()
    assert str(work.online_fraction) == "0.25"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mode": "replaces"}, "Hãy chọn tiết mà bài học này thay thế hoặc hỗ trợ"),
        ({"due_at": "2026-11-20T20:00"}, "Hãy chọn thời điểm sau bây giờ"),
        ({"due_at": "2029-11-20T20:00"}, "trong năm học này"),
        ({"due_at": "mai"}, "errorlist"),
        ({"classes": []}, "errorlist"),
        ({"lesson": "11111111-1111-4111-8111-111111111111"}, "errorlist"),
    ],
)
def test_a_form_that_is_not_right_gives_nothing(
    fields, words, world, lesson, plan, people, signed_in
):
    answer = give(signed_in(people["teacher"]), world, lesson, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not LessonAssignment.objects.exists()


def test_another_class_without_the_period_stops_all(
    world, lesson, plan, people, signed_in
):
    make_schools.assign(world.mai, world.c7b, world.toan)
    period = plan.periods.get(date=datetime.date(2026, 11, 23))
    answer = give(
        signed_in(people["teacher"]),
        world,
        lesson,
        mode="replaces",
        period=str(period.number),
        classes=[str(world.c7a.uuid), str(world.c7b.uuid)],
    )
    assert "Kế hoạch dạy học của lớp 7B không có tiết này" in answer.content.decode()
    assert not LessonAssignment.objects.exists()


def test_a_lesson_for_its_authors_classes_is_given_by_the_author_alone(
    world, lesson, people, signed_in
):
    head = make_schools.teacher("Lường Văn Inh", school=world.school)
    make_schools.head_of_team(head, world.school, world.toan)
    make_schools.assign(head, world.c7a, world.toan)
    answer = give(signed_in(head.person.account), world, lesson)
    assert not LessonAssignment.objects.exists()
    assert answer.status_code in {200, 422}


def test_one_tap_from_the_plan_fills_the_form(world, lesson, plan, people, signed_in):
    period = plan.periods.get(date=datetime.date(2026, 11, 23))
    url = (
        f"{reverse('assignments:give')}?lop={world.c7a.uuid}&mon=TOAN"
        f"&tiet={period.uuid}"
    )
    text = signed_in(people["teacher"]).get(url).content.decode()
    assert f'<option value="{period.number}" selected>' in text
    assert 'value="2026-11-23T20:00"' in text
    assert "Tổng các góc" in text


@pytest.mark.parametrize(
    "query", ["?lop=x&mon=TOAN", "?lop=11111111-1111-4111-8111-111111111111&mon=TOAN"]
)
def test_a_class_that_is_not_there(query, people, signed_in, world):
    client = signed_in(people["teacher"])
    assert client.get(reverse("assignments:give") + query).status_code == 404


def test_the_page_shows_the_lesson_under_its_bar(work, pupil, world):
    text = pupil.get(reverse("assignments:lesson", args=[work.uuid])).content.decode()
    assert "hạn 20:00" in text
    assert text.count('class="card ok self-check"') == 2
    assert "Em đã học xong" in text
    row = LessonCompletion.objects.get()
    assert (row.learner, row.completed_at) == (world.inh, None)


def test_a_teachers_visit_is_nobodys_progress(work, people, signed_in):
    signed_in(people["teacher"]).get(reverse("assignments:lesson", args=[work.uuid]))
    signed_in(people["guardian"]).get(reverse("assignments:lesson", args=[work.uuid]))
    assert not LessonCompletion.objects.exists()


def test_answering_every_self_check_finishes(
    work, lesson, pupil, world, heard, django_capture_on_commit_callbacks
):
    opened(work, world.inh)
    one, two = self_checks(lesson)
    with django_capture_on_commit_callbacks(execute=True):
        first = report(pupil, work, {"sequence": 1, "active": 40, "checks": [one]})
    assert (first.json()["done"], heard) == (False, [])
    with django_capture_on_commit_callbacks(execute=True):
        second = report(pupil, work, {"sequence": 2, "active": 5, "checks": [two]})
    assert second.json() == {"taken": 2, "done": True, "lacking": 315}
    row = LessonCompletion.objects.get()
    assert (row.completed_by, row.seconds_active) == ("self_checks", 45)
    assert heard == [("lesson", str(work.uuid))]


def test_keys_of_no_question_count_for_nothing(work, pupil, world):
    opened(work, world.inh)
    answer = report(pupil, work, {"sequence": 1, "checks": ["x", "y", "z"]})
    assert answer.json()["done"] is False
    assert LessonCompletion.objects.get().self_checks_done == []


def test_a_batch_sent_twice_counts_once(work, pupil, world):
    opened(work, world.inh)
    report(pupil, work, {"sequence": 1, "active": 60, "played": 20})
    answer = report(
        pupil,
        work,
        {"sequence": 1, "active": 60, "played": 20},
        {"sequence": 2, "active": 30, "played": 10},
    )
    assert answer.json()["taken"] == 2
    row = LessonCompletion.objects.get()
    assert (row.seconds_active, row.played_seconds) == (90, 30)


def test_saying_so_too_early_says_how_long_still(work, pupil, world):
    opened(work, world.inh, minutes_ago=2)
    answer = pupil.post(reverse("assignments:finish", args=[work.uuid]), follow=True)
    assert "học thêm khoảng 4 phút" in answer.content.decode()
    assert LessonCompletion.objects.get().completed_at is None


def test_with_scripts_off_the_button_finishes(
    work, pupil, world, heard, django_capture_on_commit_callbacks
):
    opened(work, world.inh, minutes_ago=7)
    with django_capture_on_commit_callbacks(execute=True):
        answer = pupil.post(
            reverse("assignments:finish", args=[work.uuid]), follow=True
        )
        pupil.post(reverse("assignments:finish", args=[work.uuid]))
    assert "Em đã học xong bài này" in answer.content.decode()
    assert LessonCompletion.objects.get().completed_by == "declared"
    assert heard == [("lesson", str(work.uuid))]


@pytest.mark.parametrize(
    "role", ["teacher", "leader", "guardian", "pupil of another class"]
)
def test_only_pupils_of_the_class_report(role, work, people, signed_in):
    answer = report(signed_in(people[role]), work, {"sequence": 1, "active": 60})
    assert answer.status_code in {403, 404}
    assert not LessonCompletion.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"device": "a"}',
        b'{"device": "", "batches": [{"sequence": 1}]}',
        b'{"device": "a", "batches": []}',
        b'{"device": "a", "batches": [{"sequence": -1}]}',
        b'{"device": "a", "batches": [{"sequence": true}]}',
        b'{"device": "a", "batches": [{"sequence": 1, "active": 1e9}]}',
        b'{"device": "a", "batches": [{"sequence": 1, "active": "9"}]}',
        b'{"device": "a", "batches": [{"sequence": 1, "checks": "abc"}]}',
        b'{"device": "a", "batches": [3]}',
        b'{"device": ["a"], "batches": [{"sequence": 1}]}',
        b'{"device": "a\\u0000", "batches": [{"sequence": 1}]}',
        b'{"device": "\\ud83d", "batches": [{"sequence": 1}]}',
        b"\xff\xfe",
        b'{"device": "a", "batches": ['
        + b'{"sequence": 1},' * 200
        + b'{"sequence": 1}]}',
        b"[" * 30_000,
        b" " * 40_000,
    ],
)
def test_odd_reports_are_refused(body):
    assert read_batches(body) is None


def test_the_due_moment_is_told_once(work, heard):
    assert tell_due(work.due_at - datetime.timedelta(minutes=1)) == 0
    assert tell_due(work.due_at) == 1
    assert tell_due(work.due_at) == 0
    assert heard == [("lesson", str(work.uuid))]


def test_the_command_tells_what_the_queue_could_not(work, heard, settings):
    settings.TODAY = "2026-11-25"
    call_command("tell_due_lessons")
    assert heard == [("lesson", str(work.uuid))]


@pytest.mark.django_db(transaction=True)
def test_the_queue_waits_for_the_due_moment(
    world, lesson, people, signed_in, run_tasks, heard, settings
):
    soon = now() + datetime.timedelta(minutes=2)
    give(
        signed_in(people["teacher"]),
        world,
        lesson,
        due_at=f"{soon:%Y-%m-%dT%H:%M}",
    )
    run_tasks()
    assert heard == []


def test_who_has_finished(work, world, people, signed_in):
    opened(work, world.inh)
    url = reverse("assignments:lesson_class", args=[work.uuid])
    text = signed_in(people["teacher"]).get(url).content.decode()
    assert "0 / 2" in text
    assert "đang học" in text
    assert "chưa mở" in text


def test_a_finished_lesson_is_not_withdrawn(work, world, people, signed_in):
    url = reverse("assignments:withdraw_lesson", args=[work.uuid])
    row = opened(work, world.inh)
    row.completed_at, row.completed_by = now(), "declared"
    row.save()
    client = signed_in(people["teacher"])
    assert "không thu hồi được" in client.post(url, follow=True).content.decode()
    row.delete()
    client.post(url)
    assert not LessonAssignment.objects.exists()


def test_a_lesson_taken_back_by_its_author_keeps_what_was_done(
    work, lesson, world, pupil, people, signed_in
):
    opened(work, world.inh)
    lesson.unpublish()
    text = pupil.get(reverse("assignments:lesson", args=[work.uuid])).content.decode()
    assert "Tác giả đã rút bài học này" in text
    lesson.delete()
    work.refresh_from_db()
    assert work.lesson is None
    assert LessonCompletion.objects.count() == 1
    report(pupil, work, {"sequence": 1, "active": 30})
    assert pupil.get(reverse("assignments:lesson", args=[work.uuid])).status_code == 200


def test_the_database_holds_modes_to_their_periods(world, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonAssignment.objects.create(
            lesson_uuid="11111111-1111-4111-8111-111111111111",
            lesson_title="x",
            school_class=world.c7a,
            subject=world.toan,
            assigned_by=people["teacher"],
            assigned_at=make.SET_AT,
            due_at=make.DUE_AT,
            mode="replaces",
            online_fraction=1,
        )
