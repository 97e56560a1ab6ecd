"""Who enters a live lesson, and who sees it in a list: the same people."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from live.models import Room
from lms.live_admission import ClassAdmission
from tests.factories import schools as make


@pytest.fixture
def room(world):
    return Room.objects.create(
        title="Ôn tập",
        school_class=world.c7a,
        subject=world.toan,
        teacher=world.mai.person.account,
        starts_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("mai", "teacher"),
        ("substitute", "teacher"),
        ("past_substitute", None),
        ("teacher_of_another_subject", None),
        ("sung", None),
        ("inh", "student"),
        ("stranger", None),
        ("pang", None),
        ("leader", "guest"),
        ("leader_elsewhere", None),
    ],
)
def test_a_room_opens_to_its_class(world, room, who, role, settings):
    settings.TODAY = "2026-11-23"
    day = datetime.date(2026, 11, 23)
    people = {
        "leader": lambda: world.leader,
        "leader_elsewhere": lambda: make.leader(world.other, "Lò Văn Biên"),
        "substitute": lambda: stand_in(world, day, day),
        "past_substitute": lambda: stand_in(
            world, day - datetime.timedelta(days=9), day - datetime.timedelta(days=1)
        ),
        "teacher_of_another_subject": lambda: other_subject(world),
    }
    account = people[who]() if who in people else getattr(world, who).person.account
    assert ClassAdmission().admit(account, room).role == role
    listed = Room.objects.filter(ClassAdmission().rooms_visible_to(account)).exists()
    assert listed == (role is not None)


def stand_in(world, first, last):
    teacher = make.teacher("Lường Văn Chỉnh", school=world.school)
    make.assign(
        teacher,
        world.c7a,
        world.toan,
        kind="substitute",
        valid_from=first,
        valid_to=last,
    )
    return teacher.person.account


def other_subject(world):
    teacher = make.teacher("Cà Thị Hương", school=world.school)
    make.assign(teacher, world.c7a, make.subject("VAN", "Ngữ văn"))
    return teacher.person.account


def test_nobody_without_an_account_enters(world, room):
    assert ClassAdmission().admit(AnonymousUser(), room).role is None
    assert not Room.objects.filter(
        ClassAdmission().rooms_visible_to(AnonymousUser())
    ).exists()


def test_a_closed_account_does_not_enter(world, room):
    account = world.inh.person.account
    account.is_active = False
    assert ClassAdmission().admit(account, room).role is None
