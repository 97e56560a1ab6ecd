"""Pages: who gets in, what they refuse, what they show."""

import datetime
import io
import json

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from live.actions import close_room
from live.models import Attendance, Room
from live.past import At, record_past_lesson
from live.tickets import TICKET_SALT
from tests.factories import live as make

PAGES = [
    "",
    "ve/",
    "trang/tinh-trang/",
    "xem-lai/",
    "xem-lai/dien-bien/",
    "xem-lai/tieng/",
    "diem-danh/",
]


@pytest.fixture
def room(world, live_settings):
    return make.room(world)


@pytest.fixture
def who(world):
    return {
        "teacher": world.mai.person.account,
        "student": world.inh.person.account,
        "leader": getattr(world.leader, "person", world.leader).account
        if not hasattr(world.leader, "username")
        else world.leader,
        "other class": world.stranger.person.account,
        "other school": world.sung.person.account,
    }


def ended(world, room, **fields):
    lesson = {
        "started_at": timezone.now() - datetime.timedelta(hours=1),
        "length": datetime.timedelta(minutes=10),
        "present": {
            world.inh.person.account: (0.0, 1.0),
            world.dua.person.account: (0.7, 1.0),
        },
    }
    script = [
        At(1000, {"k": "chat", "x": "Chào các em"}),
        At(5000, {"k": "chat", "x": "Em chào cô ạ"}, world.inh.person.account),
    ]
    return record_past_lesson(room, script, **(lesson | fields))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["other class", "other school"])
def test_a_room_does_not_exist_for_strangers(room, who, signed_in, page, role):
    client = signed_in(who[role])
    url = f"/truc-tuyen/{room.uuid}/{page}"
    answer = client.post(url) if page == "ve/" else client.get(url)
    assert answer.status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_nobody_enters_without_signing_in(room, client, page):
    answer = client.post(f"/truc-tuyen/{room.uuid}/{page}")
    assert answer.status_code in {302, 405}


@pytest.mark.parametrize(
    ("role", "expected"),
    [("teacher", "teacher"), ("student", "student"), ("leader", "guest")],
)
def test_a_ticket_says_what_the_admission_granted(room, who, signed_in, role, expected):
    answer = signed_in(who[role]).post(f"/truc-tuyen/{room.uuid}/ve/")
    claims = signing.loads(answer.json()["ticket"], salt=TICKET_SALT)
    assert claims["role"] == expected
    assert ("teach" in claims["caps"]) == (role == "teacher")
    assert claims["room"] == str(room.uuid)


def test_the_teacher_gets_the_desk_and_the_student_a_place(room, who, signed_in):
    desk = signed_in(who["teacher"]).get(f"/truc-tuyen/{room.uuid}/").content.decode()
    place = signed_in(who["student"]).get(f"/truc-tuyen/{room.uuid}/").content.decode()
    assert "<live-desk" in desk
    assert "<live-lesson" in place
    assert "teacher.js" not in place
    assert "teacher.js" in desk


@pytest.mark.parametrize("role", ["student", "leader"])
@pytest.mark.parametrize("action", ["ket-thuc/", "trang/", "diem-danh/{account}/"])
def test_only_the_teacher_changes_things(world, room, who, signed_in, role, action):
    url = f"/truc-tuyen/{room.uuid}/" + action.format(
        account=world.inh.person.account.uuid
    )
    assert signed_in(who[role]).post(url).status_code == 404
    room.refresh_from_db()
    assert room.state == Room.State.SCHEDULED


def test_a_student_does_not_see_attendance_and_the_leader_does(
    world, room, who, signed_in
):
    ended(world, room)
    url = f"/truc-tuyen/{room.uuid}/diem-danh/"
    assert signed_in(who["student"]).get(url).status_code == 404
    page = signed_in(who["leader"]).get(url).content.decode()
    assert "có mặt" in page
    assert "Sửa điểm danh" not in page


def test_scheduling_by_the_teacher_of_the_class(world, room, who, signed_in):
    client = signed_in(who["teacher"])
    form = client.get(
        "/truc-tuyen/tao/?tie_key=tiet-12&title=B%C3%A0i%2012"
    ).content.decode()
    assert 'value="tiet-12"' in form
    assert "7A – Toán" in form
    starts = timezone.localtime() + datetime.timedelta(hours=2)
    data = {
        "course": f"{world.c7a.uuid}:TOAN",
        "title": "Bài 12",
        "starts_at": starts.strftime("%Y-%m-%dT%H:%M"),
        "minutes": 45,
        "tie_key": "tiet-12",
    }
    answer = client.post("/truc-tuyen/tao/", data)
    made = Room.objects.get(title="Bài 12")
    assert answer.url == f"/truc-tuyen/{made.uuid}/"
    assert (made.tie_key, made.teacher, made.record_pupils) == (
        "tiet-12",
        who["teacher"],
        False,
    )
    for change in (
        {"course": f"{world.c7b.uuid}:TOAN"},
        {"starts_at": "2020-01-01T08:00"},
        {"minutes": 1000},
        {"title": ""},
    ):
        assert client.post("/truc-tuyen/tao/", data | change).status_code == 200
    assert Room.objects.filter(title="Bài 12").count() == 1
    assert signed_in(who["student"]).get("/truc-tuyen/tao/").status_code == 404


def test_the_list_shows_only_ones_own_rooms(world, room, who, signed_in):
    for role, there in [
        ("teacher", True),
        ("student", True),
        ("other class", False),
        ("other school", False),
    ]:
        page = signed_in(who[role]).get("/truc-tuyen/").content.decode()
        assert (str(room.uuid) in page) == there, role


def test_the_list_costs_the_same_for_many_rooms(
    world, room, who, signed_in, django_assert_max_num_queries
):
    for day in range(12):
        make.room(world, starts_at=timezone.now() - datetime.timedelta(days=day))
    with django_assert_max_num_queries(40):
        signed_in(who["student"]).get("/truc-tuyen/")


def picture(size=(1600, 1200), kind="PNG"):
    stream = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(stream, kind)
    return stream.getvalue()


def upload(client, room, *files):
    named = [SimpleUploadedFile(name, body) for name, body in files]
    return client.post(
        f"/truc-tuyen/{room.uuid}/trang/", {"slides": named}, follow=True
    )


def test_pictures_become_light_pages_in_the_order_of_their_names(
    room, who, signed_in, run_tasks
):
    client = signed_in(who["teacher"])
    upload(client, room, ("b.jpg", picture((300, 900), "JPEG")), ("a.png", picture()))
    assert (
        client.get(f"/truc-tuyen/{room.uuid}/trang/tinh-trang/").json()["state"]
        == "waiting"
    )
    run_tasks()
    assert client.get(f"/truc-tuyen/{room.uuid}/trang/tinh-trang/").json() == {
        "state": "ready",
        "v": 1,
        "c": 2,
    }
    sizes = []
    for page in (1, 2):
        answer = signed_in(who["student"]).get(
            f"/truc-tuyen/{room.uuid}/trang/1/{page}/"
        )
        body = b"".join(answer.streaming_content)
        assert answer["Content-Type"] == "image/webp"
        assert len(body) <= 25_000
        sizes.append(Image.open(io.BytesIO(body)).size)
    assert sizes[0][0] > sizes[0][1]
    assert sizes[1][0] < sizes[1][1]
    assert client.get(f"/truc-tuyen/{room.uuid}/trang/1/3/").status_code == 404
    ticket = client.post(f"/truc-tuyen/{room.uuid}/ve/").json()["ticket"]
    assert signing.loads(ticket, salt=TICKET_SALT)["deck"] == [1, 2]
    assert (
        signed_in(who["other class"])
        .get(f"/truc-tuyen/{room.uuid}/trang/1/1/")
        .status_code
        == 404
    )


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("bai.pdf", b"%PDF-1.7 not really", "tệp bị hỏng"),
        ("anh.png", b"\x89PNG\r\n\x1a\n" + b"x" * 99, "tệp bị hỏng"),
        ("anh.jpg", None, "tệp bị hỏng"),
    ],
)
def test_damaged_slides_are_explained(
    room, who, signed_in, run_tasks, name, body, words
):
    client = signed_in(who["teacher"])
    upload(client, room, (name, body or picture(kind="JPEG")[:200]))
    run_tasks()
    page = client.get(f"/truc-tuyen/{room.uuid}/").content.decode()
    assert words in page
    assert room.slides.get().state == "failed"


@pytest.mark.parametrize(
    ("name", "body"),
    [("x.html", b"<script>"), ("x.exe", b"MZ"), ("x.svg", b"<svg/>"), ("x.pdf", b"")],
)
def test_what_is_no_deck_is_refused_at_once(room, who, signed_in, name, body):
    answer = upload(signed_in(who["teacher"]), room, (name, body))
    assert room.slides.count() == 0
    assert answer.status_code == 200


def test_a_bomb_of_pixels_is_refused(room, who, signed_in, run_tasks):
    stream = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(stream, "PNG")
    upload(signed_in(who["teacher"]), room, ("bomb.png", stream.getvalue()))
    run_tasks()
    slides = room.slides.get()
    assert (slides.state, slides.problem, slides.problem_page) == (
        "failed",
        "page-size",
        1,
    )


def test_more_than_120_pages_are_refused(room, who, signed_in, run_tasks):
    stream = io.BytesIO()
    page = Image.new("RGB", (40, 40))
    page.save(stream, "PDF", save_all=True, append_images=[page] * 120)
    upload(signed_in(who["teacher"]), room, ("dai.pdf", stream.getvalue()))
    run_tasks()
    assert room.slides.get().problem == "pages"
    assert not list(room.slides.get().room.slides.get() and [])


def test_attendance_and_its_correction(world, room, who, signed_in):
    room = ended(world, room)
    client = signed_in(who["teacher"])
    url = f"/truc-tuyen/{room.uuid}/diem-danh/"
    page = client.get(url).content.decode()
    assert "có mặt một phần" in page
    dua = world.dua.person.account
    client.post(f"{url}{dua.uuid}/", {"status": "present", "reason": ""})
    assert Attendance.objects.filter(room=room, account=dua).count() == 1
    client.post(
        f"{url}{dua.uuid}/",
        {"status": "present", "reason": "Mất điện, em học cùng bạn"},
    )
    rows = Attendance.objects.filter(room=room, account=dua).order_by("id")
    assert [(r.source, r.status) for r in rows] == [
        ("computed", "partial"),
        ("teacher", "present"),
    ]
    assert rows[1].recorded_by == who["teacher"]
    assert "Mất điện" in client.get(url).content.decode()


def test_ending_twice_changes_nothing(world, room, who, signed_in):
    client = signed_in(who["teacher"])
    for _ in range(2):
        assert client.post(f"/truc-tuyen/{room.uuid}/ket-thuc/").status_code == 302
    room.refresh_from_db()
    before = room.ended_at
    close_room(room)
    room.refresh_from_db()
    assert (room.state, room.ended_at) == ("ended", before)


def test_the_talk_can_be_read_without_scripts(world, room, who, signed_in):
    ended(world, room)
    page = (
        signed_in(who["student"])
        .get(f"/truc-tuyen/{room.uuid}/xem-lai/")
        .content.decode()
    )
    assert "Em chào cô ạ" in page
    assert "0:05" in page
    script = signed_in(who["student"]).get(
        f"/truc-tuyen/{room.uuid}/xem-lai/dien-bien/"
    )
    assert [e["k"] for e in script.json()["events"]] == ["chat", "chat"]
    assert str(who["student"].uuid) not in json.dumps(script.json())


def test_a_room_that_runs_has_no_replay(room, who, signed_in):
    client = signed_in(who["student"])
    assert client.get(f"/truc-tuyen/{room.uuid}/xem-lai/").status_code == 302
    assert client.get(f"/truc-tuyen/{room.uuid}/xem-lai/dien-bien/").status_code == 404
