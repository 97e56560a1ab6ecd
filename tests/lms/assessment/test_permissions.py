"""Who may open what: every page against every kind of reader, the neighbour included."""

import datetime

import pytest
from django.urls import reverse

from lms.assessment.models import Item, ItemBank, Paper, Test
from schools.public import today
from tests.factories import assessment as make
from tests.factories import schools

DAY = datetime.timedelta(days=1)
READERS = [
    "teacher", "substitute", "substitute_gone", "other_subject", "other_school",
    "homeroom", "leader", "student", "classmate", "other_class", "guardian",
    "other_guardian", "anonymous",
]  # fmt: skip
MANAGE = {"teacher", "substitute"}
READ = {"teacher", "substitute", "homeroom", "leader"}

# page → who gets 200 (or a redirect that belongs to the page); all others 404
PAGES = {
    "follow": READ,
    "results": READ,
    "export": READ,
    "sheet": READ,
    "key": MANAGE,
    "extra": MANAGE,
    "test": READ | {"student", "classmate"},
    "attempt": {"student"},
    "result": {"student", "guardian"},
    "bank": {"teacher"},
    "paper": {"teacher"},
    "give": {"teacher"},
    "item": {"teacher"},
    "import": {"teacher"},
}
POSTS = {
    "room": MANAGE,
    "release": MANAGE,
    "withdraw": MANAGE,
    "reopen": MANAGE,
    "late": MANAGE,
    "begin": {"student", "classmate"},
    "renew": {"student"},
    "copy": {"teacher"},
}


@pytest.fixture
def scene(world):
    """A test with one attempt handed in, and an account of every kind of reader."""
    school, c7a = world.school, world.c7a
    van = schools.subject("VAN", "Ngữ văn")
    author = schools.teacher("Lường Thị Hoa", school)
    schools.assign(author, c7a, world.toan)
    substitute = schools.teacher("Quàng Văn Thắng", school)
    schools.assign(
        substitute, c7a, world.toan, kind="substitute", valid_to=today() + DAY
    )
    gone = schools.teacher("Tòng Thị Lan", school)
    schools.assign(gone, c7a, world.toan, kind="substitute", valid_to=today() - DAY)
    other = schools.teacher("Mùa A Páo", school)
    schools.assign(other, c7a, van)
    homeroom = schools.teacher("Sùng Thị Chà", school)
    world.mai.homerooms.update(teacher=homeroom)
    account = author.person.account
    test = make.a_test(c7a, account)
    attempt = make.handed_in(test, world.inh, {})
    readers = {
        "teacher": account,
        "substitute": substitute.person.account,
        "substitute_gone": gone.person.account,
        "other_subject": other.person.account,
        "other_school": world.sung.person.account,
        "homeroom": homeroom.person.account,
        "leader": world.leader,
        "student": world.inh.person.account,
        "classmate": world.dua.person.account,
        "other_class": world.stranger.person.account,
        "guardian": world.pang.person.account,
        "other_guardian": schools.guardian(world.stranger).person.account,
        "anonymous": None,
    }
    rows = {
        "test": test,
        "attempt": attempt,
        "learner": world.inh,
        "bank": ItemBank.objects.get(),
        "item": Item.objects.first(),
        "paper": Paper.objects.get(),
    }
    return readers, rows


def address(page, rows):
    arguments = {
        "sheet": ["attempt"], "attempt": ["attempt"], "result": ["attempt"],
        "reopen": ["attempt"], "late": ["attempt"], "renew": ["attempt"],
        "extra": ["test", "learner"], "bank": ["bank"], "import": ["bank"],
        "item": ["item"], "paper": ["paper"], "give": ["paper"], "copy": ["paper"],
    }  # fmt: skip
    values = [rows[name].uuid for name in arguments.get(page, ["test"])]
    if page == "key":
        values.append("q1")
    return reverse(f"assessment:{page}", args=values)


def outcome(client, method, page, rows):
    response = getattr(client, method)(address(page, rows))
    if response.status_code == 302 and "dang-nhap" in response["Location"]:
        return "sign in"
    return "refused" if response.status_code == 404 else "opened"


@pytest.mark.parametrize("reader", READERS)
def test_pages(scene, signed_in, client, reader):
    readers, rows = scene
    account = readers[reader]
    browser = signed_in(account) if account else client
    closed = "refused" if account else "sign in"
    got = {page: outcome(browser, "get", page, rows) for page in PAGES}
    assert got == {
        page: "opened" if reader in allowed else closed
        for page, allowed in PAGES.items()
    }


@pytest.mark.parametrize("reader", READERS)
def test_actions(scene, signed_in, client, reader):
    readers, rows = scene
    account = readers[reader]
    browser = signed_in(account) if account else client
    closed = "refused" if account else "sign in"
    got = {page: outcome(browser, "post", page, rows) for page in POSTS}
    assert got == {
        page: "opened" if reader in allowed else closed
        for page, allowed in POSTS.items()
    }


@pytest.mark.parametrize("reader", [r for r in READERS if r not in MANAGE])
def test_lists_hold_nothing_of_others(scene, signed_in, client, reader):
    readers, rows = scene
    account = readers[reader]
    if account is None:
        return
    page = signed_in(account).get(reverse("assessment:index")).content.decode()
    sees = reader in READ | {"student", "classmate", "guardian"}
    assert (rows["test"].title in page) is sees


def test_a_shared_bank_is_read_by_the_school_and_written_by_its_keeper(
    scene, signed_in, world
):
    readers, rows = scene
    ItemBank.objects.update(school=world.school)
    colleague = signed_in(readers["other_subject"])
    assert outcome(colleague, "get", "bank", rows) == "opened"
    assert outcome(colleague, "get", "import", rows) == "refused"
    assert outcome(colleague, "get", "item", rows) == "refused"
    assert outcome(signed_in(readers["other_school"]), "get", "bank", rows) == "refused"
    assert outcome(signed_in(readers["leader"]), "get", "bank", rows) == "refused"


def test_a_teacher_cannot_set_a_paper_for_a_class_of_another_subject(
    scene, signed_in, world
):
    before = Test.objects.count()
    van = schools.subject("VAN", "Ngữ văn")
    c8 = schools.school_class(world.school, "8A", 8)
    schools.assign(world.mai, c8, van)
    paper = make.paper(world.mai.person.account)
    form = {"title": "x", "school_class": c8.pk, "minutes": 15, "kind": "regular",
            "release": "submitted", "opens_at": "2026-11-30T08:00",
            "closes_at": "2026-11-30T10:00"}  # fmt: skip
    page = signed_in(world.mai.person.account).post(
        reverse("assessment:give", args=[paper.uuid]), form
    )
    assert "không dạy môn này" in page.content.decode()
    assert Test.objects.count() == before


def test_an_extra_minute_goes_to_the_class_only(scene, signed_in, world):
    readers, rows = scene
    elsewhere = reverse(
        "assessment:extra", args=[rows["test"].uuid, world.stranger.uuid]
    )
    assert signed_in(readers["teacher"]).get(elsewhere).status_code == 404
