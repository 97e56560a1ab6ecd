"""Sign-in slips: printed, scanned, taken back."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from schools.actions.slips import issue_slips
from schools.models import SignInSlip
from tests.factories import schools as make
from tests.schools.test_sign_in import new_device, try_pin


@pytest.fixture
def inh(world):
    return world.inh.person.account


def slips_page(world):
    return reverse("schools:class_slips", args=[world.c7a.uuid])


def print_for(client, world, *learners):
    uuids = [learner.uuid for learner in learners]
    return client.post(slips_page(world), {"learner": uuids}).content.decode()


def test_the_homeroom_teacher_prints_name_class_username_pin_and_code(
    world, inh, signed_in
):
    page = print_for(signed_in(world.mai.person.account), world, world.inh, world.dua)
    assert page.count('<li class="slip">') == 2
    assert page.count("<svg") == 2 + page.count('<svg viewBox="0 0 24 24"')
    assert "style=" not in page
    username = f"{inh.username[:4]} {inh.username[4:]}"
    slip = page[page.index("Lò Thị Inh") :]
    assert username in slip
    assert "Lớp 7A" in slip
    pin = re.search(r"<dd>(\d{3} \d{3})</dd>", slip)[1].replace(" ", "")
    assert (
        try_pin(new_device(), inh, make.PIN).status_code == 200
    )  # the old one is over
    assert try_pin(new_device(), inh, pin).status_code == 302


def test_the_answer_is_not_kept_by_the_browser(world, signed_in):
    client = signed_in(world.mai.person.account)
    answer = client.post(slips_page(world), {"learner": [world.inh.uuid]})
    assert "no-store" in answer["Cache-Control"]


def test_pupils_of_another_class_cannot_be_printed(world, signed_in):
    page = print_for(signed_in(world.mai.person.account), world, world.stranger)
    assert "Cà Văn An" not in page
    assert not SignInSlip.objects.exists()


@pytest.mark.parametrize("who", ["sung", "inh", "pang"])
def test_others_print_nothing(world, who, signed_in):
    client = signed_in(getattr(world, who).person.account)
    answer = client.post(slips_page(world), {"learner": [world.inh.uuid]})
    assert answer.status_code == 403
    assert not SignInSlip.objects.exists()


def test_a_scanned_slip_asks_and_then_lets_in(inh, client):
    slip = issue_slips(None, [inh])[0]
    path = reverse("schools:slip", args=[slip.token])
    assert "Em là Lò Thị Inh?" in client.get(path).content.decode()
    assert SESSION_KEY not in client.session
    assert client.post(path).status_code == 302
    assert client.session[SESSION_KEY] == str(inh.pk)


def test_only_the_token_s_hash_is_kept(inh):
    slip = issue_slips(None, [inh])[0]
    row = SignInSlip.objects.get()
    assert slip.token not in str(row.__dict__)
    assert slip.pin not in str(inh.__dict__)


def test_a_newer_slip_ends_the_older(inh, client):
    old, new = (issue_slips(None, [inh])[0] for _ in range(2))
    assert client.get(reverse("schools:slip", args=[old.token])).status_code == 404
    assert client.get(reverse("schools:slip", args=[new.token])).status_code == 200


@pytest.mark.parametrize("only", [True, False])
def test_a_slip_taken_back_signs_out_who_used_it(world, inh, signed_in, client, only):
    slip = issue_slips(None, [inh])[0]
    other = issue_slips(None, [world.dua.person.account])[0]
    path = reverse("schools:slip", args=[slip.token])
    client.post(path)
    assert client.get("/tai-khoan/").status_code == 200
    data = {"learner": world.inh.uuid} if only else {}
    signed_in(world.mai.person.account).post(
        reverse("schools:revoke_slips", args=[world.c7a.uuid]), data
    )
    assert client.get("/tai-khoan/").status_code == 302
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Phiếu này không dùng được nữa" in answer.content.decode()
    left = client.get(reverse("schools:slip", args=[other.token])).status_code
    assert left == (200 if only else 404)


def test_a_device_that_used_a_slip_is_known_to_the_account(inh):
    phone = new_device()
    phone.post(reverse("schools:slip", args=[issue_slips(None, [inh])[0].token]))
    phone.post("/tai-khoan/dang-xuat/")
    for _ in range(6):
        try_pin(new_device(), inh, "000001")
    assert try_pin(phone, inh, "000002").status_code == 200


def test_a_new_pin_clears_the_guesser_s_count(inh):
    for _ in range(6):
        try_pin(new_device(), inh, "000001")
    assert try_pin(new_device(), inh, make.PIN).status_code == 429
    slip = issue_slips(None, [inh])[0]
    assert try_pin(new_device(), inh, slip.pin).status_code == 302


@pytest.mark.parametrize("token", ["x", "a" * 200, "%00", "..", "' or 1=1"])
def test_made_up_tokens_open_nothing(client, db, token):
    assert client.get(f"/tai-khoan/phieu/{token}/").status_code == 404


def test_a_grown_up_has_no_slip(world, client):
    account = world.mai.person.account
    slip = issue_slips(None, [account])[0]
    assert client.get(reverse("schools:slip", args=[slip.token])).status_code == 404
