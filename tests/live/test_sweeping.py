"""Lessons nobody ended: closed at the moment they fell silent, attendance counted."""

import datetime
import os

import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from live.actions import note_progress
from live.models import Room
from live.past import record_past_lesson
from live.queries import attendance_of, log_path, read_log
from live.recording import encode, event_of, load
from live.replay import length_of
from live.running import report
from live.sweeping import QUIET, close_abandoned, look_after
from tests.factories import live as make

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def left_open(world, live_settings):
    """Give a lesson of an hour whose worker was killed in its last second."""
    room = make.room(world)
    started = timezone.now() - 3 * HOUR
    inh = world.inh.person.account
    record_past_lesson(
        room, [], started_at=started, length=HOUR, present={inh: (0.0, 1.0)}
    )
    path = log_path(room)
    with path.open("rb") as stream:
        header = stream.readline()
    records = [
        record
        for record in load(path)[1]
        if (event := event_of(record)) is None or event.k != "end"
    ]
    path.write_bytes(header + b"".join(encode(record) for record in records))
    silent = (started + HOUR).timestamp()
    os.utime(path, (silent, silent))
    room.attendance.all().delete()
    Room.objects.filter(pk=room.pk).update(
        state=Room.State.LIVE, started_at=started, ended_at=None, live_seconds=0
    )
    return Room.objects.get(pk=room.pk)


def test_a_lesson_left_open_is_closed_when_it_fell_silent(world, left_open):
    assert close_abandoned(timezone.now()) == 1
    left_open.refresh_from_db()
    assert left_open.state == Room.State.ENDED
    assert left_open.live_seconds == 3600
    length = left_open.ended_at - left_open.started_at
    assert abs(length - HOUR) < datetime.timedelta(seconds=2)
    assert length_of(read_log(left_open)[1]) == 3_600_000  # and so it is replayed
    rows = {row.account.pk: row for row in attendance_of(left_open)}
    assert rows[world.inh.person.account.pk].status == "present"
    assert close_abandoned(timezone.now()) == 0


def test_one_that_was_heard_of_just_now_goes_on(left_open):
    os.utime(log_path(left_open))
    assert close_abandoned(timezone.now()) == 0
    assert close_abandoned(timezone.now() + QUIET + HOUR) == 1


def test_who_looks_at_the_list_closes_it(world, left_open, signed_in):
    page = signed_in(world.inh.person.account).get("/truc-tuyen/").content.decode()
    left_open.refresh_from_db()
    assert left_open.state == Room.State.ENDED
    assert "đang học" not in page


def test_the_command_and_the_queue_close_it_too(left_open, capsys):
    call_command("close_lessons")
    assert "1 lessons" in capsys.readouterr().out
    assert look_after.func(str(left_open.uuid)) == 0


@pytest.mark.django_db(transaction=True)
def test_a_lesson_that_begins_is_looked_after(world, live_settings):
    room = make.room(world)
    waiting = DBTaskResult.objects.filter(task_path="live.sweeping.look_after")
    async_to_sync(report)(str(room.uuid), "open")
    assert not waiting.exists()
    async_to_sync(report)(str(room.uuid), "start")
    room.refresh_from_db()
    assert room.state == Room.State.LIVE
    after = waiting.get().run_after - timezone.now()
    assert after > datetime.timedelta(minutes=room.minutes)


def test_a_door_left_open_yesterday_is_no_lesson_of_today(world, live_settings, who_in):
    room = make.room(world, starts_at=timezone.now() - 30 * HOUR)
    note_progress(str(room.uuid), "open")
    page = who_in.get("/truc-tuyen/").content.decode()
    assert "phòng đã mở" not in page


@pytest.fixture
def who_in(world, signed_in):
    return signed_in(world.mai.person.account)
