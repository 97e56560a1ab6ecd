"""National identifiers: sealed at rest, unique, seen by few, each look logged."""

import base64
import datetime
import secrets

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command
from django.urls import reverse

from schools.actions.national_ids import (
    RefusedNumberError,
    national_id_of,
    renew_encryption,
    set_national_id,
)
from schools.identifiers import decrypt, encrypt, fingerprint
from schools.models import Guardianship, Person, RecordAccess
from schools.record_permissions import may_see_national_id, may_set_national_id
from tests.factories import schools as make

NUMBER = "011314000123"


@pytest.fixture
def inh(world):
    person = world.inh.person
    person.sex = Person.Sex.FEMALE
    person.save()
    return person


def test_the_number_is_sealed_and_found(inh):
    set_national_id(inh, "011 314 000 123")
    row = Person.objects.filter(pk=inh.pk).values().get()
    assert NUMBER not in str(row)
    assert row["national_id_key"] == "1"
    assert Person.objects.get(national_id_hmac=fingerprint(NUMBER)) == inh
    assert national_id_of(Person.objects.get(pk=inh.pk)) == NUMBER


def test_a_cipher_does_not_open_beside_somebody_else(inh, world):
    set_national_id(inh, NUMBER)
    with pytest.raises(InvalidTag):
        decrypt(inh.national_id_cipher, inh.national_id_key, world.dua.person.uuid)


def test_equal_numbers_look_different(inh):
    assert encrypt(NUMBER, inh.uuid)[0] != encrypt(NUMBER, inh.uuid)[0]


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("11314000123", "lost_zero", NUMBER),
        ("011214000123", "sex", ""),
        ("011313000123", "birth_year", ""),
        ("005314000123", "place", ""),
        ("abc", "not_digits", ""),
    ],
)
def test_wrong_numbers_are_refused_and_nothing_changes(inh, text, code, suggestion):
    with pytest.raises(RefusedNumberError) as refused:
        set_national_id(inh, text)
    assert (refused.value.code, refused.value.suggestion) == (code, suggestion)
    inh.refresh_from_db()
    assert inh.national_id_hmac is None


def test_an_empty_number_takes_it_away_and_two_people_may_have_none(inh, world):
    set_national_id(inh, NUMBER)
    for person in (inh, world.dua.person):
        set_national_id(person, "")
        assert person.national_id_hmac is None
        assert national_id_of(person) == ""


def test_a_number_held_by_somebody_is_refused_without_a_name(inh, world, signed_in):
    set_national_id(inh, NUMBER)
    assert inh.birth_date == world.dua.person.birth_date
    client = signed_in(world.mai.person.account)
    answer = client.post(
        reverse("schools:identifier", args=[world.dua.uuid]), {"number": NUMBER}
    )
    page = answer.content.decode()
    assert "đã được ghi cho người khác" in page
    assert "Inh" not in page


def test_the_lost_zero_is_offered_on_the_page_and_taken_by_a_button(
    inh, world, signed_in
):
    client = signed_in(world.mai.person.account)
    path = reverse("schools:identifier", args=[world.inh.uuid])
    page = client.post(path, {"number": "11314000123"}).content.decode()
    assert f'name="number" value="{NUMBER}"' in page
    inh.refresh_from_db()
    assert inh.national_id_hmac is None
    assert client.post(path, {"number": NUMBER}).status_code == 302
    inh.refresh_from_db()
    assert national_id_of(inh) == NUMBER


def test_a_new_key_takes_over_row_by_row(inh, world, settings):
    set_national_id(inh, NUMBER)
    fresh = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    settings.NATIONAL_ID_KEYS = {**settings.NATIONAL_ID_KEYS, "2": fresh}
    inh.refresh_from_db()
    assert national_id_of(inh) == NUMBER  # the old key still opens
    call_command("renew_national_ids")
    assert renew_encryption() == 0
    settings.NATIONAL_ID_KEYS = {"2": fresh}
    inh.refresh_from_db()
    assert (inh.national_id_key, national_id_of(inh)) == ("2", NUMBER)


class TestWhoSees:
    """One policy, person by person."""

    @pytest.fixture
    def readers(self, world, office):
        subject_teacher = make.teacher("Lý Văn Sơn", school=world.school)
        make.assign(subject_teacher, world.c7a, make.subject("VAN", "Ngữ văn"))
        officer = make.person("Quàng Thị Sở")
        make.appoint(officer, world.province, "province_officer")
        administrator = make.person("Quản Trị")
        make.appoint(administrator, world.school, "administrator")
        return {
            "self": world.inh.person.account,
            "father": world.pang.person.account,
            "homeroom": world.mai.person.account,
            "principal": world.leader,
            "clerk": office,
            "subject_teacher": subject_teacher.person.account,
            "classmate": world.dua.person.account,
            "teacher_elsewhere": world.sung.person.account,
            "leader_elsewhere": make.leader(world.other, "Hờ A Chua"),
            "officer": make.account(officer),
            "administrator": make.account(administrator),
            "superuser": make.account(make.person("Gốc"), is_superuser=True),
        }

    def test_a_pupil_s_number(self, inh, readers):
        seen = {who for who, acc in readers.items() if may_see_national_id(acc, inh)}
        assert seen == {"self", "father", "homeroom", "principal", "clerk"}

    def test_who_writes_it(self, inh, readers):
        able = {who for who, acc in readers.items() if may_set_national_id(acc, inh)}
        assert able == {"homeroom", "principal", "clerk"}

    def test_a_teacher_s_number_is_for_the_office(self, world, readers):
        mai = world.mai.person
        seen = {who for who, acc in readers.items() if may_see_national_id(acc, mai)}
        assert seen == {"homeroom", "principal", "clerk"}  # the homeroom teacher is Mai

    def test_a_grown_up_child_s_number_is_no_longer_the_father_s(self, inh, readers):
        inh.birth_date = datetime.date(2008, 1, 1)
        assert not may_see_national_id(readers["father"], inh)

    def test_a_former_guardian_sees_nothing(self, inh, readers):
        Guardianship.objects.update(valid_to=make.START)
        assert not may_see_national_id(readers["father"], inh)

    def test_the_record_shows_it_masked_and_a_look_is_logged(
        self, inh, world, readers, signed_in
    ):
        set_national_id(inh, NUMBER)
        client = signed_in(readers["homeroom"])
        page = client.get(reverse("schools:learner", args=[world.inh.uuid]))
        assert "••••••0123" in page.content.decode()
        assert NUMBER not in page.content.decode()
        shown = client.post(reverse("schools:reveal_number", args=[world.inh.uuid]))
        assert NUMBER in shown.content.decode()
        logged = RecordAccess.objects.filter(person=inh, actor=readers["homeroom"])
        assert list(logged.order_by("id").values_list("what", flat=True)) == [
            "record",
            "national_id",
        ]

    def test_other_staff_get_no_number_and_no_hint_of_the_birth_date(
        self, inh, world, readers, signed_in
    ):
        set_national_id(inh, NUMBER)
        client = signed_in(readers["subject_teacher"])
        page = client.get(reverse("schools:learner", args=[world.inh.uuid]))
        assert page.status_code == 200
        assert "2/3/2014" not in page.content.decode()
        shown = client.post(reverse("schools:reveal_number", args=[world.inh.uuid]))
        assert shown.status_code == 404

    def test_reading_a_class_list_is_logged_for_each_child(self, world, signed_in):
        client = signed_in(world.mai.person.account)
        client.get(reverse("schools:class_list", args=[world.c7a.uuid]))
        assert set(RecordAccess.objects.values_list("person", "what")) == {
            (world.inh.person_id, "class_list"),
            (world.dua.person_id, "class_list"),
        }
