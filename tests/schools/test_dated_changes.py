"""What is dated is never overwritten: transfers, substitutes, teams, timetables."""

import datetime

import pytest
from django.urls import reverse

from schools.actions.classes import (
    NewAssignment,
    RefusedError,
    assign_teaching,
    end_enrolment,
    end_teaching,
    form_team,
    join_team,
    name_homeroom_teacher,
    open_class,
    transfer,
)
from schools.actions.timetables import set_timetable
from schools.directory import class_grid, class_rows, subject_words, teacher_grid
from schools.models import Enrolment, Holiday, TimetableSlot
from schools.permissions import heads_team_for, is_homeroom_teacher, teaches
from schools.queries import (
    class_members,
    class_of_learner,
    periods_on,
    timetable_on,
    weeks_of,
)
from schools.rules.tables import split_pasted
from schools.rules.timetable_grid import read_grid
from tests.factories import schools as make

DAY = datetime.timedelta(days=1)
NOW = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(settings):
    settings.TODAY = NOW.isoformat()


class TestTransfer:
    def test_the_old_place_ends_the_day_before_the_new_begins(self, world):
        before = Enrolment.objects.get(learner=world.inh)
        transfer(world.inh, world.c7b, NOW, reason="chuyển nhà")
        before.refresh_from_db()
        assert before.valid_to == NOW - DAY
        assert class_of_learner(world.inh, NOW - DAY) == world.c7a
        assert class_of_learner(world.inh, NOW) == world.c7b
        assert world.inh in class_members(world.c7a, NOW - DAY)
        assert world.inh not in class_members(world.c7a, NOW)
        # marks and work hang on the learner and stay with them
        assert before.learner == Enrolment.objects.latest("id").learner

    def test_the_office_moves_a_learner_by_a_form(self, world, signed_in):
        client = signed_in(world.leader)
        answer = client.post(
            reverse("schools:move_learner", args=[world.inh.uuid]),
            {"school_class": world.c7b.uuid, "since": "23/11/2026", "reason": ""},
        )
        assert answer.status_code == 302
        assert class_of_learner(world.inh, NOW) == world.c7b

    def test_a_class_of_another_school_is_no_choice(self, world, signed_in):
        elsewhere = make.school_class(world.other, "7C")
        answer = signed_in(world.leader).post(
            reverse("schools:move_learner", args=[world.inh.uuid]),
            {"school_class": elsewhere.uuid, "since": "23/11/2026"},
        )
        assert answer.status_code == 200
        assert class_of_learner(world.inh, NOW) == world.c7a

    @pytest.mark.parametrize(
        ("target", "day", "code"),
        [("c7a", NOW, "same_class"), ("c7b", make.START - 9 * DAY, "before_current")],
    )
    def test_refusals_change_nothing(self, world, target, day, code):
        with pytest.raises(RefusedError, match=code):
            transfer(world.inh, getattr(world, target), day)
        assert Enrolment.objects.get(learner=world.inh).valid_to is None

    def test_the_homeroom_teacher_does_not_move_learners(self, world, signed_in):
        client = signed_in(world.mai.person.account)
        path = reverse("schools:move_learner", args=[world.inh.uuid])
        assert client.post(path, {"since": "1/12/2026"}).status_code == 404

    def test_leaving_ends_the_place(self, world):
        end_enrolment(world.inh, NOW, "theo gia đình")
        assert class_of_learner(world.inh, NOW) == world.c7a
        assert class_of_learner(world.inh, NOW + DAY) is None
        with pytest.raises(RefusedError, match="not_enrolled"):
            end_enrolment(world.inh, NOW, "")

    def test_a_combined_class_keeps_each_learner_s_grade(self, world):
        combined = open_class(
            world.school, world.c7a.year, "Ghép 6+7", 6, is_combined=True
        )
        transfer(world.inh, combined, NOW)
        assert Enrolment.objects.get(learner=world.inh, valid_to=None).grade == 7


class TestTeaching:
    def give(self, world, who, **more):
        row = {"teacher": who, "school_class": world.c7a, "subject": world.toan}
        return assign_teaching(NewAssignment(**(row | {"since": NOW} | more)))

    def test_a_substitute_s_rights_end_with_the_day(self, world):
        son = make.teacher("Lý Văn Sơn", school=world.school)
        last = NOW + 7 * DAY
        self.give(world, son, kind="substitute", until=last)
        account = son.person.account
        assert not teaches(account, world.c7a, world.toan, NOW - DAY)
        assert teaches(account, world.c7a, world.toan, last)
        assert not teaches(account, world.c7a, world.toan, last + DAY)

    def test_a_substitute_s_page_closes_with_the_day(self, world, signed_in, settings):
        son = make.teacher("Lý Văn Sơn", school=world.school)
        self.give(world, son, kind="substitute", until=NOW)
        client = signed_in(son.person.account)
        path = reverse("schools:class_list", args=[world.c7a.uuid])
        assert client.get(path).status_code == 200
        settings.TODAY = (NOW + DAY).isoformat()
        assert client.get(path).status_code == 403

    def test_several_teachers_share_one_subject(self, world):
        khtn = make.subject("KHTN", "Khoa học tự nhiên", short="KHTN")
        for name, part in (("Giàng A Sùng", "Vật sống"), ("Lý Văn Sơn", "Năng lượng")):
            who = make.teacher(name, school=world.school)
            self.give(world, who, subject=khtn, kind="shared", component=part)
        assert world.c7a.assignments.on(NOW).filter(subject=khtn).count() == 2

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"kind": "substitute"}, "substitute_needs_end"),
            ({"until": NOW - DAY}, "ends_before_start"),
        ],
    )
    def test_refusals(self, world, more, code):
        with pytest.raises(RefusedError, match=code):
            self.give(world, make.teacher(school=world.school), **more)

    def test_nobody_is_assigned_twice(self, world):
        with pytest.raises(RefusedError, match="assigned_already"):
            self.give(world, world.mai)

    def test_an_assignment_ended_before_it_began_never_held(self, world):
        son = make.teacher("Lý Văn Sơn", school=world.school)
        row = self.give(world, son)
        end_teaching(row, NOW - 30 * DAY)
        assert not teaches(son.person.account, world.c7a, world.toan, NOW)

    def test_the_office_assigns_and_ends_by_forms(self, world, signed_in):
        son = make.teacher("Lý Văn Sơn", school=world.school)
        client = signed_in(world.leader)
        path = reverse("schools:teaching", args=[world.c7a.uuid])
        form = {
            "teacher": son.uuid,
            "subject": "TOAN",
            "kind": "substitute",
            "since": "23/11/2026",
        }
        assert (
            "Dạy thay cần có ngày cuối cùng" in client.post(path, form).content.decode()
        )
        assert client.post(path, form | {"until": "30/11/2026"}).status_code == 302
        row = son.assignments.get()
        client.post(
            reverse("schools:end_assignment", args=[row.uuid]),
            {"last_day": "24/11/2026"},
        )
        row.refresh_from_db()
        assert row.valid_to == datetime.date(2026, 11, 24)

    def test_a_teacher_of_another_school_is_no_choice(self, world, signed_in):
        answer = signed_in(world.leader).post(
            reverse("schools:teaching", args=[world.c7a.uuid]),
            {
                "teacher": world.sung.uuid,
                "subject": "TOAN",
                "kind": "main",
                "since": "23/11/2026",
            },
        )
        assert answer.status_code == 200
        assert not world.sung.assignments.exists()

    def test_a_colleague_assigns_nothing(self, world, signed_in):
        client = signed_in(world.mai.person.account)
        path = reverse("schools:teaching", args=[world.c7a.uuid])
        before = world.c7a.assignments.count()
        client.post(
            path,
            {
                "teacher": world.mai.uuid,
                "subject": "TOAN",
                "kind": "main",
                "since": "24/11/2026",
            },
        )
        assert world.c7a.assignments.count() == before


def test_homeroom_is_handed_over_on_a_day(world):
    son = make.teacher("Lý Văn Sơn", school=world.school)
    name_homeroom_teacher(world.c7a, son, NOW)
    mai = world.mai.person.account
    assert is_homeroom_teacher(mai, world.c7a, NOW - DAY)
    assert not is_homeroom_teacher(mai, world.c7a, NOW)
    assert is_homeroom_teacher(son.person.account, world.c7a, NOW)
    with pytest.raises(RefusedError, match="before_current"):
        name_homeroom_teacher(world.c7a, world.mai, NOW)


def test_a_team_spans_subjects_and_its_roles_are_dated(world):
    tin = make.subject("TIN", "Tin học")
    team = form_team(world.school, "Tổ Toán - Tin", [world.toan, tin])
    join_team(team, world.mai, "member", NOW - 10 * DAY)
    join_team(team, world.mai, "head", NOW)
    account = world.mai.person.account
    for subject in (world.toan, tin):
        assert not heads_team_for(account, world.school, subject, NOW - DAY)
        assert heads_team_for(account, world.school, subject, NOW)
    with pytest.raises(RefusedError, match="team_exists"):
        form_team(world.school, "Tổ  Toán - Tin", [])


class TestTimetable:
    GRID = "Buổi\tTiết\tThứ 2\tThứ 3\nSáng\t1\tChào cờ\tToán\n\t2\tToán\tNgữ văn"

    @pytest.fixture
    def hdtn(self, world):
        make.subject("VAN", "Ngữ văn")
        return make.subject("HDTN", "Hoạt động trải nghiệm, hướng nghiệp")

    def paste(self, client, world, text, week="12"):
        path = reverse("schools:paste_timetable", args=[world.c7a.uuid])
        return client.post(path, {"text": text, "week": week})

    def test_a_pasted_grid_holds_from_its_week_and_earlier_weeks_keep_theirs(
        self, world, hdtn, signed_in
    ):
        old = timetable_on(world.c7a, 11)
        answer = self.paste(signed_in(world.mai.person.account), world, self.GRID)
        assert answer.status_code == 302
        assert timetable_on(world.c7a, 11) == old
        new = timetable_on(world.c7a, 12)
        slots = {(s.weekday, s.period): s for s in new.slots.all()}
        assert slots[1, 1].activity == "Chào cờ"
        assert slots[2, 1].teacher == world.mai  # the only teacher of the subject
        assert slots[2, 2].teacher is None

    def test_pasting_a_week_again_replaces_it(self, world, hdtn, signed_in):
        client = signed_in(world.mai.person.account)
        for _ in range(2):
            self.paste(client, world, self.GRID)
        assert TimetableSlot.objects.filter(version__valid_from_week=12).count() == 4

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "Chưa có gì ở đây"),
            ("Tiết\tThứ 2\tThứ 3\n1\tToán\tLa tinh", "dòng 2, Thứ 3: “La tinh”"),
            ("Tiết\tThứ 2\tThứ 3\n1\tToán (Hùng)\tToán", "tên trong ngoặc"),
            ("Tiết\tThứ 2\tThứ 3\n1\t<b>\t=1+1", "công thức"),
        ],
    )
    def test_bad_grids_write_nothing(self, world, hdtn, signed_in, text, says):
        answer = self.paste(signed_in(world.mai.person.account), world, text)
        assert says in answer.content.decode()
        assert world.c7a.timetables.count() == 1
        assert timetable_on(world.c7a, 12).slots.count() == 4

    def test_a_teacher_sees_all_classes_of_the_week(self, world, hdtn):
        words, activity = subject_words()
        grid = read_grid(split_pasted(self.GRID), words, activity)
        set_timetable(world.c7a, 12, grid.slots)
        make.assign(world.mai, world.c7b, world.toan)
        set_timetable(world.c7b, 1, grid.slots[2:])  # Monday 2, Tuesday 2
        lines = teacher_grid(world.mai, world.c7a.year, 12)
        found = [
            (line.period, day + 1, slot.version.school_class.name)
            for line in lines
            for day, cell in enumerate(line.cells)
            for slot in cell
        ]
        assert sorted(found) == [(1, 2, "7A"), (2, 1, "7A"), (2, 1, "7B")]
        assert len(class_grid(timetable_on(world.c7a, 12))) == 2


def test_a_holiday_takes_periods_away_and_can_be_taken_back(world, signed_in):
    client = signed_in(world.leader)
    path = reverse("schools:calendar", args=[world.school.uuid])
    monday = datetime.date(2026, 11, 23)
    assert periods_on(world.c7a, monday)
    weeks = len(weeks_of(world.school, world.c7a.year))
    form = {"name": "Nghỉ rét", "starts_on": "23/11/2026", "ends_on": "24/11/2026"}
    client.post(path, form)
    assert periods_on(world.c7a, monday) == []
    assert len(weeks_of(world.school, world.c7a.year)) == weeks
    holiday = Holiday.objects.get()
    client.post(reverse("schools:drop_holiday", args=[world.school.uuid, holiday.pk]))
    assert periods_on(world.c7a, monday)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("24/11/2026", "23/11/2026", "trước ngày đầu tiên"),
        ("1/1/2026", "1/1/2027", "100 ngày"),
        ("31/2/2026", "1/3/2026", "ngày/tháng/năm"),
        ("hôm qua", "1/3/2026", "ngày/tháng/năm"),
    ],
)
def test_impossible_holidays_are_refused(world, signed_in, first, last, says):
    path = reverse("schools:calendar", args=[world.school.uuid])
    form = {"name": "Nghỉ", "starts_on": first, "ends_on": last}
    page = signed_in(world.leader).post(path, form).content.decode()
    assert says in page
    assert not Holiday.objects.exists()


def test_the_province_s_holiday_is_not_the_school_s_to_drop(world, signed_in):
    row = Holiday.objects.create(
        year=world.c7a.year,
        organisation=world.province,
        name="Tết",
        starts_on=NOW,
        ends_on=NOW,
    )
    path = reverse("schools:drop_holiday", args=[world.school.uuid, row.pk])
    assert signed_in(world.leader).post(path).status_code == 404
    assert Holiday.objects.exists()


def test_a_class_list_is_in_vietnamese_order(world):
    for name in ("Cà Văn Ăn", "Hà Thị Ánh", "Vàng A Đua", "Cà Thị An"):
        make.learner(name, world.c7a)
    names = [row.learner.person.full_name for row in class_rows(world.c7a)]
    assert names == [
        "Cà Thị An",
        "Hà Thị Ánh",
        "Cà Văn Ăn",
        "Vàng A Dua",
        "Vàng A Đua",
        "Lò Thị Inh",
    ]
