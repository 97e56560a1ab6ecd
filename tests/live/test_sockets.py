"""Lessons over real sockets of a real uvicorn: tickets, resuming, limits, crashes."""

import asyncio
import json
import socket as sockets
import time
import uuid

import freezegun
import pytest
from websockets.exceptions import InvalidStatus

from live.recording import events_in, load
from live.seats import LAG_STOP
from live.tickets import TICKET_SALT, mint, mint_resume
from tests.live.conftest import LessonServer
from tests.live.phone import Phone, claims


async def closed_with(phone):
    await phone.until(lambda: phone.closed)
    return phone.closed


async def test_a_lesson_from_start_to_end(server, room, people):
    teacher = await people(server, "teacher", name="Hà Thị Mai", deck=(1, 3))
    pupil = await people(server, name="Lò Thị Inh")
    assert (await teacher.ask("start"))["k"] == "ok"
    assert (await teacher.ask("slide", n=2))["k"] == "ok"
    assert (await teacher.ink(2, 1, 0, [10, 10, 500, 600]))["k"] == "ok"
    assert (await pupil.ask("chat", x="Em chào cô ạ"))["k"] == "ok"
    assert (await pupil.ask("hand", up=True))["k"] == "ok"
    assert (await teacher.ask("poll", q="2 + 3?", o=["4", "5"]))["k"] == "ok"
    assert (await pupil.ask("vote", o=1))["k"] == "ok"
    assert (await teacher.ask("shut"))["k"] == "ok"
    assert (await teacher.ask("end"))["k"] == "ok"
    await pupil.until(lambda: "end" in pupil.kinds())
    assert pupil.s == teacher.s
    shut = next(event for event in pupil.events if event.k == "shut")
    assert shut.d["r"] == [0, 1]
    vote = next(event for event in pupil.events if event.k == "vote")
    assert (vote.a, dict(vote.d)) == (0, {})
    for _ in range(100):
        if f"{room} end" in server.reports():
            break
        await asyncio.sleep(0.05)
    assert [line.split()[1] for line in server.reports() if room in line] == [
        "open",
        "start",
        "end",
    ]


async def test_a_late_joiner_gets_everything_that_matters(server, people):
    teacher = await people(server, "teacher", name="Hà Thị Mai", deck=(1, 3))
    await teacher.ask("start")
    await teacher.ask("slide", n=3)
    for chunk in range(3):
        await teacher.ink(3, 9, chunk, [chunk * 10, 5, chunk * 10 + 5, 9], pen=2)
    await teacher.ask("chat", x="Các em mở vở nhé")
    await teacher.ask("poll", q="Xong chưa?", o=["Rồi", "Chưa"])
    late = await people(server, name="Vàng A Dua")
    snap = late.snap
    assert (snap["phase"], snap["slide"], snap["deck"]) == ("live", 3, [1, 3])
    assert snap["board"] == {"3": [[1, 9, 2, [0, 5, 5, 9, 10, 5, 15, 9, 20, 5, 25, 9]]]}
    assert snap["chats"][-1][2:] == [1, "Các em mở vở nhé"]
    assert snap["poll"]["open"]
    assert snap["people"]["1"] == ["Hà Thị Mai", "teacher"]
    assert late.who.account not in json.dumps(late.hello)
    await teacher.ask("slide", n=1)
    await late.until(lambda: late.events)
    assert late.s == teacher.s


async def test_a_dropped_pupil_comes_back_without_a_gap(server, people):
    teacher = await people(server, "teacher", deck=(1, 3))
    pupil = await people(server)
    await teacher.ask("start")
    await pupil.until(lambda: "start" in pupil.kinds())
    for round_ in range(3):
        await pupil.cut()
        for n in range(12):
            await teacher.ink(1, round_ * 100 + n, 0, [n, n, n + 1, n + 1])
        pupil.snap = None
        await pupil.join()
        await pupil.until(lambda: pupil.s == teacher.s)
        assert pupil.snap is None, "a short absence is filled by events"
    strokes = [event.d["w"] for event in pupil.events if event.k == "ink"]
    assert strokes == [r * 100 + n for r in range(3) for n in range(12)]


async def test_a_request_sent_twice_over_a_drop_counts_once(server, people):
    teacher = await people(server, "teacher")
    pupil = await people(server)
    first = await pupil.ask("chat", i="same", x="Em thưa cô")
    await pupil.cut()
    await pupil.join()
    again = await pupil.ask("chat", i="same", x="Em thưa cô")
    assert first["s"] == again["s"]
    await teacher.ask("chat", x="Cô nghe đây")
    assert [e.d["x"] for e in teacher.events if e.k == "chat"] == [
        "Em thưa cô",
        "Cô nghe đây",
    ]


async def test_an_unknown_epoch_gets_a_snapshot(server, people):
    pupil = await people(server)
    await pupil.cut()
    pupil.epoch, pupil.snap = "another", None
    await pupil.join()
    assert pupil.snap["s"] == pupil.s


async def test_what_was_acknowledged_survives_a_kill(own_server, room, people):
    teacher = await people(own_server, "teacher", name="Hà Thị Mai", deck=(1, 3))
    await teacher.ask("start")
    for n in range(10):
        assert (await teacher.ink(1, n, 0, [n, n, 50, 50]))["k"] == "ok"
    last = await teacher.ask("chat", x="Câu này không được mất")
    own_server.kill()
    _, records = load(own_server.log(room))
    assert events_in(records)[-1].s == last["s"]
    assert events_in(records)[-1].d["x"] == "Câu này không được mất"
    own_server.start()
    teacher.snap = None
    await teacher.join()
    assert teacher.s == last["s"]
    assert (await teacher.ask("slide", n=2))["s"] > last["s"]
    late = await people(own_server)
    assert len(late.snap["board"]["1"]) == 10
    assert late.snap["chats"][-1][3] == "Câu này không được mất"


@pytest.mark.parametrize(
    "name", ["expired", "forged", "another room", "nothing", "reused"]
)
async def test_bad_tickets(server, room, people, name):
    who = claims(room)
    ticket = mint(who)
    if name == "expired":
        with freezegun.freeze_time("2020-01-01"):
            ticket = mint(who)
    elif name == "forged":
        ticket = ticket[:-3] + "abc"
    elif name == "another room":
        ticket = mint(claims(str(uuid.uuid4())))
    elif name == "nothing":
        ticket = {"role": "teacher"}
    elif name == "reused":
        first = await Phone(server.port, who).join(ticket)
        assert first.hello
        await first.leave()
    phone = await Phone(server.port, who).join(ticket)
    assert await closed_with(phone) == 4001
    assert phone.hello is None


async def test_a_resume_token_is_no_ticket_and_a_ticket_no_resume_token(server, room):
    who = claims(room)
    phone = Phone(server.port, who)
    phone.token = mint(who)
    assert await closed_with(await phone.join()) == 4001
    assert (
        await closed_with(await Phone(server.port, who).join(mint_resume(who))) == 4001
    )
    assert TICKET_SALT != "live.resume"


@pytest.mark.parametrize(
    ("origin", "protocol"),
    [
        ("http://evil.example", "lesson.v1"),
        ("null", "lesson.v1"),
        (None, "lesson.v0"),
        (None, None),
    ],
)
async def test_foreign_pages_and_foreign_protocols_are_turned_away(
    server, room, origin, protocol
):
    with pytest.raises((InvalidStatus, Exception), match=r"403|subprotocol"):
        await Phone(server.port, claims(room)).join(origin=origin, protocol=protocol)


async def test_a_pupil_cannot_teach_over_the_wire(server, people):
    teacher = await people(server, "teacher", deck=(1, 2))
    pupil = await people(server)
    for kind, data in [
        ("start", {}),
        ("end", {}),
        ("slide", {"n": 2}),
        ("kick", {"p": 1}),
    ]:
        assert (await pupil.ask(kind, **data))["why"] == "cap"
    assert (await pupil.ink(1, 1, 0, [1, 1, 2, 2]))["why"] == "cap"
    assert teacher.s == pupil.s == 4


async def test_voice_reaches_others_and_needs_the_floor(server, people):
    teacher = await people(server, "teacher", sound=True)
    pupil = await people(server, sound=True)
    deaf = await people(server)
    await teacher.ask("start")
    await teacher.say(b"\x4bteacher")
    await pupil.until(lambda: pupil.sounds)
    assert pupil.sounds[0].payload == b"\x4bteacher"
    await pupil.say(b"\x4bpupil")
    await pupil.ask("chat", x="em nói nhưng chưa được mời")
    assert teacher.sounds == []
    await teacher.ask("floor", p=2, on=True)
    await pupil.say(b"\x4bpupil")
    await teacher.until(lambda: teacher.sounds)
    assert teacher.sounds[0].payload == b"\x4bpupil"
    assert teacher.sounds[0].flags == 1
    await teacher.ask("floor", p=2, on=False)
    await pupil.say(b"\x4bpupil")
    await pupil.ask("hand", up=True)
    assert len(teacher.sounds) == 1
    assert [frame.payload for frame in pupil.sounds] == [b"\x4bteacher"]
    assert deaf.sounds == []


async def test_only_the_teachers_voice_is_recorded_unless_the_room_says_so(
    server, room, people
):
    teacher = await people(server, "teacher", sound=True)
    pupil = await people(server, sound=True)
    await teacher.say(b"\x4bbefore")
    await teacher.ask("start")
    await teacher.ask("floor", p=2, on=True)
    await teacher.say(b"\x4bteacher")
    await pupil.say(b"\x4bpupil")
    await teacher.until(lambda: teacher.sounds)
    await teacher.ask("end")
    kept = [r.payload[3:] for r in load(server.log(room))[1] if r.kind == 1]
    assert kept == [b"\x4bteacher"]


async def test_a_removed_pupil_is_out_and_stays_out(server, people):
    teacher = await people(server, "teacher")
    pupil = await people(server)
    await teacher.ask("kick", p=2)
    assert await closed_with(pupil) == 4003
    await pupil.join()
    assert await closed_with(pupil) == 4003
    pupil.token = None
    await pupil.join()
    assert await closed_with(pupil) == 4003


async def test_an_ended_room_lets_nobody_in(server, people):
    teacher = await people(server, "teacher")
    await teacher.ask("end")
    late = await people(server)
    assert await closed_with(late) == 4004


async def test_a_flood_of_talk_is_refused_then_cut(server, people):
    pupil = await people(server)
    for n in range(150):
        await pupil.tell(k="chat", i=f"f{n}", x="spam")
    assert await closed_with(pupil) == 4429
    assert sum(e.k == "chat" for e in pupil.events) <= 6


@pytest.mark.parametrize(
    "data",
    [
        "not json",
        "[]",
        '{"k":"chat","i":"a","x":"' + "a" * 9000 + '"}',
        b"\x01",
        b"\x03\x00\x00\x01\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff",
        b"\x01\x00\x00\x00\x00\x00\x00\x00" + b"x" * 641,
        b"\x01\x00\x00\x00\x00\x00\x00\x00",
        b"\x02" * 3000,
    ],
)
async def test_broken_messages_end_the_connection_and_nothing_else(
    server, people, data
):
    other = await people(server, "teacher")
    pupil = await people(server)
    await pupil.socket.send(data)
    assert await closed_with(pupil) == 4400
    assert (await other.ask("chat", x="vẫn học tiếp"))["k"] == "ok"


async def test_nothing_is_taken_before_hello(server, room):
    phone = Phone(server.port, claims(room))
    real, phone.tell = phone.tell, lambda **_: asyncio.sleep(0)
    task = asyncio.create_task(phone.join())
    await asyncio.sleep(0.2)
    await phone.socket.send(b"\x02\x00\x00\x00\x00\x00\x00\x00")
    await task
    assert phone.closed == 4400
    phone.tell = real


async def test_a_heartbeat_is_answered(server, people):
    pupil = await people(server)
    await pupil.ping()
    await pupil.until(lambda: pupil.pongs)
    assert pupil.pongs == [7]


async def test_who_loses_the_right_to_be_there_is_sent_out(tmp_path, room, people):
    server = LessonServer(tmp_path, LIVE_TEST_RENEW="1").start()
    try:
        pupil, other = await people(server), await people(server)
        await pupil.until(lambda: pupil.notes)
        assert pupil.notes[0]["k"] == "token", "who may stay gets a fresh token"
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / pupil.who.account).touch()
        assert await closed_with(pupil) == 4003
        assert other.closed is None
    finally:
        server.stop()


async def test_a_disk_that_fails_is_never_acknowledged(tmp_path, room, people):
    server = LessonServer(tmp_path, LIVE_TEST_FSYNC_FAILS="10").start()
    try:
        pupil = await people(server, "teacher", deck=(1, 3))
        said = 0
        for n in range(20):
            answer = await pupil.ask("slide", n=1 + n % 3)
            if answer is None:
                break
            said = answer["s"]
        assert pupil.closed == 4008
        assert events_in(load(server.log(room))[1])[-1].s >= said
        await pupil.join()
        assert pupil.s >= said
        assert (await pupil.ask("slide", n=2))["k"] == "ok"
    finally:
        server.stop()


async def test_three_devices_of_one_person_and_no_more(server, room, people):
    who = claims(room)
    phones = []
    for _ in range(4):
        phones.append(await Phone(server.port, who).join())
    assert await closed_with(phones[0]) == 4009
    assert all(phone.hello["p"] == 1 for phone in phones)
    for phone in phones:
        await phone.leave()


async def stalled(server, room):
    """Join like a phone whose line stands still: read the greeting, then nothing."""
    phone = Phone(server.port, claims(room, name="Mạng yếu"), sound=True)
    await phone.join()
    raw = phone.socket.transport.get_extra_info("socket")
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 2048)
    phone.socket.transport.pause_reading()
    return phone


async def test_a_slow_pupil_does_not_hold_up_the_others(server, room, people):
    teacher = await people(server, "teacher", sound=True)
    fast = await people(server, sound=True)
    await teacher.ask("start")
    slow = await stalled(server, room)
    slowest = 0.0
    for n in range(60):
        before, heard = time.monotonic(), len(fast.sounds)
        await teacher.say(bytes([n + 1]) * 300)
        await fast.until(lambda heard=heard: len(fast.sounds) > heard)
        slowest = max(slowest, time.monotonic() - before)
        if n % 10 == 0:
            await fast.ack()
        await asyncio.sleep(0.1)
    assert slowest < 1.0
    assert len(fast.sounds) == 60
    assert (await teacher.ask("chat", x="không ai phải đợi"))["k"] == "ok"
    await fast.until(lambda: "chat" in fast.kinds())
    slow.socket.transport.resume_reading()
    await slow.until(lambda: "chat" in slow.kinds())
    assert len(slow.sounds) <= LAG_STOP + 1, "sound is left out, not queued"
    await slow.leave()


async def test_somebody_who_never_acknowledges_gets_no_more_sound_but_all_events(
    server, people
):
    teacher = await people(server, "teacher", sound=True)
    silent = await people(server, sound=True)
    await teacher.ask("start")
    for n in range(35):
        await teacher.say(bytes([n + 1]) * 200)
    for _ in range(5):
        await teacher.ask("rules", chat=True)
    await silent.until(lambda: silent.s == teacher.s)
    assert len(silent.sounds) == LAG_STOP
    await silent.ack()
    await asyncio.sleep(0.3)
    await teacher.say(b"\x01again")
    await silent.until(lambda: silent.sounds[-1].payload == b"\x01again")


async def test_a_lost_teacher_pauses_the_lesson_and_coming_back_goes_on(
    own_server, people
):
    teacher = await people(own_server, "teacher")
    pupil = await people(own_server)
    await teacher.ask("start")
    await teacher.cut()
    await pupil.until(lambda: "pause" in pupil.kinds(), 20)
    await teacher.join()
    await pupil.until(lambda: "resume" in pupil.kinds())


async def test_a_lesson_everybody_left_is_ended_and_not_forgotten(
    tmp_path, room, people
):
    server = LessonServer(tmp_path, LIVE_TEST_PATIENCE="1 2 5").start()
    try:
        teacher, pupil = await people(server, "teacher"), await people(server)
        await teacher.ask("start")
        await pupil.cut()
        await teacher.cut()
        reports = tmp_path / "reports"
        for _ in range(150):
            await asyncio.sleep(0.1)
            if f"{room} end" in reports.read_text():
                break
        assert reports.read_text().split("\n")[-2] == f"{room} end"
    finally:
        server.stop()
