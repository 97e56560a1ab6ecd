"""After the lesson: sound that can be sought, attendance, and who is told."""

import datetime
import itertools
from pathlib import Path

import av
import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from live.actions import close_room, end_room, schedule_room
from live.commands import RefusedError
from live.models import Attendance
from live.past import At, record_past_lesson
from live.preparing import prepare_replay
from live.presence import Span
from live.queries import attendance_of, read_log, replay_path
from live.recording import Record, sound_record
from live.replay import LessonClock, script_of, timeline
from tests.factories import live as make
from tests.live import admission

VOICE = Path(__file__).resolve().parents[1] / "samples" / "voice" / "chao-cac-em.wav"
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def room(world, live_settings):
    return make.room(world)


@pytest.fixture
def taught(world, room):
    inh, dua = world.inh.person.account, world.dua.person.account
    script = [
        At(2000, {"k": "ink", "n": 1, "w": 1, "pen": 1, "pts": [0, 0, 90, 90]}),
        At(4000, {"k": "poll", "q": "Hiểu bài chưa?", "o": ["Rồi", "Chưa"]}),
        At(6000, {"k": "vote", "o": 0}, inh),
        At(9000, {"k": "shut"}),
        At(9500, {"k": "chat", "x": "Em cảm ơn cô"}, inh),
    ]
    return record_past_lesson(
        room,
        script,
        started_at=timezone.now() - 60 * MINUTE,
        length=2 * MINUTE,
        present={inh: (0.0, 1.0), dua: (0.0, 0.4)},
        sound=VOICE,
        sound_at_ms=30_000,
    )


def decoded(path):
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        length = container.duration / av.time_base
    return np.concatenate(frames, axis=1)[0], length


def test_the_sound_lies_where_it_was_spoken(taught):
    assert taught.replay == "ready"
    sound, length = decoded(replay_path(taught))
    assert abs(length - 120) < 0.5
    loud = [float(np.sqrt(np.mean(part**2))) for part in np.array_split(sound, 120)]
    assert max(loud[:29]) < 0.005
    assert np.mean(loud[31:38]) > 0.02
    assert max(loud[60:]) < 0.005


def test_the_sound_can_be_sought(taught, signed_in, world):
    client = signed_in(world.inh.person.account)
    url = f"/truc-tuyen/{taught.uuid}/xem-lai/tieng/"
    whole = b"".join(client.get(url).streaming_content)
    assert len(whole) == taught.replay_bytes == replay_path(taught).stat().st_size
    part = client.get(url, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert b"".join(part.streaming_content) == whole[100:200]
    tail = client.get(url, headers={"Range": "bytes=-50"})
    assert b"".join(tail.streaming_content) == whole[-50:]
    assert client.get(url, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    assert client.get(url, headers={"Range": "bytes=a-b"}).status_code == 200


def test_preparing_again_gives_the_same_file(taught):
    before = replay_path(taught).stat().st_size
    prepare_replay(str(taught.uuid))
    assert replay_path(taught).stat().st_size == before


def test_attendance_follows_the_acknowledgements(world, taught):
    rows = {row.name: row for row in attendance_of(taught)}
    assert rows["Lò Thị Inh"].status == "present"
    assert rows["Lò Thị Inh"].seconds_present == 120
    assert rows["Lò Thị Inh"].ratio == 1
    assert rows["Vàng A Dua"].status == "partial"


def test_the_script_tells_what_happened_but_not_who_voted_what(taught):
    script = script_of(read_log(taught)[1])
    assert script["length"] == 120_000
    vote = next(event for event in script["events"] if event["k"] == "vote")
    assert set(vote) == {"k", "s", "at"}
    assert [e["at"] for e in script["events"] if e["k"] == "ink"] == [2000]


def test_writing_it_again_changes_nothing(world, taught):
    rows = Attendance.objects.filter(room=taught).count()
    again = record_past_lesson(
        taught, [], started_at=timezone.now(), length=MINUTE, present={}
    )
    assert again.ended_at == taught.ended_at
    assert Attendance.objects.filter(room=taught).count() == rows


def test_a_script_that_could_not_have_happened_is_refused(world, room):
    with pytest.raises(RefusedError):
        record_past_lesson(
            room,
            [At(10, {"k": "slide", "n": 2}, world.inh.person.account)],
            started_at=timezone.now(),
            length=MINUTE,
            present={world.inh.person.account: (0, 1)},
        )


@pytest.mark.django_db(transaction=True)
def test_who_wants_to_know_is_told_once(world, live_settings):
    live_settings.LIVE_LESSON_SINK = "tests.live.admission.Sink"
    admission.NOTES.clear()
    room = make.room(world)
    close_room(room)
    close_room(room)
    assert [room.uuid] == admission.NOTES


def test_only_the_teacher_of_class_and_subject_plans_and_ends(world, room):
    for account in (world.inh.person.account, world.sung.person.account):
        with pytest.raises(PermissionDenied):
            schedule_room(account, world.c7a, world.toan, "Bài", timezone.now())
        with pytest.raises(PermissionDenied):
            end_room(account, room, lambda _: False)


def packets(*times, slot=0):
    return [
        sound_record(slot, n, t, b"\x1b\x41" + bytes([n])) for n, t in enumerate(times)
    ]


def starts(records: list[Record], spans: list[Span]):
    return [
        start
        for start, packet in timeline(records, LessonClock(spans))
        if packet[:2] == b"\x1b\x41"
    ]


def test_breaks_are_cut_out_and_holes_filled():
    clock = LessonClock([(1000, 5000), (9000, 12_000)])
    assert [clock.at(t) for t in (0, 1000, 3000, 7000, 9000, 99_999)] == [
        0,
        0,
        2000,
        4000,
        4000,
        7000,
    ]
    line = timeline(
        packets(1100, 4000, 7000, 10_000), LessonClock([(1000, 5000), (9000, 12_000)])
    )
    assert len([p for _, p in line if p[:2] == b"\x1b\x41"]) == 3, (
        "a break is not played"
    )
    times = [start for start, _ in line]
    assert times == sorted(times)
    assert max(b - a for a, b in itertools.pairwise(times)) <= 240


def test_the_teachers_voice_wins_over_a_pupils():
    both = packets(500, 620) + packets(510, 2000, slot=1)
    assert len(starts(both, [(0, 5000)])) == 3
