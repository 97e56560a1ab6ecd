"""The class pages as each reader sees them."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from library.public import load_bundled
from lms.classes.actions import open_plan
from schools.public import RecordAccess
from tests.factories import schools as make

FIRST = datetime.date(2026, 9, 1)
STAFF = {"teacher", "co-teacher", "substitute inside", "homeroom", "leader"}
TEACHING = {"teacher", "co-teacher", "substitute inside"}
LEARNERS = {"self", "classmate"}
GUARDIANS = {"guardian", "other guardian"}
OPENS = STAFF | LEARNERS | GUARDIANS | {"teacher of another subject"}
ROLES = sorted(
    OPENS | {"substitute after", "teacher elsewhere", "pupil of another class"}
)


@pytest.fixture
def plan(world):
    return open_plan(world.c7a, world.toan, FIRST, 140)


@pytest.mark.parametrize("role", ROLES)
def test_the_class_opens_to_its_own(role, people, world, plan, signed_in):
    client = signed_in(people[role])
    answer = client.get(reverse("classes:class", args=[world.c7a.uuid]))
    assert answer.status_code == (200 if role in OPENS else 404)
    answer = client.get(reverse("classes:plan", args=[plan.uuid]))
    assert answer.status_code == (200 if role in OPENS else 404)


@pytest.mark.parametrize("role", ROLES)
def test_codes_and_birth_dates_are_for_staff(role, people, world, signed_in):
    answer = signed_in(people[role]).get(
        reverse("classes:members", args=[world.c7a.uuid])
    )
    text = answer.content.decode()
    if role in STAFF or role == "teacher of another subject":
        assert world.dua.code in text
        assert "2/3/2014" in text
    elif role in LEARNERS:
        assert "Vàng A Dua" in text
        assert world.dua.code not in text
        assert "2014" not in text
    else:
        assert answer.status_code == (403 if role in GUARDIANS else 404)


@pytest.mark.parametrize("role", ROLES)
def test_the_subjects_teachers_name_the_periods(role, people, plan, signed_in):
    answer = signed_in(people[role]).post(
        reverse("classes:titles", args=[plan.uuid]), {"title-1": "Tập hợp Q"}
    )
    named = plan.periods.get(number=1).title == "Tập hợp Q"
    assert named == (role in TEACHING)
    if not named:
        assert answer.status_code == (403 if role in OPENS else 404)


def test_members_stand_in_vietnamese_order(world, people, signed_in):
    make.learner("Ánh Thị Ẩn", enrolled_in=world.c7a)
    make.learner("Đèo Văn An", enrolled_in=world.c7a)
    text = (
        signed_in(people["teacher"])
        .get(reverse("classes:members", args=[world.c7a.uuid]))
        .content.decode()
    )
    names = ["Đèo Văn An", "Ánh Thị Ẩn", "Vàng A Dua", "Lò Thị Inh"]
    places = [text.index(name) for name in names]
    assert places == sorted(places)


def test_a_pupils_own_class_opens_at_once(world, people, signed_in):
    answer = signed_in(people["self"]).get(reverse("classes:index"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("classes:class", args=[world.c7a.uuid])


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("teacher", ["Lớp tôi dạy", "Lớp 7A"]),
        ("leader", ["Tất cả các lớp của trường", "Lớp 7A", "Lớp 7B"]),
        ("guardian", ["Lớp của con", "Lò Thị Inh"]),
        ("teacher elsewhere", ["Năm học này chưa có lớp nào"]),
    ],
)
def test_my_classes(role, words, people, signed_in):
    text = signed_in(people[role]).get(reverse("classes:index")).content.decode()
    assert all(word in text for word in words)


def test_the_week_shows_the_plans_titles_and_the_way_to_set_work(
    world, people, plan, signed_in
):
    period = plan.periods.get(date=datetime.date(2026, 11, 23))
    period.title = "Tam giác bằng nhau"
    period.save()
    url = reverse("classes:class", args=[world.c7a.uuid]) + "?tuan=12"
    text = signed_in(people["teacher"]).get(url).content.decode()
    assert "Tam giác bằng nhau" in text
    assert f"?lop={world.c7a.uuid}&amp;mon=TOAN&amp;tiet={period.uuid}" in text
    assert "Các tiết tuần 12" in text
    assert "Giao bài" not in signed_in(people["self"]).get(url).content.decode()


def test_a_pasted_column_fills_titles_from_a_period_on(world, people, plan, signed_in):
    client = signed_in(people["teacher"])
    answer = client.post(
        reverse("classes:paste", args=[plan.uuid]),
        {"first": "5", "column": "5\tSố thực\r\n6\tLuyện tập\r\n", "tuan": "2"},
    )
    assert answer["Location"].endswith("?tuan=2")
    assert list(
        plan.periods.filter(number__in=[5, 6]).values_list("title", flat=True)
    ) == ["Số thực", "Luyện tập"]


@pytest.mark.parametrize(
    ("first", "column", "words"),
    [
        ("140", "a\nb", "sẽ đến tiết 141"),
        ("1", "x" * 201, "Dòng 1 dài quá 200 chữ"),
        ("0", "a", "errorlist"),
        ("1", "", "Hãy điền mục này"),
    ],
)
def test_a_column_that_does_not_fit_changes_nothing(
    first, column, words, people, plan, signed_in
):
    answer = signed_in(people["teacher"]).post(
        reverse("classes:paste", args=[plan.uuid]), {"first": first, "column": column}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not plan.periods.exclude(title="").exists()


def test_a_title_too_long_is_refused_with_its_place(people, plan, signed_in):
    client = signed_in(people["teacher"])
    answer = client.post(
        reverse("classes:titles", args=[plan.uuid]),
        {"title-3": "y" * 201, "title-4": "Luyện tập"},
        follow=True,
    )
    assert "Tên bài của tiết 3" in answer.content.decode()
    assert not plan.periods.exclude(title="").exists()


def test_the_plan_says_when_the_timetable_has_changed(world, people, plan, signed_in):
    client = signed_in(people["teacher"])
    url = reverse("classes:plan", args=[plan.uuid])
    assert (
        "Thời khoá biểu hoặc ngày nghỉ đã đổi" not in client.get(url).content.decode()
    )
    make.timetable(world.c7a, {(2, 1): world.toan}, week=13)
    assert "Thời khoá biểu hoặc ngày nghỉ đã đổi" in client.get(url).content.decode()
    load_bundled()
    client.post(reverse("classes:refresh", args=[world.c7a.uuid]))
    assert (
        "Thời khoá biểu hoặc ngày nghỉ đã đổi" not in client.get(url).content.decode()
    )


def test_a_pupil_cannot_place_the_plans(world, people, plan, signed_in):
    client = signed_in(people["self"])
    assert (
        client.post(reverse("classes:refresh", args=[world.c7a.uuid])).status_code
        == 403
    )


def test_nobody_signed_out_comes_in(world, plan):
    for url in (
        reverse("classes:index"),
        reverse("classes:class", args=[world.c7a.uuid]),
        reverse("classes:plan", args=[plan.uuid]),
        reverse("classes:members", args=[world.c7a.uuid]),
    ):
        assert Client().get(url).status_code == 302


def test_the_class_page_asks_the_database_little(
    world, people, plan, signed_in, django_assert_max_num_queries
):
    for n in range(12):
        make.learner(f"Lò Văn {chr(65 + n)}", enrolled_in=world.c7a)
    client = signed_in(people["self"])
    url = reverse("classes:class", args=[world.c7a.uuid])
    with django_assert_max_num_queries(42):
        client.get(url)


def test_a_class_list_with_birth_dates_is_noted_for_each_child(
    world, people, signed_in
):
    url = reverse("classes:members", args=[world.c7a.uuid])
    signed_in(people["self"]).get(url)
    assert not RecordAccess.objects.exists()
    signed_in(people["leader"]).get(url)
    assert {row.person for row in RecordAccess.objects.all()} == {
        world.inh.person,
        world.dua.person,
    }
