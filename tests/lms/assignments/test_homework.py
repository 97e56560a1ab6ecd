"""Homework: set, handed in, marked, returned, revised."""

import datetime
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from lms.assignments.attachments import clean_name, judge
from lms.assignments.models import Assignment, Submission
from lms.assignments.photos import LIMIT, NotAPhoto
from lms.assignments.queries.home import due_for_learner, to_mark
from lms.assignments.rules import Standing
from schools.public import now
from tests.factories import lms as make
from tests.factories import schools as make_schools


@pytest.fixture
def work(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return make.homework(world.c7a, world.toan, world.mai.person.account)


@pytest.fixture
def pupil(people, signed_in):
    return signed_in(people["self"])


@pytest.fixture
def teacher(people, signed_in):
    return signed_in(people["teacher"])


def hand_in(client, work, text="Bài của em", files=(), press="hand-in"):
    return client.post(
        reverse("assignments:hand_in", args=[work.uuid]),
        {"text": text, "photos": list(files), press: "1"},
        follow=True,
    )


def photo(name="bai.jpg", data=None):
    return SimpleUploadedFile(name, data or make.photo())


def set_work(client, world, **fields):
    url = f"{reverse('assignments:set_homework')}?lop={world.c7a.uuid}&mon=TOAN"
    data = {
        "title": "Bài 3  trang 45",
        "instructions": "Làm <b>hết</b>.\x07\r\nChụp rõ.",
        "due_at": "2026-11-24T20:00",
        "classes": [str(world.c7a.uuid)],
        "allow_late": "on",
    }
    return client.post(url, data | fields, follow=True)


def test_homework_is_set_in_plain_words(world, teacher, pupil):
    set_work(teacher, world)
    work = Assignment.objects.get()
    assert work.title == "Bài 3 trang 45"
    assert work.instructions == "Làm <b>hết</b>.\nChụp rõ."
    assert timezone.localtime(work.due_at).hour == 20
    text = pupil.get(reverse("assignments:homework", args=[work.uuid])).content.decode()
    assert "Làm &lt;b&gt;hết&lt;/b&gt;." in text


def test_each_class_gets_its_own(world, teacher):
    make_schools.assign(world.mai, world.c7b, world.toan)
    set_work(
        teacher,
        world,
        classes=[str(world.c7a.uuid), str(world.c7b.uuid)],
        attachments=[SimpleUploadedFile("đề.pdf", b"%PDF-1.7 de")],
    )
    works = Assignment.objects.order_by("school_class__name")
    assert [w.school_class for w in works] == [world.c7a, world.c7b]
    assert len({w.attachments.get().file.name for w in works}) == 1  # stored once
    assert works[0].attachments.get().file.read() == b"%PDF-1.7 de"


def test_a_class_one_does_not_teach_is_no_choice(world, teacher):
    answer = set_work(teacher, world, classes=[str(world.c7b.uuid)])
    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def docx(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("đề.html", b"<html><script>alert(1)</script>"),
        ("đề.svg", b"<svg onload=alert(1)>"),
        ("đề.pdf", b"<html>khong phai pdf"),
        ("đề.exe", b"MZ"),
        ("đề", b"%PDF-1.4"),
        ("đề.docx", b"khong phai word"),
        ("đề.docx", docx("word/document.xml", "word/vbaProject.bin")),
        ("đề.docx", docx("xl/workbook.xml")),
        ("đề.pdf", b""),
        ("đề.pdf", b"%PDF-" + b"0" * 5_000_001),
        ("đề.jpg", b"<svg/>"),
    ],
)
def test_files_that_are_not_what_they_should_be_stop_the_form(
    name, data, world, teacher
):
    answer = set_work(teacher, world, attachments=[SimpleUploadedFile(name, data)])
    assert answer.status_code == 422
    assert not Assignment.objects.exists()
    with pytest.raises(NotAPhoto):
        judge(name, data)


def test_word_and_photos_may_be_given():
    assert judge("a.docx", docx("word/document.xml")).media_type.endswith("document")
    given = judge("bảng.JPG", make.photo())
    assert (given.name, given.media_type) == ("bảng.webp", "image/webp")
    assert len(given.data) <= LIMIT


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\bai\\de.pdf", "de.pdf"),
        ("de\u202efdp.exe", "de fdp.exe"),
        ('a"b\r\nX: y.pdf', "a b X y.pdf"),
        (".pdf", "tep.pdf"),
        ("d" * 300 + ".pdf", "d" * 100 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name, clean):
    assert clean_name(name) == clean


def test_text_and_a_photo_are_handed_in_without_scripts(work, pupil, world):
    answer = hand_in(pupil, work, files=[photo()])
    assert "Em đã nộp bài" in answer.content.decode()
    row = Submission.objects.get()
    assert (row.state, row.late, row.learner) == ("submitted", False, world.inh)
    kept = row.photos.get()
    picture = Image.open(kept.file)
    assert picture.format == "WEBP"
    assert not picture.getexif()
    assert kept.bytes == kept.file.size <= LIMIT
    version = row.versions.get()
    assert (version.number, version.text, list(version.photos.all())) == (
        1,
        "Bài của em",
        [kept],
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("bai.svg", b"<svg onload=alert(1)/>", "Trong tệp có thứ khác ngoài ảnh"),
        ("bai.jpg", b"<html>", "Trong tệp có thứ khác ngoài ảnh"),
        ("bai.png", b"khong phai anh", "không phải ảnh mở được"),
        ("bai.jpg", make.photo()[:3000], "Ảnh bị hỏng hoặc thiếu"),
        ("bai.jpg", b"\xff\xd8\xff" + b"0" * 12_000_001, "Tệp quá lớn"),
    ],
)
def test_a_bad_photo_is_named_and_keeps_the_text(work, pupil, name, data, words):
    answer = hand_in(pupil, work, "Bài chữ", [photo(name, data)])
    text = answer.content.decode()
    assert f"{name}: " in text
    assert words in text
    row = Submission.objects.get()
    assert (row.state, row.text, row.photos.count()) == ("draft", "Bài chữ", 0)
    assert not row.versions.exists()


def test_nothing_cannot_be_handed_in(work, pupil):
    answer = hand_in(pupil, work, "  ")
    assert "Chưa có gì để nộp" in answer.content.decode()
    assert not Submission.objects.filter(state="submitted").exists()


def test_work_can_wait_as_a_draft(work, pupil):
    answer = hand_in(pupil, work, "Mở bài", press="keep")
    assert "Bài chưa nộp" in answer.content.decode()
    assert "Mở bài" in answer.content.decode()
    assert Submission.objects.get().state == "draft"


def test_ten_photos_are_the_most(work, pupil, settings):
    small = make.photo((60, 40))
    hand_in(pupil, work, files=[photo(data=small) for _ in range(10)], press="keep")
    answer = hand_in(pupil, work, files=[photo(data=small)], press="keep")
    assert "Đã có mười ảnh" in answer.content.decode()
    assert Submission.objects.get().photos.count() == 10
    folder = Path(settings.MEDIA_ROOT) / "submissions"
    assert len(list(folder.iterdir())) == 10  # nothing is left of the eleventh


def test_late_work_is_taken_and_named_so(work, pupil, settings, teacher):
    settings.TODAY = "2026-11-25"
    hand_in(pupil, work)
    assert Submission.objects.get().late
    text = teacher.get(
        reverse("assignments:homework", args=[work.uuid])
    ).content.decode()
    assert "nộp muộn" in text
    assert "1 / 2" in text


def test_closed_homework_takes_nothing(work, pupil, settings):
    settings.TODAY = "2026-11-25"
    work.allow_late = False
    work.save()
    answer = hand_in(pupil, work)
    assert "không nhận bài nộp muộn" in answer.content.decode()
    assert not Submission.objects.filter(state="submitted").exists()


def test_work_handed_in_may_be_changed_until_it_is_due(work, pupil):
    hand_in(pupil, work, "Lần một")
    hand_in(pupil, work, "Lần hai")
    row = Submission.objects.get()
    assert [v.text for v in row.versions.all()] == ["Lần một", "Lần hai"]
    assert row.text == "Lần hai"


def mark(client, submission, **fields):
    return client.post(
        reverse("assignments:return", args=[submission.uuid]), fields, follow=True
    )


def test_marked_and_returned_the_pupil_and_guardian_see_it(
    work, pupil, teacher, people, signed_in
):
    hand_in(pupil, work)
    row = Submission.objects.get()
    answer = mark(teacher, row, mark="8,5", comment="Lập luận chặt chẽ.")
    assert "Đã trả bài cho Lò Thị Inh" in answer.content.decode()
    row.refresh_from_db()
    assert (row.mark, row.state) == (Decimal("8.5"), "returned")
    for client in (pupil, signed_in(people["guardian"])):
        text = client.get(
            reverse("assignments:homework", args=[work.uuid])
        ).content.decode()
        assert "8,5" in text
        assert "Lập luận chặt chẽ." in text
    assert (
        "Lập luận"
        not in signed_in(people["other guardian"])
        .get(reverse("assignments:homework", args=[work.uuid]))
        .content.decode()
    )


def test_returned_work_does_not_change(work, pupil, teacher):
    hand_in(pupil, work)
    mark(teacher, Submission.objects.get(), mark="8")
    answer = hand_in(pupil, work, "Sửa trộm")
    assert "không sửa được nữa" in answer.content.decode()
    assert Submission.objects.get().text == "Bài của em"


def test_a_mark_may_be_corrected_by_returning_again(work, pupil, teacher):
    hand_in(pupil, work)
    mark(teacher, Submission.objects.get(), mark="8")
    mark(teacher, Submission.objects.get(), mark="9", comment="Cô cộng sót.")
    assert Submission.objects.get().mark == 9


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mark": "11"}, "Điểm phải từ 0 đến 10"),
        ({"mark": "8,55"}, "Điểm phải từ 0 đến 10"),
        ({"mark": "tám"}, "Điểm phải từ 0 đến 10"),
        ({}, "Hãy cho điểm hoặc viết nhận xét"),
        ({"revise": "1"}, "Hãy ghi rõ cần chỉnh sửa gì"),
    ],
)
def test_what_is_no_mark_changes_nothing(work, pupil, teacher, fields, words):
    hand_in(pupil, work)
    row = Submission.objects.get()
    answer = mark(teacher, row, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.mark) == ("submitted", None)


def test_sent_back_revised_and_handed_in_again(work, pupil, teacher, settings):
    work.allow_late = False
    work.save()
    hand_in(pupil, work, "Lần một", [photo()])
    mark(teacher, Submission.objects.get(), revise="1", comment="Viết thêm kết bài.")
    settings.TODAY = "2026-11-26"  # past the due day: the teacher asked for it
    page = pupil.get(reverse("assignments:homework", args=[work.uuid])).content.decode()
    assert "Viết thêm kết bài." in page
    row = Submission.objects.get()
    pupil.post(reverse("assignments:remove_photo", args=[row.photos.get().uuid]))
    hand_in(pupil, work, "Lần hai")
    row.refresh_from_db()
    assert (row.state, row.text, row.late) == ("submitted", "Lần hai", True)
    first, second = row.versions.all()
    assert (first.comment, first.photos.count()) == ("Viết thêm kết bài.", 1)
    assert (second.comment, second.photos.count()) == ("", 0)
    text = teacher.get(
        reverse("assignments:submission", args=[row.uuid])
    ).content.decode()
    assert "Lần nộp 1" in text
    assert "Lần một" in text


def test_a_draft_cannot_be_returned(work, pupil, teacher):
    hand_in(pupil, work, "Mở bài", press="keep")
    row = Submission.objects.get()
    answer = mark(teacher, row, mark="5")
    assert "chưa nộp nên chưa trả được" in answer.content.decode()
    row.refresh_from_db()
    assert row.mark is None


def test_the_next_work_that_waits_follows(work, world, teacher):
    first = make.submission(work, world.dua)
    second = make.submission(work, world.inh)
    answer = mark(teacher, first, mark="7")
    assert answer.redirect_chain[-1][0] == reverse(
        "assignments:submission", args=[second.uuid]
    )
    answer = mark(teacher, second, mark="7")
    assert answer.redirect_chain[-1][0] == reverse(
        "assignments:homework", args=[work.uuid]
    )


def test_changing_the_due_moment_judges_lateness_anew(work, world, teacher):
    row = make.submission(
        work,
        world.inh,
        submitted_at=make.DUE_AT + datetime.timedelta(hours=1),
        late=True,
    )
    teacher.post(
        reverse("assignments:edit_homework", args=[work.uuid]),
        {"title": work.title, "due_at": "2026-11-27T20:00", "allow_late": "on"},
    )
    row.refresh_from_db()
    assert not row.late


def test_begun_homework_is_not_withdrawn(work, world, teacher):
    make.submission(work, world.inh)
    url = reverse("assignments:withdraw_homework", args=[work.uuid])
    assert "không thu hồi được" in teacher.post(url, follow=True).content.decode()
    Submission.objects.all().delete()
    teacher.post(url)
    assert not Assignment.objects.exists()


def test_what_is_due_for_a_learner(work, world, people, django_assert_max_num_queries):
    late = make.homework(
        world.c7a,
        world.toan,
        people["teacher"],
        title="Bài cũ",
        due_at=now() - datetime.timedelta(days=1),
    )
    done = make.homework(
        world.c7a, world.toan, people["teacher"], title="Đã trả", due_at=now()
    )
    make.submission(done, world.inh, state="returned", returned_at=now(), mark=9)
    make.homework(
        world.c7a,
        world.toan,
        people["teacher"],
        title="Lâu rồi",
        set_at=now() - datetime.timedelta(days=40),
        due_at=now() - datetime.timedelta(days=30),
    )
    with django_assert_max_num_queries(12):
        rows = due_for_learner(world.inh, now())
    assert [(row.title, row.standing) for row in rows] == [
        (late.title, Standing.MISSING),
        (work.title, Standing.TO_DO),
        (done.title, Standing.RETURNED),
    ]
    assert rows[0].is_overdue
    assert rows[0].bytes > 0
    assert rows[0].url == reverse("assignments:homework", args=[late.uuid])


def test_what_waits_for_a_teachers_marks(work, world, people):
    make.submission(work, world.inh)
    make.submission(work, world.dua)
    assert [(row.work, row.waiting) for row in to_mark(people["teacher"])] == [
        (work, 2)
    ]
    assert to_mark(people["substitute after"]) == []
    assert to_mark(people["teacher of another subject"]) == []
    assert to_mark(people["self"]) == []


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("self", "Viết đoạn văn"),
        ("guardian", "Lò Thị Inh"),
        ("teacher", "Không có bài nào chờ chấm"),
        ("leader", "Thầy/cô bộ môn giao bài học và bài tập"),
    ],
)
def test_the_index_by_role(role, words, work, people, signed_in):
    answer = signed_in(people[role]).get(reverse("assignments:index"))
    assert words in answer.content.decode()


@pytest.mark.parametrize("value", ["10.1", "-0.1"])
def test_the_database_keeps_marks_on_the_scale(work, world, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.submission(work, world.inh, mark=Decimal(value))
