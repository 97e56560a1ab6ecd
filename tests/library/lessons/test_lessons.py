"""Creating, reading, answering, finding lessons."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from library.curriculum.actions import load_bundled
from library.lessons import actions
from library.lessons.models import LessonFile, LessonPage
from library.public import (
    lesson_by_uuid,
    lesson_weight,
    planned_periods,
    visible_lessons,
)
from library.search_source import LessonSource, document_of
from search.public import Query, search
from tests.factories import library as make


@pytest.fixture
def cast(db):
    return make.cast()


def test_every_lesson_of_the_demo_becomes_a_page(cast, tmp_path, signed_in):
    load_bundled()
    actions.build_tree()
    picture = tmp_path / "hinh.png"
    Image.new("RGB", (900, 500), "white").save(picture)
    lessons = make.seed_lessons()
    assert len(lessons) >= 6
    client = signed_in(cast.pupil)
    for data in lessons:
        names = [
            b["value"]["file"] for b in data["body"] if b["type"] in {"picture", "file"}
        ]
        keys = [b["value"] for b in data["body"] if b["type"] in {"video", "audio"}]
        page = actions.create_lesson_from_blocks(
            data,
            cast.author,
            cast.school,
            "commons",
            pictures=dict.fromkeys(names, picture),
            assets={key: make.recording(cast.author) for key in keys},
        )
        assert page.live
        assert {o.code for o in page.outcomes.all()} == set(data["outcomes"])
        html = client.get(page.get_url()).content.decode()
        assert "maths-source" not in html, data["key"]
        for block in data["body"]:
            if block["type"] == "self_check" and block["value"]["kind"] != "choice":
                assert block["value"]["feedback_right"] not in html
        document = document_of(page)
        assert document.grade == data["grade"]
        assert "<p>" not in document.body
        assert "\\(" not in document.body
        assert lesson_weight(page) > 0 or not names


def test_blocks_are_judged_and_nothing_is_half_made(cast):
    bad = [
        (
            [{"type": "maths", "value": {"latex": r"\frac{1}", "display": True}}],
            "công thức",
        ),
        ([{"type": "self_check", "value": make.CHOICE | {"options": []}}], "lựa chọn"),
        ([{"type": "self_check", "value": make.NUMBER | {"answer": "nhiều"}}], "số"),
        ([{"type": "picture", "value": {"file": "x.png", "alt": "a"}}], "x.png"),
        ([{"type": "video", "value": "khong-co"}], "khong-co"),
    ]
    for body, _why in bad:
        with pytest.raises((ValidationError, Exception)):
            actions.create_lesson_from_blocks(
                make.data(body=body), cast.author, cast.school
            )
    with pytest.raises(ValidationError):
        actions.create_lesson_from_blocks(
            make.data(outcomes=["TOAN.99.999"]), cast.author, cast.school
        )
    assert not LessonPage.objects.exists()


def test_self_checks_are_answered_on_the_page(cast, signed_in):
    page = make.lesson(cast.author, cast.school)
    client = signed_in(cast.pupil)
    html = client.get(page.get_url()).content.decode()
    assert "0,5" not in html
    assert "Một phần hai." not in html
    choice, number = [b for b in page.body if b.block_type == "self_check"]
    door = reverse("library:check", args=[page.uuid, number.id])
    right = client.post(door, {"answer": "0,5"})
    assert right.status_code == 200
    assert "Đúng rồi!" in right.content.decode()
    assert "Khởi động" in right.content.decode()
    short = client.post(door, {"answer": "12"}, headers={"x-fragment": "1"})
    assert "Em lấy 1 chia cho 2." in short.content.decode()
    assert "<html" not in short.content.decode()
    picked = reverse("library:check", args=[page.uuid, choice.id])
    assert "Mười hai cái bánh!" in client.post(picked, {"answer": "1"}).content.decode()
    assert signed_in(cast.other_pupil).post(door, {"answer": "0,5"}).status_code == 404
    nowhere = reverse("library:check", args=[page.uuid, page.uuid])
    assert client.post(nowhere, {"answer": "1"}).status_code == 404
    assert client.get(door).status_code == 405


def test_browse_narrows_by_grade_subject_and_strand(cast, signed_in):
    seven = make.lesson(cast.author, cast.school, "school", title="Bài lớp bảy")
    make.tree(8)
    make.lesson(
        cast.author, cast.school, "school", title="Bài lớp tám", grade=8, outcomes=[]
    )
    client = signed_in(cast.pupil)

    def titles(query):
        return client.get(reverse("library:browse") + query).content.decode()

    assert "Bài lớp tám" in titles("?lop=")
    assert "Bài lớp tám" not in titles("")  # a pupil's own grade, until one chooses
    assert "Bài lớp bảy" in titles("")
    only = titles("?lop=7&mon=TOAN")
    assert "Bài lớp bảy" in only
    assert "Bài lớp tám" not in only
    assert "Bài lớp bảy" in titles(f"?lop=7&mon=TOAN&mach={seven.strand_id}")
    for odd in (
        "?lop=x",
        "?lop=99&mon=' OR 1",
        "?mach=abc",
        "?trang=-4",
        "?lop=7&mach=1e9",
        "?lop=" + "9" * 5000,
        "?lop=²",
    ):
        assert client.get(reverse("library:browse") + odd).status_code == 200


def test_search_finds_what_may_be_seen(
    cast, run_tasks, django_capture_on_commit_callbacks
):
    def work():
        for _round in range(2):  # one task makes the document, the next one indexes it
            with django_capture_on_commit_callbacks(execute=True):
                run_tasks("default")

    with django_capture_on_commit_callbacks(execute=True):
        page = make.lesson(cast.author, cast.school, title="Số hữu tỉ đặc biệt")
    work()

    def found(account):
        tokens = LessonSource().tokens_for(account)
        return [
            h.document.key for h in search(Query("huu ti dac biet", tokens=tokens)).hits
        ]

    assert found(cast.pupil) == [f"lesson:{page.uuid}"]
    assert found(cast.other_pupil) == []
    assert found(None) == []
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(actions.submit(page, cast.author, "commons"), cast.editor)
    work()
    assert found(cast.other_pupil) == [f"lesson:{page.uuid}"]
    page.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        actions.unpublish(page, cast.author)
    work()
    assert found(cast.pupil) == []


def form_data(**fields):
    base = {
        "title": "Bài mới", "summary": "", "periods": "1", "expected_minutes": "45",
        "licence": "CC BY 4.0", "strand": "", "topic": "", "body-count": "0",
    }  # fmt: skip
    return base | fields


def block(place, kind, **values):
    head = f"body-{place}"
    data = {f"{head}-deleted": "", f"{head}-order": str(place), f"{head}-type": kind,
            f"{head}-id": ""}  # fmt: skip
    return data | {f"{head}-{name}": value for name, value in values.items()}


def test_a_teacher_writes_and_publishes_in_the_admin(cast, signed_in):
    parent = actions.grade_page("TOAN", 7)
    client = signed_in(cast.author)
    start = client.get(reverse("library:start") + "?mon=TOAN&lop=7")
    add = reverse("wagtailadmin_pages:add", args=["library", "lessonpage", parent.pk])
    assert start.url == add
    client.post(add, form_data(**{"action-publish": "1"}))
    page = LessonPage.objects.get()
    assert (page.live, page.scope, page.author) == (True, "class", cast.author)
    assert (page.subject, page.grade) == (cast.world.toan, 7)
    assert page.organisation == cast.school
    assert page in visible_lessons(cast.pupil)
    shared = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form_data(title="Đã sửa", **{"action-share": "1"}),
    )
    assert shared.url == reverse("library:submit", args=[page.uuid])


def test_the_form_cannot_forge_owner_or_scope(cast, signed_in):
    parent = actions.grade_page("TOAN", 7)
    add = reverse("wagtailadmin_pages:add", args=["library", "lessonpage", parent.pk])
    forged = {"scope": "commons", "author": str(cast.stranger.pk), "grade": "12",
              "organisation": str(cast.world.other.pk), "live": "on"}  # fmt: skip
    signed_in(cast.author).post(add, form_data(**forged, **{"action-publish": "1"}))
    page = LessonPage.objects.get()
    assert (page.scope, page.author, page.grade) == ("class", cast.author, 7)


def test_a_file_of_somebody_else_cannot_be_attached_by_its_number(cast, signed_in):
    theirs = make.with_files(cast.stranger, cast.world.other, "class")
    parent = actions.grade_page("TOAN", 7)
    add = reverse("wagtailadmin_pages:add", args=["library", "lessonpage", parent.pk])
    client = signed_in(cast.author)
    for values in (
        block(
            0, "picture", **{"value-image": str(theirs.image.pk), "value-alt": "Bánh"}
        ),
        block(0, "file", **{"value-document": str(theirs.document.pk)}),
        block(0, "video", value=str(theirs.asset.pk)),
    ):
        answer = client.post(add, form_data(**{"body-count": "1"}, **values))
        assert answer.status_code == 200
        assert "không được dùng" in answer.content.decode()
    assert LessonFile.objects.filter(lesson__author=cast.author).count() == 0
    own = make.picture(cast.author)
    fine = block(0, "picture", **{"value-image": str(own.pk), "value-alt": "Bánh"})
    assert client.post(add, form_data(**{"body-count": "1"}, **fine)).status_code == 302


def test_who_writes_no_lessons_gets_no_editor(cast, signed_in):
    for who in (cast.pupil, cast.guardian):
        client = signed_in(who)
        assert (
            client.get(reverse("library:start") + "?mon=TOAN&lop=7").status_code == 403
        )
        assert client.get(reverse("library:mine")).status_code == 403
        assert not who.groups.exists()


def test_files_are_never_run_by_the_browser(cast, signed_in):
    made = make.with_files(cast.author, cast.school, "commons")
    client = signed_in(cast.pupil)
    for door in (made.document.url, made.rendition.url):
        answer = client.get(door)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert client.get(made.document.url)["Content-Disposition"].startswith("attachment")
    upload = signed_in(cast.author).post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "x", "files[]": SimpleUploadedFile("a.html", b"<script>")},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert json.loads(upload.content)["success"] is False


def test_the_door_of_the_app(cast):
    page = make.lesson(cast.author, cast.school)
    assert lesson_by_uuid(page.uuid) == page
    assert lesson_by_uuid(cast.school.uuid) is None
    assert planned_periods(cast.world.toan, 7) == 140
    assert planned_periods(cast.world.toan, 1) == 0
