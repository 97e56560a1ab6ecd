"""Who may do what with one pupil's homework, at the door of every address."""

import datetime
import uuid

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from lms.assignments.models import Attachment, LessonAssignment, SubmissionPhoto
from schools.public import RecordAccess
from tests.factories import lms as make

ROLES = [
    "teacher",
    "co-teacher",
    "substitute inside",
    "substitute after",
    "teacher of another subject",
    "homeroom",
    "teacher elsewhere",
    "leader",
    "self",
    "classmate",
    "pupil of another class",
    "guardian",
    "other guardian",
]
MARKS = {"teacher", "co-teacher", "substitute inside"}
READS = MARKS | {"homeroom", "leader"}
OWN = {"self", "guardian"}
CLASS = {"self", "classmate", "guardian", "other guardian"}


@pytest.fixture
def work(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return make.homework(world.c7a, world.toan, world.mai.person.account)


@pytest.fixture
def submission(work, world):
    return make.submission(work, world.inh)


@pytest.fixture
def photo(submission):
    row = SubmissionPhoto(submission=submission, bytes=3, width=1, height=1)
    row.file.save("a.webp", ContentFile(b"abc"), save=False)
    row.save()
    return row


@pytest.mark.parametrize("role", ROLES)
def test_a_pupils_work_opens_to_its_readers_only(role, people, submission, signed_in):
    answer = signed_in(people[role]).get(
        reverse("assignments:submission", args=[submission.uuid])
    )
    # the pupil's own page is the homework's
    expected = 302 if role == "self" else 200 if role in READS | OWN else 404
    assert answer.status_code == expected


@pytest.mark.parametrize("role", ROLES)
def test_a_photo_opens_to_the_readers_of_its_work_only(role, people, photo, signed_in):
    answer = signed_in(people[role]).get(
        reverse("assignments:photo", args=[photo.uuid])
    )
    assert answer.status_code == (200 if role in READS | OWN else 404)
    if role in READS | OWN:
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "image/webp"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_teach_the_subject_today_mark(
    role, people, submission, signed_in
):
    answer = signed_in(people[role]).post(
        reverse("assignments:return", args=[submission.uuid]), {"mark": "8,5"}
    )
    submission.refresh_from_db()
    marked = submission.mark is not None
    assert marked == (role in MARKS)
    if role not in MARKS:
        assert answer.status_code == (403 if role in READS | OWN else 404)


@pytest.mark.parametrize("role", ROLES)
def test_the_homework_opens_to_its_class(role, people, work, signed_in):
    answer = signed_in(people[role]).get(
        reverse("assignments:homework", args=[work.uuid])
    )
    assert answer.status_code == (200 if role in READS | CLASS else 404)


@pytest.mark.parametrize("role", sorted(CLASS - {"self", "guardian"}))
def test_classmates_read_nothing_of_the_work(role, people, submission, signed_in):
    answer = signed_in(people[role]).get(
        reverse("assignments:homework", args=[submission.assignment.uuid])
    )
    assert submission.text not in answer.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_only_pupils_of_the_class_hand_in(role, people, work, signed_in):
    signed_in(people[role]).post(
        reverse("assignments:hand_in", args=[work.uuid]),
        {"text": "Bài của em", "hand-in": "1"},
    )
    assert work.submissions.filter(state="submitted").exists() == (
        role in {"self", "classmate"}
    )


@pytest.mark.parametrize("role", ROLES)
def test_only_the_pupil_removes_a_photo(role, people, photo, signed_in):
    photo.submission.state = "draft"
    photo.submission.save()
    signed_in(people[role]).post(reverse("assignments:remove_photo", args=[photo.uuid]))
    photo.refresh_from_db()
    assert (photo.removed_at is not None) == (role == "self")


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_teach_it_set_homework(role, people, world, signed_in):
    url = reverse("assignments:set_homework")
    answer = signed_in(people[role]).post(
        f"{url}?lop={world.c7a.uuid}&mon=TOAN",
        {
            "title": "Bài 3 trang 45",
            "due_at": "2026-11-24T20:00",
            "classes": [str(world.c7a.uuid)],
        },
    )
    assert answer.status_code == (302 if role in MARKS else 403)


@pytest.mark.parametrize("role", ROLES)
def test_a_lessons_progress_list_is_for_staff(role, people, world, signed_in):
    work = LessonAssignment.objects.create(
        lesson_uuid=uuid.uuid4(),
        lesson_title="Tổng các góc",
        school_class=world.c7a,
        subject=world.toan,
        assigned_by=people["teacher"],
        assigned_at=make.SET_AT,
        due_at=make.DUE_AT,
    )
    answer = signed_in(people[role]).get(
        reverse("assignments:lesson_class", args=[work.uuid])
    )
    expected = 200 if role in READS else 403 if role in CLASS else 404
    assert answer.status_code == expected


@pytest.mark.parametrize("role", ROLES)
def test_a_teachers_file_opens_to_the_class(role, people, work, signed_in):
    row = Attachment(
        assignment=work, name="đề bài.pdf", media_type="application/pdf", bytes=3
    )
    row.file.save("x.bin", ContentFile(b"%PDF-1.4"), save=False)
    row.save()
    answer = signed_in(people[role]).get(
        reverse("assignments:attachment", args=[row.uuid])
    )
    assert answer.status_code == (200 if role in READS | CLASS else 404)
    if role in READS | CLASS:
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_nobody_signed_out_comes_in(work, submission, photo):
    client = Client()
    for name, at in (
        ("homework", work),
        ("submission", submission),
        ("photo", photo),
    ):
        answer = client.get(reverse(f"assignments:{name}", args=[at.uuid]))
        assert answer.status_code == 302
        assert "/tai-khoan/dang-nhap/" in answer["Location"]


def test_a_pupil_who_left_keeps_own_work_and_the_new_class_does_not_get_it(
    world, submission, signed_in, people
):
    enrolment = world.inh.enrolments.get()
    enrolment.valid_to = datetime.date(2026, 11, 20)
    enrolment.save()
    url = reverse("assignments:submission", args=[submission.uuid])
    assert signed_in(people["guardian"]).get(url).status_code == 200
    assert signed_in(people["self"]).get(url).status_code == 200
    assert signed_in(people["classmate"]).get(url).status_code == 404
    assert signed_in(people["teacher"]).get(url).status_code == 200


def test_staff_reading_a_childs_work_is_noted(submission, people, signed_in):
    url = reverse("assignments:submission", args=[submission.uuid])
    for role in ("leader", "guardian", "teacher elsewhere"):
        signed_in(people[role]).get(url)
    noted = RecordAccess.objects.get()
    assert (noted.actor, noted.person, noted.what) == (
        people["leader"],
        submission.learner.person,
        "homework",
    )
