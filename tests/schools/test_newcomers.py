"""Somebody new at a school, and somebody who leaves: pages, rights, first sign-in."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from schools.actions.national_ids import set_national_id
from schools.models import (
    Account,
    Appointment,
    Guardianship,
    Person,
    Teacher,
    TeachingAssignment,
)
from schools.permissions import teaches
from schools.record_permissions import may_let_go, may_reset_password
from tests.factories import schools as make

TODAY = "2026-11-23"


@pytest.fixture(autouse=True)
def _monday(settings):
    settings.TODAY = TODAY


def staff_url(school):
    return reverse("schools:add_staff", args=[school.uuid])


def family_url(learner):
    return reverse("schools:add_guardian", args=[learner.uuid])


def typed(name="Quàng Thị Ngoan", **fields):
    return {
        "full_name": name, "birth_date": "2/3/1990", "sex": "2", "national_id": "",
        "username": "", "since": "23/11/2026", "role": "teacher", "relation": "mother",
    } | fields  # fmt: skip


def shown(page):
    """Return the sign-in name and password a page shows."""
    return re.findall(r'<b class="n">([^<]+)</b>', page.content.decode())


def test_a_new_teacher_signs_in_and_can_be_assigned(world, office, signed_in):
    page = signed_in(office).post(staff_url(world.school), typed())
    assert "đã có thể đăng nhập" in page.content.decode()
    username, password = shown(page)
    account = Account.objects.get(username=username)
    assert account.must_change_password
    assert Teacher.objects.get(person=account.person).code.startswith("GV")
    assert "no-store" in page["Cache-Control"]
    came = Client()
    answer = came.post(
        reverse("schools:sign_in"),
        {"username": username, "password": password, "la": "nguoi-lon"},
    )
    assert answer.url == reverse("schools:change_password")
    form = signed_in(office).get(reverse("schools:teaching", args=[world.c7a.uuid]))
    assert "Quàng Thị Ngoan" in form.content.decode()


def test_leaders_take_on_a_clerk_and_a_clerk_does_not(world, office, signed_in):
    signed_in(office).post(staff_url(world.school), typed(role="clerk"))
    signed_in(world.leader).post(staff_url(world.school), typed(role="principal"))
    assert not Person.objects.filter(given_name="Ngoan").exists()
    signed_in(world.leader).post(staff_url(world.school), typed(role="clerk"))
    assert Appointment.objects.get(person__given_name="Ngoan").role == "clerk"


@pytest.mark.parametrize("who", ["mai", "sung", "inh", "pang"])
def test_others_take_nobody_on(world, signed_in, who):
    client = signed_in(getattr(world, who).person.account)
    assert client.get(staff_url(world.school)).status_code == 403
    assert client.post(staff_url(world.school), typed()).status_code == 403
    assert not Person.objects.filter(given_name="Ngoan").exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("full_name", "Ngoan", "đủ họ và tên"),
        ("full_name", "Quàng 123", "không phải họ tên"),
        ("full_name", "Q" * 100 + " Ngoan", "không phải họ tên"),
        ("birth_date", "31/2/1990", "ngày/tháng/năm"),
        ("birth_date", "1/1/1800", "ngày/tháng/năm"),
        ("since", "hôm nay", "ngày/tháng/năm"),
        ("national_id", "12345", "12 chữ số"),
        ("national_id", "11190123456", "Có phải là 011190123456 không?"),
        ("username", "khong-co", "không có người lớn nào"),
        ("role", "administrator", "không"),
        ("sex", "9", "không"),
    ],
)
def test_bad_input_says_why_and_leaves_nothing(
    world, office, signed_in, field, value, words
):
    before = Person.objects.count(), Account.objects.count()
    page = signed_in(office).post(staff_url(world.school), typed(**{field: value}))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert (Person.objects.count(), Account.objects.count()) == before


def test_one_human_stays_one_person(world, office, signed_in):
    """A father of this school who also teaches here keeps his one sign-in."""
    people = Person.objects.count()
    pang = world.pang.person
    page = signed_in(office).post(
        staff_url(world.school),
        typed(pang.full_name, username=pang.account.username),
        follow=True,
    )
    assert "vẫn đăng nhập như trước" in page.content.decode()
    assert Person.objects.count() == people
    assert Teacher.objects.filter(person=pang).exists()
    again = signed_in(office).post(
        staff_url(world.school),
        typed(pang.full_name, username=pang.account.username),
    )
    assert "đang làm việc ở trường rồi" in again.content.decode()


def test_who_belongs_elsewhere_is_not_taken_by_a_name(world, office, signed_in):
    sung = world.sung.person
    page = signed_in(office).post(
        staff_url(world.school),
        typed(sung.full_name, username=sung.account.username),
    )
    assert "không có người lớn nào" in page.content.decode()
    born = sung.birth_date
    number = f"011{int(sung.sex == 2) + 2 * (born.year > 1999)}{born:%y}123456"
    set_national_id(sung, number)
    page = signed_in(office).post(
        staff_url(world.school),
        typed("Ai Đó", national_id=number, sex="0", birth_date=f"{born:%d/%m/%Y}"),
    )
    assert "người khác" in page.content.decode()
    assert sung.full_name not in page.content.decode()
    assert not Appointment.objects.filter(
        person=sung, organisation=world.school
    ).exists()


def test_a_homeroom_teacher_records_a_mother(world, signed_in):
    client = signed_in(world.mai.person.account)
    username, _password = shown(client.post(family_url(world.inh), typed()))
    assert username.startswith("ph")
    account = Account.objects.get(username=username)
    assert may_reset_password(world.mai.person.account, account)
    record = reverse("schools:learner", args=[world.inh.uuid])
    assert "Quàng Thị Ngoan" in client.get(record).content.decode()
    twice = client.post(family_url(world.inh), typed(username=username))
    assert "đã được ghi rồi" in twice.content.decode()
    guardian = Guardianship.objects.get(guardian__person=account.person).guardian
    client.post(reverse("schools:end_guardian", args=[world.inh.uuid, guardian.uuid]))
    assert "Quàng Thị Ngoan" not in client.get(record).content.decode()
    assert not may_reset_password(world.mai.person.account, account)


@pytest.mark.parametrize("who", ["sung", "inh", "pang", "dua"])
def test_others_record_no_family(world, signed_in, who):
    client = signed_in(getattr(world, who).person.account)
    assert client.get(family_url(world.inh)).status_code == 404
    assert client.post(family_url(world.inh), typed()).status_code == 404
    gone = reverse("schools:end_guardian", args=[world.inh.uuid, world.pang.uuid])
    assert client.post(gone).status_code == 404
    assert not Person.objects.filter(given_name="Ngoan").exists()


def test_nobody_renews_the_password_of_a_parent_with_a_child_elsewhere(world, office):
    """Whoever signed in as the parent would see the other child's marks."""
    pang = world.pang.person.account
    assert may_reset_password(office, pang)
    elsewhere = make.learner(
        "Lò Văn Út", enrolled_in=make.school_class(world.other, "6A", grade=6)
    )
    Guardianship.objects.create(
        guardian=world.pang, learner=elsewhere, relation="father",
        valid_from=make.START,
    )  # fmt: skip
    assert not may_reset_password(office, pang)
    assert not may_reset_password(world.mai.person.account, pang)


def test_who_leaves_loses_every_right_here(world, office, signed_in, settings):
    mai = world.mai.person
    url = reverse("schools:leave_staff", args=[world.school.uuid, mai.uuid])
    for outsider in (world.sung.person.account, mai.account):
        assert signed_in(outsider).get(url).status_code == 403
    assert signed_in(office).post(url, {"last_day": "24/11/2026"}).status_code == 302
    settings.TODAY = "2026-11-24"
    assert teaches(mai.account, world.c7a)
    settings.TODAY = "2026-11-25"
    assert not teaches(mai.account, world.c7a)
    assert not TeachingAssignment.objects.filter(
        teacher=world.mai, valid_to__isnull=True
    ).exists()
    lists = reverse("schools:class_list", args=[world.c7a.uuid])
    assert signed_in(mai.account).get(lists).status_code == 403


def test_nobody_is_let_go_from_below(world, office):
    leader = world.leader
    assert not may_let_go(office, leader.person, world.school)
    assert not may_let_go(leader, leader.person, world.school)
    assert may_let_go(leader, office.person, world.school)
    assert not may_let_go(office, world.sung.person, world.other)
