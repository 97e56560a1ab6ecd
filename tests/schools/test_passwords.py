"""PINs and passwords: changed, forced, forgotten; sessions that end."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail

from config.logging import masked as masked_log
from schools.actions.accounts import (
    NewAccount,
    create_account,
    create_accounts,
    sign_out_everywhere,
)
from schools.actions.people import NewPerson, create_people
from schools.rules.pins import weakness
from tests.factories import schools as make
from tests.schools.test_sign_in import SIGN_IN, is_in, new_device, try_pin

CHANGE = "/tai-khoan/mat-khau/"
NEW_PIN = "730592"


@pytest.fixture
def inh(world):
    return world.inh.person.account


def change(client, current, new, again=None):
    return client.post(CHANGE, {"current": current, "new": new, "again": again or new})


def test_a_pupil_changes_the_pin_and_other_devices_are_signed_out(inh):
    here, there = new_device(), new_device()
    for device in (here, there):
        try_pin(device, inh, make.PIN)
    assert change(here, make.PIN, NEW_PIN).status_code == 302
    assert here.get("/tai-khoan/").status_code == 200
    assert there.get("/tai-khoan/").status_code == 302
    assert try_pin(new_device(), inh, NEW_PIN).status_code == 302


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("000000", "quá dễ đoán"),
        ("123456", "quá dễ đoán"),
        ("020314", "ngày sinh"),
        ("12345", "6 chữ số"),
        ("abcdef", "6 chữ số"),
    ],
)
def test_weak_pins_are_refused(inh, signed_in, new, says):
    answer = change(signed_in(inh), make.PIN, new)
    assert says in answer.content.decode()
    inh.refresh_from_db()
    assert inh.check_password(make.PIN)


def test_the_current_pin_is_needed_and_guessing_it_is_slowed(inh, signed_in):
    client = signed_in(inh)
    client.get(SIGN_IN)
    for _ in range(5):
        assert (
            "Mã hiện tại chưa đúng" in change(client, "111", NEW_PIN).content.decode()
        )
    assert "Hãy đợi" in change(client, make.PIN, NEW_PIN).content.decode()


def test_two_different_new_pins_are_refused(inh, signed_in):
    answer = change(signed_in(inh), make.PIN, NEW_PIN, "730593")
    assert "không giống nhau" in answer.content.decode()


def test_a_first_password_lets_nobody_in_before_it_is_replaced(world):
    given = create_account(
        NewAccount(make.person("Lý Văn Sơn"), False, must_change_password=True)
    )
    client = new_device()
    answer = try_pin(client, given.account, given.password, next="/lop-hoc/")
    assert answer.url == CHANGE
    assert not is_in(client)
    assert client.get("/tai-khoan/").status_code == 302
    own = "suoi-trong-nuong-xanh"
    assert (
        client.post(CHANGE, {"new": "1234567890", "again": "1234567890"}).status_code
        == 200
    )
    assert client.post(CHANGE, {"new": own, "again": own}).url == "/lop-hoc/"
    assert is_in(client)
    assert try_pin(new_device(), given.account, own).url == "/"


def test_signing_out_everywhere_ends_every_session(inh):
    devices = [new_device(), new_device()]
    for device in devices:
        try_pin(device, inh, make.PIN)
    devices[0].post("/tai-khoan/thoat-moi-may/")
    assert [d.get("/tai-khoan/").status_code for d in devices] == [302, 302]


def test_the_epoch_ends_sessions_without_a_new_password(inh, signed_in):
    client = signed_in(inh)
    sign_out_everywhere([inh])
    assert client.get("/tai-khoan/").status_code == 302


class TestForgotten:
    @pytest.fixture
    def mai(self, world):
        account = world.mai.person.account
        account.email = "Mai@truong.example"
        account.save()
        return account

    def ask(self, client, email, run_tasks):
        answer = client.post("/tai-khoan/quen-mat-khau/", {"email": email})
        run_tasks()
        return answer.content.decode()

    def link(self):
        return re.search(r"http://[^/]+(/tai-khoan/dat-lai/\S+)", mail.outbox[-1].body)[
            1
        ]

    @pytest.mark.django_db(transaction=True)
    def test_a_link_comes_by_mail_and_works_once(self, client, mai, run_tasks):
        self.ask(client, "mai@truong.example", run_tasks)
        assert mail.outbox[-1].to == ["Mai@truong.example"]
        path = self.link()
        assert (
            client.get(path).url == "/tai-khoan/dat-lai/moi/"
        )  # no key in the address
        own = "suoi-trong-nuong-xanh"
        answer = client.post("/tai-khoan/dat-lai/moi/", {"new": own, "again": own})
        assert answer.url == "/"
        assert client.session[SESSION_KEY] == str(mai.pk)
        client.post("/tai-khoan/dang-xuat/")
        client.get(path)
        over = client.get("/tai-khoan/dat-lai/moi/")
        assert over.status_code == 404
        assert "không dùng được nữa" in over.content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_the_answer_does_not_tell_who_has_an_account(self, client, mai, run_tasks):
        known = self.ask(client, "mai@truong.example", run_tasks)
        unknown = self.ask(client, "ai-do@truong.example", run_tasks)
        assert known == unknown
        assert len(mail.outbox) == 1

    @pytest.mark.django_db(transaction=True)
    def test_one_letter_in_five_minutes(self, client, mai, run_tasks):
        for _ in range(3):
            self.ask(client, "mai@truong.example", run_tasks)
        assert len(mail.outbox) == 1

    def test_the_path_is_masked_in_logs(self):
        line = "GET /tai-khoan/dat-lai/0123abc.c8f-1234/ 302"
        assert masked_log(line) == "GET /tai-khoan/dat-lai/…/ 302"

    @pytest.mark.parametrize("key", ["x", "a" * 32 + ".b", "." * 40, "z" * 32 + ".t"])
    def test_made_up_keys_open_nothing(self, client, mai, key):
        client.get(f"/tai-khoan/dat-lai/{key}/")
        assert client.get("/tai-khoan/dat-lai/moi/").status_code == 404


def test_a_few_hundred_accounts_are_made_at_once(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        people = create_people(NewPerson(f"Lò Thị {n}") for n in range(300))
        made = create_accounts([NewAccount(person, True) for person in people])
    assert len({each.account.username for each in made}) == 300
    for each in made[:20]:
        assert weakness(each.password, username=each.account.username) == ""
        assert each.account.check_password(each.password)


def test_the_language_is_kept_in_a_cookie(client, db):
    client.post("/tai-khoan/ngon-ngu/", {"language": "en", "next": SIGN_IN})
    assert "Sign in" in client.get(SIGN_IN).content.decode()
    client.post("/tai-khoan/ngon-ngu/", {"language": "xx"})
    assert "Sign in" in client.get(SIGN_IN).content.decode()
    client.post("/tai-khoan/ngon-ngu/", {"language": "vi"})
    assert "Đăng nhập" in client.get(SIGN_IN).content.decode()


class TestHandedOut:
    """First passwords from the office: downwards only, shown once."""

    @pytest.fixture
    def people(self, world, office):
        both = make.teacher("Lý Văn Sơn", school=world.school)
        make.appoint(both.person, world.other, "teacher")
        return {
            "mai": world.mai.person.account,
            "leader": world.leader,
            "clerk": office,
            "father": world.pang.person.account,
            "pupil": world.inh.person.account,
            "teacher_elsewhere": world.sung.person.account,
            "teacher_of_two_schools": both.person.account,
            "root": make.account(make.person("Gốc"), is_superuser=True),
        }

    @pytest.mark.parametrize(
        ("actor", "targets"),
        [
            ("leader", {"mai", "clerk", "father"}),
            ("clerk", {"mai", "father"}),
            ("mai", {"father"}),
            ("father", set()),
            ("pupil", set()),
            ("teacher_elsewhere", set()),
        ],
    )
    def test_who_may_for_whom(self, people, signed_in, actor, targets):
        client = signed_in(people[actor])
        opened = {
            name
            for name, account in people.items()
            if client.get(
                f"/nha-truong/tai-khoan/{account.uuid}/mat-khau-moi/"
            ).status_code
            == 200
        }
        assert opened == targets

    def test_it_is_for_the_first_sign_in_only(self, people, signed_in):
        mai = people["mai"]
        at_work = signed_in(mai)
        page = signed_in(people["clerk"]).post(
            f"/nha-truong/tai-khoan/{mai.uuid}/mat-khau-moi/"
        )
        given = re.search(
            r"<b class=\"n\">([a-z0-9]{4}(?:-[a-z0-9]{4}){2})<", page.content.decode()
        )[1]
        assert at_work.get("/tai-khoan/").status_code == 302
        client = new_device()
        assert try_pin(client, mai, given).url == CHANGE
        assert not is_in(client)
