"""Every page opens for those it is for."""

import pytest
from django.urls import reverse

from tests.factories import schools as make


@pytest.fixture
def addresses(world):
    c7a, inh, school = world.c7a.uuid, world.inh.uuid, world.school.uuid
    team = make.head_of_team(world.mai, world.school)
    names = {
        "school": [school],
        "organisation": [school],
        "add_class": [school],
        "teams": [school],
        "calendar": [school],
        "roll_over": [school],
        "team": [team.uuid],
        "class_list": [c7a],
        "paste_list": [c7a],
        "homeroom": [c7a],
        "teaching": [c7a],
        "class_slips": [c7a],
        "class_timetable": [c7a],
        "paste_timetable": [c7a],
        "teacher_timetable": [world.mai.uuid],
        "learner": [inh],
        "identifier": [inh],
        "move_learner": [inh],
        "leave_school": [inh],
        "add_staff": [school],
        "leave_staff": [
            school,
            make.teacher("Mào Văn Đi", school=world.school).person.uuid,
        ],
        "add_guardian": [inh],
        "end_assignment": [world.c7a.assignments.earliest("id").uuid],
    }
    return {name: reverse(f"schools:{name}", args=args) for name, args in names.items()}


# who opens what: everybody not named is refused
OFFICE = {"add_class", "roll_over", "team", "homeroom", "end_assignment"}
OFFICE |= {"add_staff", "leave_staff"}
MOVES = {"move_learner", "leave_school"}
KEEPS = {"paste_list", "class_slips", "paste_timetable", "identifier", "add_guardian"}
SEES_LEARNERS = {"class_list"}
SEES_RECORD = {"learner"}
SEES_TIMETABLE = {"class_timetable", "teaching"}
SEES_SCHOOL = {"school", "organisation", "teams", "calendar", "teacher_timetable"}
ALL = (
    OFFICE | MOVES | KEEPS | SEES_LEARNERS | SEES_RECORD | SEES_TIMETABLE | SEES_SCHOOL
)
MATRIX = {
    "leader": ALL,
    "clerk": ALL,
    "homeroom": KEEPS | SEES_LEARNERS | SEES_RECORD | SEES_TIMETABLE | SEES_SCHOOL,
    "subject_teacher": SEES_LEARNERS | SEES_RECORD | SEES_TIMETABLE | SEES_SCHOOL,
    "colleague": SEES_TIMETABLE | SEES_SCHOOL,
    "neighbour": set(),  # a teacher of another school
    "neighbour_leader": set(),
    "pupil": SEES_TIMETABLE,
    "other_pupil": set(),
    "guardian": SEES_TIMETABLE,
    "commune": SEES_LEARNERS | SEES_TIMETABLE | SEES_SCHOOL,
    "province": SEES_LEARNERS | SEES_TIMETABLE | SEES_SCHOOL,
    "editor": set(),
}


@pytest.fixture
def readers(world, office):
    subject_teacher = make.teacher("Lý Văn Sơn", school=world.school)
    make.assign(subject_teacher, world.c7a, make.subject("VAN", "Ngữ văn"))
    colleague = make.teacher("Tòng Văn Hặc", school=world.school)
    officers = {}
    for place, role in (
        ("commune", "commune_officer"),
        ("province", "province_officer"),
    ):
        who = make.person(f"Quàng Thị {role[0].upper()}")
        make.appoint(who, getattr(world, place), role)
        officers[place] = make.account(who)
    editor = make.person("Đinh Văn Bút")
    make.appoint(editor, world.province, "editor")
    # the province's editor works at the Sở, not at the school
    return {
        "leader": world.leader,
        "clerk": office,
        "homeroom": world.mai.person.account,
        "subject_teacher": subject_teacher.person.account,
        "colleague": colleague.person.account,
        "neighbour": world.sung.person.account,
        "neighbour_leader": make.leader(world.other, "Hờ A Chua"),
        "pupil": world.inh.person.account,
        "other_pupil": world.stranger.person.account,
        "guardian": world.pang.person.account,
        "editor": make.account(editor),
        **officers,
    }


@pytest.mark.parametrize("who", sorted(MATRIX))
def test_who_opens_which_page(who, readers, addresses, signed_in):
    client = signed_in(readers[who])
    opened = {
        name
        for name, address in addresses.items()
        if client.get(address).status_code == 200
    }
    assert opened == MATRIX[who]


def test_the_school_page_links_only_what_opens(world, readers, addresses, signed_in):
    hrefs = {
        each: reverse("schools:class_list", args=[each.uuid])
        for each in (world.c7a, world.c7b)
    }
    for who in (
        "leader",
        "clerk",
        "homeroom",
        "subject_teacher",
        "colleague",
        "commune",
    ):
        client = signed_in(readers[who])
        page = client.get(addresses["school"]).content.decode()
        for href in hrefs.values():
            assert (f'"{href}"' in page) == (client.get(href).status_code == 200), who


def test_strangers_are_led_to_sign_in(client, addresses):
    for address in addresses.values():
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith("/tai-khoan/dang-nhap/?next=")


def test_a_learner_s_page_does_not_say_that_it_exists(world, signed_in, addresses):
    assert (
        signed_in(world.sung.person.account).get(addresses["learner"]).status_code
        == 404
    )


@pytest.mark.parametrize("asked", ["²", "²²²²", "9" * 5000, "-1", "abcd", "٣", "0"])
def test_odd_numbers_in_an_address_do_no_harm(world, office, signed_in, asked):
    client = signed_in(office)
    timetable = reverse("schools:class_timetable", args=[world.c7a.uuid])
    school = reverse("schools:school", args=[world.school.uuid])
    lessons = reverse("classes:class", args=[world.c7a.uuid])
    assert client.get(timetable, {"tuan": asked}).status_code == 200
    assert client.get(school, {"nam": asked}).status_code in {200, 404}
    client = signed_in(world.mai.person.account)
    assert client.get(lessons, {"tuan": asked}).status_code == 200
    end = reverse("schools:roll_over", args=[world.school.uuid])
    sent = {"first_day": "1/9/2027", "staying": asked}
    assert signed_in(office).post(end, sent).status_code in {200, 302}


def test_rights_end_with_the_day(world, signed_in, addresses, settings):
    client = signed_in(world.mai.person.account)
    settings.TODAY = "2026-11-23"
    world.c7a.assignments.update(valid_to="2026-11-20")
    world.c7a.homerooms.update(valid_to="2026-11-23")
    assert client.get(addresses["class_list"]).status_code == 200
    settings.TODAY = "2026-11-24"
    assert client.get(addresses["class_list"]).status_code == 403
