"""What the pages show, to whom, and that it is what the command prints."""

import io
import json
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lms.assignments.actions.lessons import declare_done
from lms.classes.permissions import viewer_of
from lms.indicators.class_marks import evidence_marks, online_section
from lms.indicators.models import Evidence, ReplacementDecision
from lms.indicators.queries import leader_summary, my_doubts
from tests.factories import indicators as on
from tests.factories import schools as make

D = Decimal
HOSTILE = '=cmd()|"<script>'
PAGES = {
    "share": lambda t: reverse("indicators:share") + f"?don-vi={t.lower.uuid}",
    "rows": lambda t: reverse("indicators:rows", args=[t.lower.uuid]),
    "doubtful": lambda t: reverse("indicators:doubtful", args=[t.lower.uuid]),
    "excel": lambda t: reverse("indicators:excel", args=[t.lower.uuid]),
    "decision": lambda t: reverse("indicators:decision", args=[t.lower.uuid]),
    "class": lambda t: reverse("indicators:class", args=[t.classes["7A"].uuid]),
    "evidence": lambda t: reverse("indicators:evidence", args=[t.row.uuid]),
    "method": lambda t: reverse("indicators:method"),
}
OFFICE = {"share", "rows", "doubtful", "excel", "class", "evidence", "method"}
STAFF = {"class", "evidence", "method"}
MAY = {
    "leader": OFFICE | {"decision"},
    "vice": OFFICE | {"decision"},
    "commune": OFFICE,
    "province": OFFICE,
    "ministry": OFFICE,
    "teacher": STAFF,
    "homeroom": STAFF,
    "other_teacher": {"method"},
    "other_leader": {"method"},
    "upper_leader": {"method"},
    "other_commune": {"method"},
    "student": {"method"},
    "guardian": {"method"},
}


def evidence(tree, name="7A", number=1, **fields):
    return on.evidence(on.period(tree.plans[name], number), tree.teacher, **fields)


@pytest.fixture
def cast(tree):
    """Everybody who may come to the door of THCS Nậm Hoa."""
    homeroom = make.teacher("Lò Thị Hoa", school=tree.lower)
    make.homeroom(homeroom, tree.classes["7A"])
    other = make.teacher("Giàng A Sùng", school=tree.lower)
    make.assign(other, tree.classes["7B"], tree.toan)
    pupil = make.learner(enrolled_in=tree.classes["7A"])
    return {
        "leader": make.leader(tree.lower),
        "vice": make.leader(tree.lower, "Quàng Văn Hặc", "vice_principal"),
        "commune": on.officer(tree.commune, "commune"),
        "province": on.officer(tree.province, "province"),
        "ministry": on.officer(tree.ministry, "ministry"),
        "teacher": tree.teacher,
        "homeroom": homeroom.person.account,
        "other_teacher": other.person.account,
        "other_leader": make.leader(tree.lower2),
        "upper_leader": make.leader(tree.upper),
        "other_commune": on.officer(tree.commune2, "commune"),
        "student": pupil.person.account,
        "guardian": make.guardian(pupil).person.account,
    }


def test_each_page_opens_for_those_who_answer_for_it_and_for_nobody_else(
    tree, cast, signed_in
):
    tree.row = evidence(tree)
    opened = {
        who: {
            name
            for name, url in PAGES.items()
            if signed_in(account).get(url(tree)).status_code == 200
        }
        for who, account in cast.items()
    }
    assert opened == MAY
    for url in PAGES.values():
        answer = Client().get(url(tree))
        assert answer.status_code == 302
        assert answer.url.startswith("/tai-khoan/dang-nhap/")


def test_only_a_leader_records_a_decision(tree, cast, signed_in):
    url = PAGES["decision"](tree)
    data = {
        "number": " 45/QĐ ", "decided_on": "2026-09-05", "valid_from": "2026-09-07",
        "valid_to": "2026-09-09", "cause": "Mưa lũ, đường vào trường bị chia cắt",
    }  # fmt: skip
    for who in set(cast) - {"leader", "vice"}:
        assert signed_in(cast[who]).post(url, data).status_code == 404
    assert not ReplacementDecision.objects.exists()
    leader = signed_in(cast["leader"])
    wrong = leader.post(url, data | {"valid_to": "2026-09-01"})
    assert wrong.status_code == 422
    assert "Ngày cuối trước ngày đầu." in wrong.content.decode()
    evidence(tree)
    assert "1 tiết chưa có quyết định" in page(leader, PAGES["share"](tree))
    done = leader.post(url, data, follow=True).content.decode()
    assert "Quyết định số 45/QĐ ngày 5/9/2026" in done
    assert "chưa có quyết định" not in text(done)
    assert "Quyết định này đã được ghi." in leader.post(url, data).content.decode()


def test_an_upper_secondary_school_is_no_business_of_the_commune_it_stands_in(
    tree, cast, signed_in
):
    url = reverse("indicators:share") + f"?don-vi={tree.upper.uuid}"
    assert signed_in(cast["commune"]).get(url).status_code == 404
    assert signed_in(cast["province"]).get(url).status_code == 200
    listed = page(signed_in(cast["commune"]), reverse("indicators:share"))
    assert "TH Nậm Hoa" in listed
    assert "THPT Mường Hoa" not in listed


@pytest.mark.parametrize("key", ["khong-phai", "00000000-0000-4000-8000-000000000000"])
def test_an_organisation_that_is_not_there(tree, cast, signed_in, key):
    url = reverse("indicators:share") + f"?don-vi={key}"
    assert signed_in(cast["ministry"]).get(url).status_code == 404


@pytest.mark.parametrize("week", ["", "0", "-1", "999", "٣", "abc", "99"])
def test_an_odd_week_is_the_current_one(tree, cast, signed_in, week):
    html = page(signed_in(cast["leader"]), PAGES["share"](tree) + f"&tuan={week}")
    assert "(tuần 11)" in html


def test_a_rights_of_office_end_with_its_dates(tree, cast, signed_in):
    row = cast["leader"].person.appointments.get()
    row.valid_to = make.START
    row.save()
    assert signed_in(cast["leader"]).get(PAGES["share"](tree)).status_code == 404


def text(html):
    plain = re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1].split("</main>")[0])
    return re.sub(r"\s+", " ", plain.replace("\u202f", " ").replace("\xa0", " "))


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return text(answer.content.decode())


def command(organisation, **options):
    out = io.StringIO()
    call_command(
        "share_online", organisation=organisation.code, year=2026, json=True,
        stdout=out, **options,
    )  # fmt: skip
    return json.loads(out.getvalue())


def vi(value):
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


@pytest.mark.parametrize("week", [0, 2])
@pytest.mark.parametrize("place", ["lower", "commune", "province"])
def test_the_page_shows_the_numbers_the_command_prints(
    tree, cast, signed_in, place, week
):
    for number in (1, 6, 12):
        evidence(tree, number=number)
    evidence(tree, "8A", 2, mode=on.Mode.SUPPORTS, fraction=D("0.33"))
    evidence(tree, "3A", 3, mode=on.Mode.SUPPORTS, fraction=D("0.5"))
    organisation = getattr(tree, place)
    printed = command(organisation, week=week)
    html = page(
        signed_in(cast["ministry"]),
        reverse("indicators:share") + f"?don-vi={organisation.uuid}&tuan={week}",
    )
    for key in ("to_date", "whole_year"):
        percent = f"{round(printed[key]['percent'], 1):.1f} %".replace(".", ",")
        assert percent in html
    online, planned = printed["to_date"]["online"], printed["to_date"]["planned"]
    assert online > 0
    assert f"{vi(online)} trên {planned} tiết đã dạy" in html
    assert f"{vi(online)} tiết đến nay" in html
    if place == "lower":
        for row in printed["classes"]:
            line = re.search(
                rf"{row['class']} (?:\d+ cần xem lại )?([\d,]+) (\d+) ", html
            )
            assert line.groups() == (vi(row["online"]), str(row["planned"]))


def test_each_figure_leads_to_its_rows_in_two_clicks(tree, cast, signed_in):
    wanted = evidence(tree, title="Luỹ thừa của một số hữu tỉ")
    client = signed_in(cast["leader"])
    first = client.get(reverse("indicators:share")).content.decode()
    rows_url = reverse("indicators:rows", args=[tree.lower.uuid])
    assert f'href="{rows_url}"' in first
    listed = client.get(rows_url).content.decode()
    target = reverse("indicators:evidence", args=[wanted.uuid])
    assert f'href="{target}"' in listed
    class_url = reverse("indicators:class", args=[tree.classes["7A"].uuid])
    assert f'href="{class_url}"' in first
    assert f'href="{target}"' in client.get(class_url).content.decode()


def test_links_keep_the_week_the_reader_chose(tree, cast, signed_in):
    evidence(tree, number=1)
    evidence(tree, number=41)
    client = signed_in(cast["leader"])
    html = client.get(PAGES["share"](tree) + "&tuan=2").content.decode()
    url = reverse("indicators:class", args=[tree.classes["7A"].uuid]) + "?tuan=2"
    assert f'href="{url}"' in html
    assert "1 trên 8 tiết đã dạy" in page(client, url)
    excel_url = reverse("indicators:excel", args=[tree.lower.uuid]) + "?tuan=2"
    assert f'href="{excel_url}"' in html
    assert client.get(excel_url).headers["Content-Disposition"].endswith('tuan-2.xlsx"')


def test_a_class_shows_what_counts_and_what_does_not_and_why(tree, cast, signed_in):
    evidence(tree, number=1, title="Tiết được tính")
    evidence(tree, number=1, title="Mảnh yếu hơn", mode=on.Mode.SUPPORTS,
             fraction=D("0.5"))  # fmt: skip
    evidence(tree, number=2, title="Ít người", participants=16)
    evidence(tree, number=3, title="Ngắn", minutes=D(12))
    evidence(tree, number=4, title="Ở trường", at_school=True)
    evidence(tree, number=5, title="Ngoài kế hoạch", mode=on.Mode.BEYOND)
    html = page(signed_in(cast["teacher"]), PAGES["class"](tree))
    counted, rest = html.split("Chưa được tính và lí do")
    assert "Tiết được tính" in counted
    for title, why in {
        "Mảnh yếu hơn": "tiết này đã được tính theo minh chứng mạnh hơn",
        "Ít người": "16 trên 34 học sinh tham gia: chưa được một nửa lớp",
        "Ngắn": "diễn ra 12 phút: chưa được nửa tiết",
        "Ở trường": "làm tại trường nên không phải trực tuyến",
        "Ngoài kế hoạch": "ngoài kế hoạch: 30 trên 34 học sinh tham gia",
    }.items():
        assert re.search(rf"{title} .{{0,160}}{why}", rest)
        assert title not in counted
    only = page(signed_in(cast["teacher"]), PAGES["class"](tree) + "?mon=KHAC")
    assert "Tiết được tính" in only  # a subject that is not there filters nothing


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Được tính là một tiết trực tuyến. 30 trên 34 học sinh tham gia"),
        (
            {"mode": on.Mode.SUPPORTS, "fraction": D("0.33"), "kind": on.Kind.TEST,
             "minutes": D(15)},
            "Bài kiểm tra dài 15 phút trong tiết 45 phút",
        ),
        ({"participants": 16}, "16 trên 34 học sinh tham gia; cần ít nhất 50 % của lớp"),
        ({"minutes": D(12)}, "Tiết học diễn ra 12 phút. Cần ít nhất 23 phút"),
        ({"at_school": True}, "Bài kiểm tra làm trên máy tại trường"),
        ({"participants": 0, "enrolled": 0}, "danh sách lớp chưa có học sinh"),
        ({"mode": on.Mode.BEYOND}, "không gắn với tiết nào trong kế hoạch"),
    ],
)  # fmt: skip
def test_a_piece_of_evidence_says_how_it_was_judged(
    tree, cast, signed_in, fields, words
):
    tree.row = evidence(tree, **fields)
    html = page(signed_in(cast["teacher"]), PAGES["evidence"](tree))
    assert words in html
    assert "quy tắc 2026.1" in html


def test_the_record_behind_is_linked_for_those_who_may_open_it(
    tree, cast, signed_in, told
):
    work = on.lesson(
        tree.classes["7A"], tree.toan, tree.teacher, on.period(tree.plans["7A"])
    )
    pupil = cast["student"].person.learner_roles.get()
    with told():
        declare_done(work, pupil, on.at(make.START, 9))
    tree.row = Evidence.objects.get()
    url = reverse("assignments:lesson_class", args=[work.uuid])
    shown = {
        who: f'href="{url}"' in signed_in(cast[who]).get(
            PAGES["evidence"](tree)
        ).content.decode()
        for who in ("teacher", "homeroom", "leader", "commune", "province")
    }  # fmt: skip
    assert shown == {
        "teacher": True, "homeroom": True, "leader": True, "commune": False,
        "province": False,
    }  # fmt: skip
    for who, has_link in shown.items():
        assert (signed_in(cast[who]).get(url).status_code == 200) is has_link


def test_the_live_lesson_behind_is_linked(tree, cast, signed_in):
    period = on.period(tree.plans["7A"])
    room = on.room(tree.classes["7A"], tree.toan, tree.teacher, period)
    on.attended(room, cast["student"])
    tree.row = on.ended(room)
    url = reverse("live:replay", args=[room.uuid])
    for who, linked in {"teacher": True, "leader": True, "commune": False}.items():
        html = signed_in(cast[who]).get(PAGES["evidence"](tree)).content.decode()
        assert (f'href="{url}"' in html) is linked


def test_what_is_in_doubt_is_listed_with_its_reason(tree, cast, signed_in):
    evidence(tree, title="Phép cộng phân thức", participants=3)
    share = page(signed_in(cast["leader"]), PAGES["share"](tree))
    assert "Cần xem lại 1 đã dạy trực tuyến" in share
    html = page(signed_in(cast["leader"]), PAGES["doubtful"](tree))
    assert "Phép cộng phân thức" in html
    assert "3 trên 34 học sinh tham gia: chưa được một nửa lớp" in html
    mine = page(signed_in(cast["teacher"]), reverse("indicators:share"))
    assert "Thầy cô cần xem lại" in mine
    assert "Phép cộng phân thức" in mine


def test_nothing_yet_says_what_will_be_here(tree, cast, signed_in):
    empty = make.organisation(name="Trường THCS Pá Hu", short_name="THCS Pá Hu")
    make.link(empty, tree.commune)
    html = page(signed_in(make.leader(empty)), reverse("indicators:share"))
    assert "Chưa có con số nào ở đây." in html
    assert "Xếp theo thời khoá biểu" in html
    html = page(signed_in(cast["leader"]), PAGES["share"](tree))
    assert "0,0 %" in html
    idle = make.teacher("Lù Thị Say", school=tree.lower)
    html = page(signed_in(idle.person.account), reverse("indicators:share"))
    assert "chưa được phân công lớp nào" in html
    for who in ("student", "guardian"):
        url = reverse("indicators:share")
        assert signed_in(cast[who]).get(url).status_code == 404


def sheet(book, name):
    rows = list(book[name].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_workbook_agrees_with_the_page_and_runs_nothing(tree, cast, signed_in):
    for number in (1, 2):
        evidence(tree, number=number, title=HOSTILE)
    evidence(tree, number=3, title="-1+1\x0b", mode=on.Mode.SUPPORTS, fraction=D("0.5"))
    evidence(tree, number=3, mode=on.Mode.SUPPORTS, fraction=D("0.25"))
    evidence(tree, "3A", 1, participants=2)
    url = reverse("indicators:excel", args=[tree.commune.uuid])
    answer = signed_in(cast["commune"]).get(url)
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    book = load_workbook(io.BytesIO(answer.content))
    printed = command(tree.commune)["to_date"]
    for name in ("Theo cấp học", "Theo lớp", "Theo môn"):
        rows = sheet(book, name)
        assert sum(row["Tiết trực tuyến"] for row in rows) == printed["online"] == 2.5
        assert sum(row["Tiết kế hoạch đến nay"] for row in rows) == printed["planned"]
    rows = sheet(book, "Minh chứng")
    assert len(rows) == 5
    assert sum(row["Số tiết được tính"] for row in rows) == 2.5
    assert {row["Tên"] for row in rows} >= {HOSTILE, "-1+1"}
    assert not [
        cell
        for each in book
        for line in each.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]
    assert book["Theo lớp"].freeze_panes == "A2"
    assert book["Theo lớp"]["A1"].font.bold


def test_hostile_titles_stay_text(tree, cast, signed_in):
    tree.row = evidence(tree, title='"><script>alert(1)</script>')
    for name in ("class", "evidence", "rows"):
        html = signed_in(cast["leader"]).get(PAGES[name](tree)).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize("name", ["share", "class", "rows", "doubtful", "excel"])
def test_more_rows_cost_no_more_queries(
    tree, cast, signed_in, name, django_assert_max_num_queries
):
    client = signed_in(cast["province"])

    def count():
        with django_assert_max_num_queries(80) as taken:
            assert client.get(PAGES[name](tree)).status_code == 200
        return len(taken)

    evidence(tree, number=1)
    evidence(tree, number=2, participants=1)
    few = count()
    for number in range(3, 20):
        evidence(tree, number=number)
        evidence(tree, "7B", number, participants=1)
    literature = make.subject("NGUVAN", "Ngữ văn", position=2)
    for place in ("7A", "7B"):
        on.dated_plan(tree.classes[place], literature)
    for n in range(6):
        extra = make.school_class(tree.lower, f"9{n}", 9)
        on.evidence(on.period(on.dated_plan(extra, tree.toan)), tree.teacher)
    assert count() <= few


def test_a_province_costs_few_queries_however_many_schools(
    tree, cast, signed_in, django_assert_max_num_queries
):
    for n in range(5):
        commune = make.organisation("commune", name=f"Xã {n}")
        make.link(commune, tree.province)
        school = make.organisation(name=f"Trường {n}")
        make.link(school, commune)
        on.dated_plan(make.school_class(school), tree.toan)
    client = signed_in(cast["province"])
    with django_assert_max_num_queries(28):  # seven of them the page frame's
        assert client.get(reverse("indicators:share")).status_code == 200


def test_a_leader_is_told_the_share_and_what_is_missing(tree, cast):
    evidence(tree, number=1)
    evidence(tree, "7A", 2, participants=3)
    found = leader_summary(cast["leader"], on.TODAY)
    assert found.organisation == tree.lower
    assert (found.to_date.online, found.to_date.planned) == (1, 88)
    assert found.whole_year.planned == 280
    assert found.target == 10
    assert (found.doubtful, found.undecided) == (1, 1)
    assert found.without_online == ("7B",)
    assert found.url.endswith(f"?don-vi={tree.lower.uuid}")
    above = leader_summary(cast["commune"], on.TODAY)
    assert (above.to_date.online, above.without_online) == (1, ())
    for who in ("teacher", "student", "guardian"):
        assert leader_summary(cast[who], on.TODAY) is None


def test_a_teacher_is_told_of_own_doubts_only(tree, cast):
    mine = evidence(tree, number=2, participants=3)
    row = evidence(tree, number=3, participants=3)
    Evidence.objects.filter(pk=row.pk).update(teacher=cast["homeroom"])
    assert my_doubts(cast["teacher"], on.TODAY) == [mine]
    assert my_doubts(cast["student"], on.TODAY) == []


def test_the_class_page_marks_the_periods_taught_online(tree, cast):
    plan = tree.plans["7A"]
    whole = evidence(tree, number=1)
    evidence(tree, number=1, mode=on.Mode.SUPPORTS, fraction=D("0.5"))
    evidence(tree, number=2, mode=on.Mode.SUPPORTS, fraction=D("0.5"))
    evidence(tree, number=3, participants=3)
    later = on.at(on.TODAY, 23)
    evidence(tree, number=4, participants=3, settles_at=later)
    periods = list(plan.periods.filter(number__lte=5))

    def marks(who):
        viewer = viewer_of(cast[who], tree.classes["7A"])
        found = evidence_marks(viewer, periods)
        return [found[p.pk].label if p.pk in found else "" for p in periods], found

    labels, found = marks("teacher")
    assert labels == [
        "trực tuyến", "trực tuyến một phần", "trực tuyến, chưa tính",
        "trực tuyến, đang diễn ra", "",
    ]  # fmt: skip
    first = found[periods[0].pk]
    assert first.url == reverse("indicators:evidence", args=[whole.uuid])
    labels, found = marks("student")
    assert labels == ["trực tuyến", "trực tuyến một phần", "", "", ""]
    assert {mark.url for mark in found.values()} == {""}


def test_the_class_page_sums_up_for_staff_only(tree, cast, signed_in):
    evidence(tree)
    school_class = tree.classes["7A"]
    for who, sees in {"teacher": True, "leader": True, "student": False}.items():
        section = online_section(viewer_of(cast[who], school_class), on.NOW)
        assert (section is not None) is sees
    url = reverse("classes:class", args=[school_class.uuid])
    shown = page(signed_in(cast["teacher"]), url)
    assert "1 trên 44 tiết đã dạy; mục tiêu cả năm 10 %." in shown
    assert "tiết đã dạy" not in page(signed_in(cast["student"]), url)
