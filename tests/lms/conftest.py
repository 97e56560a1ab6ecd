"""What the slices' tests share."""

import pytest

from tests.factories import schools as make

TODAY = "2026-11-22"


@pytest.fixture(autouse=True)
def _sunday(settings):
    """It is Sunday of week 11; nobody counts evidence."""
    settings.TODAY = TODAY
    settings.LMS_EVIDENCE_SINK = ""


@pytest.fixture
def people(world):
    """Everybody who may come to 7A's Toán: account by role."""
    co = make.teacher("Lò Thị Phương", school=world.school)
    make.assign(co, world.c7a, world.toan, kind="shared")
    inside = make.teacher("Lường Văn Hặc", school=world.school)
    make.assign(
        inside,
        world.c7a,
        world.toan,
        kind="substitute",
        valid_from="2026-11-20",
        valid_to="2026-11-22",
    )
    after = make.teacher("Quàng Văn Pản", school=world.school)
    make.assign(
        after,
        world.c7a,
        world.toan,
        kind="substitute",
        valid_from="2026-11-16",
        valid_to="2026-11-21",
    )
    van = make.teacher("Cầm Thị Loan", school=world.school)
    make.assign(van, world.c7a, make.subject("NV", "Ngữ văn"))
    toan = make.teacher("Điêu Chính Sơn", school=world.school)
    make.assign(toan, world.c7a, world.toan)
    world.c7a.homerooms.all().delete()
    gvcn = make.teacher("Mùa Thị Say", school=world.school)
    make.homeroom(gvcn, world.c7a)
    other_parent = make.guardian(world.dua, "Vàng A Chứ")
    return {
        "teacher": world.mai.person.account,
        "co-teacher": co.person.account,
        "substitute inside": inside.person.account,
        "substitute after": after.person.account,
        "teacher of another subject": van.person.account,
        "homeroom": gvcn.person.account,
        "teacher elsewhere": world.sung.person.account,
        "leader": world.leader,
        "self": world.inh.person.account,
        "classmate": world.dua.person.account,
        "pupil of another class": world.stranger.person.account,
        "guardian": world.pang.person.account,
        "other guardian": other_parent.person.account,
    }
