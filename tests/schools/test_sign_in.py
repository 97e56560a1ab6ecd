"""Signing in: PIN, password, device, limits, nothing given away."""

import datetime
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from schools.demo_roles import demo_roles
from schools.devices import DEVICE_COOKIE
from schools.models import SignInAttempt
from tests.factories import schools as make

SIGN_IN = "/tai-khoan/dang-nhap/"


def new_device() -> Client:
    """Return a browser that has seen the sign-in page."""
    client = Client()
    client.get(SIGN_IN)
    assert DEVICE_COOKIE in client.cookies
    return client


def try_pin(client, account, pin, **more):
    data = {"username": account.username, "password": pin, **more}
    return client.post(SIGN_IN, data)


def is_in(client) -> bool:
    return SESSION_KEY in client.session


@pytest.fixture
def inh(world):
    return world.inh.person.account


def test_a_pupil_signs_in_with_digits_as_printed(inh):
    client = new_device()
    printed = f"{inh.username[:4]} {inh.username[4:]}"
    answer = client.post(SIGN_IN, {"username": printed, "password": make.PIN})
    assert answer.status_code == 302
    assert answer.url == "/"
    assert is_in(client)


def test_the_pin_field_asks_for_a_number_pad(client, db):
    page = client.get(SIGN_IN).content.decode()
    assert len(re.findall(r'inputmode="numeric"', page)) == 2
    adult = client.get(SIGN_IN + "?la=nguoi-lon").content.decode()
    assert "inputmode" not in adult


def test_wrong_pin_and_unknown_name_get_the_same_answer(inh):
    wrong = try_pin(new_device(), inh, "000001").content.decode()
    unknown = (
        new_device()
        .post(SIGN_IN, {"username": "99999999", "password": "000001"})
        .content.decode()
    )
    sentence = "Tên đăng nhập hoặc mã PIN chưa đúng"
    assert sentence in wrong
    assert sentence in unknown

    def words(page):
        return re.sub(r'value="[^"]*"', "", page)

    assert words(wrong) == words(unknown)


def test_an_inactive_account_stays_out(inh):
    inh.is_active = False
    inh.save()
    client = new_device()
    assert "chưa đúng" in try_pin(client, inh, make.PIN).content.decode()
    assert not is_in(client)


def test_the_session_changes_its_key_at_sign_in(inh):
    client = new_device()
    session = client.session
    session["seen"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    try_pin(client, inh, make.PIN)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/lop-hoc/", "/lop-hoc/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("lop-hoc", "/"),
        ("²", "/"),
    ],
)
def test_next_leads_inside_only(inh, wanted, got):
    assert try_pin(new_device(), inh, make.PIN, next=wanted).url == got


def test_a_guesser_is_slowed_and_told_how_long(inh):
    guesser = new_device()
    for _ in range(5):
        assert try_pin(guesser, inh, "000001").status_code == 200
    answer = try_pin(guesser, inh, make.PIN)  # even the right one waits
    assert answer.status_code == 429
    assert "Hãy đợi 30 giây" in answer.content.decode()
    assert not is_in(guesser)


def test_a_guesser_is_slowed_from_whatever_device(inh):
    for _ in range(5):
        try_pin(new_device(), inh, "000001")
    assert try_pin(new_device(), inh, make.PIN).status_code == 429


def test_the_owner_s_device_is_not_locked_out_by_a_guesser(inh):
    own = new_device()
    try_pin(own, inh, make.PIN)
    own.post("/tai-khoan/dang-xuat/")
    for _ in range(6):
        try_pin(new_device(), inh, "000001")
    assert try_pin(own, inh, make.PIN).status_code == 302


def test_one_school_one_address_35_pupils(world):
    """A whole class behind one address signs in, half of them mistyping twice."""
    pupils = [make.learner(f"Lò Thị {n}", world.c7b).person.account for n in range(35)]
    phones = [new_device() for _ in pupils]  # every request comes from 127.0.0.1
    for n, (phone, pupil) in enumerate(zip(phones, pupils, strict=True)):
        for _ in range(2 if n % 2 else 0):
            try_pin(phone, pupil, "000001")
        assert try_pin(phone, pupil, make.PIN).status_code == 302


def test_one_classroom_computer_serves_35_pupils(world):
    computer = new_device()
    for n in range(35):
        pupil = make.learner(f"Lò Thị {n}", world.c7b).person.account
        if n % 5 == 0:
            try_pin(computer, pupil, "000001")
        assert try_pin(computer, pupil, make.PIN).status_code == 302
        computer.post("/tai-khoan/dang-xuat/")


def test_one_device_trying_many_names_is_slowed(world):
    device = new_device()
    answers = [
        device.post(SIGN_IN, {"username": f"9000000{n}", "password": "x"}).status_code
        for n in range(17)
    ]
    assert answers[:15] == [200] * 15
    assert answers[15:] == [429] * 2


def test_attempts_hold_no_names(inh):
    try_pin(new_device(), inh, "000001")
    row = SignInAttempt.objects.get()
    assert inh.username not in f"{row.account_key} {row.device_key}"


def test_old_attempts_are_forgotten_and_one_row_a_device_is_kept(inh):
    phone = new_device()
    for _ in range(3):
        try_pin(phone, inh, "000001")
        try_pin(phone, inh, make.PIN)
    assert SignInAttempt.objects.count() == 1
    try_pin(new_device(), inh, "000001")
    long_ago = timezone.now() - datetime.timedelta(days=31)
    SignInAttempt.objects.update(at=long_ago)
    call_command("forget_attempts")
    assert [row.succeeded for row in SignInAttempt.objects.all()] == [True]


def test_a_tampered_device_cookie_is_a_new_device(inh):
    client = new_device()
    client.cookies[DEVICE_COOKIE] = client.cookies[DEVICE_COOKIE].value + "x"
    assert client.get(SIGN_IN).status_code == 200
    assert try_pin(client, inh, make.PIN).status_code == 302


class TestSharedPhone:
    def remembered(self, *accounts):
        phone = new_device()
        for account in accounts:
            try_pin(phone, account, make.PIN, remember="on")
            phone.post("/tai-khoan/dang-xuat/")
        return phone

    def test_the_page_asks_who_is_learning_and_then_the_pin_only(self, world, inh):
        dua = world.dua.person.account
        phone = self.remembered(inh, dua)
        page = phone.get(SIGN_IN).content.decode()
        assert "Ai đang học?" in page
        assert page.index("Vàng A Dua") < page.index("Lò Thị Inh")
        asked = phone.get(f"{SIGN_IN}?ai={inh.uuid}").content.decode()
        assert "Chào Lò Thị Inh" in asked
        assert 'name="username"' not in asked
        answer = phone.post(SIGN_IN, {"who": inh.uuid, "password": make.PIN})
        assert answer.status_code == 302
        assert phone.session[SESSION_KEY] == str(inh.pk)

    def test_nobody_is_kept_unasked(self, inh):
        phone = new_device()
        try_pin(phone, inh, make.PIN)
        phone.post("/tai-khoan/dang-xuat/")
        assert "Lò Thị Inh" not in phone.get(SIGN_IN).content.decode()

    def test_a_person_can_be_taken_off(self, world, inh):
        phone = self.remembered(inh, world.dua.person.account)
        phone.post("/tai-khoan/may-nay/bo/", {"who": inh.uuid})
        page = phone.get(SIGN_IN).content.decode()
        assert "Lò Thị Inh" not in page
        assert "Vàng A Dua" in page

    def test_another_phone_cannot_ask_for_a_name_by_uuid(self, inh):
        page = new_device().get(f"{SIGN_IN}?ai={inh.uuid}").content.decode()
        assert "Lò Thị Inh" not in page
        answer = new_device().post(SIGN_IN, {"who": inh.uuid, "password": make.PIN})
        assert answer.status_code == 200


class TestDemo:
    @pytest.fixture(autouse=True)
    def demo(self, world):
        world.school.is_demo = True
        world.school.save()

    def test_act_as_exists_in_the_demo_only(self, client, inh, settings):
        settings.DEMO = False
        assert "Vào vai" not in client.get(SIGN_IN).content.decode()
        assert client.post("/tai-khoan/vao-vai/", {"who": inh.uuid}).status_code == 404

    def test_a_visitor_acts_as_the_demo_s_people(self, client, inh, settings):
        settings.DEMO = True
        page = client.get(SIGN_IN).content.decode()
        assert "Vào vai" in page
        assert "Hiệu trưởng" in page
        assert client.post("/tai-khoan/vao-vai/", {"who": inh.uuid}).status_code == 302
        assert client.session[SESSION_KEY] == str(inh.pk)

    def test_the_first_teacher_s_class_comes_first(self, world, settings):
        settings.DEMO = True
        sixth = make.school_class(world.school, "6A", 6)
        make.learner("Cà Thị Bướm", sixth)
        offered = [(each.role, each.account.display_name) for each in demo_roles()]
        assert offered == [
            ("teacher", "Hà Thị Mai"),
            ("learner", "Lò Thị Inh"),
            ("learner", "Vàng A Dua"),
            ("guardian", "Lò Văn Pâng"),
            ("principal", "Vàng Thị Dợ"),
        ]

    def test_nobody_else_can_be_acted_as(self, client, world, settings):
        settings.DEMO = True
        outsider = world.sung.person.account
        root = make.account(make.person("Quản Trị"), is_superuser=True)
        make.appoint(root.person, world.school, "principal")
        for account in (outsider, root):
            answer = client.post("/tai-khoan/vao-vai/", {"who": account.uuid})
            assert answer.status_code == 404
        assert client.post("/tai-khoan/vao-vai/", {"who": "x"}).status_code == 404
