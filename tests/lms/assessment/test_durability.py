"""No acknowledged answer is lost: a full hall at once, and a server killed mid-save."""

import json
import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from uuid import UUID

import pytest
from django.db import connections
from django.db.utils import load_backend
from django.utils import timezone

from lms.assessment.models import Attempt
from lms.assessment.saves import Save, record_save
from tests.factories import assessment as make
from tests.factories import schools
from tests.lms.assessment.hall import Hall
from tests.services.postgres import throwaway_cluster

STUDENTS, SAVES = 30, 40


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """The running site; each test takes the next thirty attempts."""
    hall = Hall(tmp_path_factory.mktemp("hall"))
    hall.attempts = hall.prepare(2 * STUDENTS)
    hall.start()
    yield hall
    hall.stop()


def stored(hall):
    """What the database file holds: attempt → {field: value}, and its saves."""
    with sqlite3.connect(hall.database) as database:
        rows = database.execute("SELECT id, uuid, answers, last_seq FROM lms_attempt")
        found = {}
        for pk, uuid, answers, last in rows:
            events = database.execute(
                "SELECT seq FROM lms_attemptevent WHERE attempt_id = ? AND kind = 'saved'",
                [pk],
            )
            values = {name: stamp[2] for name, stamp in json.loads(answers).items()}
            found[uuid] = (values, last, sorted(seq for (seq,) in events))
        return found


def test_a_full_hall_saves_at_once_and_nothing_is_lost(hall):
    def sit(attempt):
        seat = hall.seat(attempt)
        for seq in range(1, SAVES + 1):
            answer = seat.save(seq, {f"q{seq}": str(seq % 4)})
            assert answer["acked"] == seq

    seated = hall.attempts[:STUDENTS]
    with ThreadPoolExecutor(STUDENTS) as pool:
        list(pool.map(sit, seated))
    expected = {f"q{seq}": str(seq % 4) for seq in range(1, SAVES + 1)}
    for values, last, events in (stored(hall)[a["uuid"]] for a in seated):
        assert values == expected
        assert last == SAVES
        assert events == list(range(1, SAVES + 1))


def test_the_server_is_killed_mid_save_and_every_acknowledged_answer_is_there(hall):
    seated = hall.attempts[STUDENTS:]
    acknowledged = {attempt["uuid"]: {} for attempt in seated}
    stop = threading.Event()

    def sit(attempt):
        seat = hall.seat(attempt)
        seq = 0
        while not stop.is_set():
            seq += 1
            field = f"q{seq % 20}"
            try:
                answer = seat.save(seq, {field: str(seq)})
            except (OSError, HTTPException):
                return
            acknowledged[attempt["uuid"]][field] = answer["acked"]

    with ThreadPoolExecutor(STUDENTS) as pool:
        sitting = [pool.submit(sit, attempt) for attempt in seated]
        time.sleep(1.5)
        hall.kill()
        stop.set()
        for one in sitting:
            one.result()
    assert sum(map(len, acknowledged.values())) > STUDENTS
    hall.start()
    found = stored(hall)
    for uuid, fields in acknowledged.items():
        values = found[uuid][0]
        for field, seq in fields.items():
            assert int(values[field]) >= seq, (uuid, field)
    answer = hall.seat(seated[0]).save(10_000, {"q1": "1"})
    assert answer["acked"] == 10_000


@pytest.fixture
def migrations_anew(monkeypatch):
    """Let migrations be read again: Wagtail's look at the vendor as they are read."""
    for name in [name for name in sys.modules if ".migrations" in name]:
        monkeypatch.delitem(sys.modules, name)


@pytest.fixture
def postgres(django_db_blocker, migrations_anew):
    """A migrated PostgreSQL database in place of the default one."""
    with throwaway_cluster() as cluster:
        cluster.run("CREATE DATABASE hall")
        before = connections["default"]
        described = {**connections.databases["default"], "OPTIONS": {}}
        described |= cluster.settings("hall")
        with django_db_blocker.unblock():
            backend = load_backend(described["ENGINE"])
            kept = connections.databases["default"]
            connections.databases["default"] = described
            connections["default"] = backend.DatabaseWrapper(described, "default")
            try:
                yield connections["default"]
            finally:
                connections["default"].close()
                connections.databases["default"] = kept
                connections["default"] = before


def test_the_same_on_postgresql_with_row_locks(postgres):
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0, skip_checks=True)
    world = schools.world()
    test = make.a_test(world.c7a, world.mai.person.account)
    uuids = [make.attempt(test, who).uuid for who in (world.inh, world.dua)]

    def sit(work):
        uuid, first = work
        for seq in range(first, first + 40):
            save = Save(seq, {f"q{seq}": str(seq), "q0": str(seq)}, seq)
            assert record_save(UUID(str(uuid)), save, timezone.now()).seq >= seq
        connections["default"].close()

    # two devices of each student at the same row
    work = [(uuid, first) for uuid in uuids for first in (1, 41)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sit, work))
    for attempt in Attempt.objects.filter(uuid__in=uuids):
        answers = {name: stamp[2] for name, stamp in attempt.answers.items()}
        assert answers == {f"q{n}": str(n) for n in range(1, 81)} | {"q0": "80"}
        assert attempt.events.filter(kind="saved").count() == 80
        make.submit_attempt(attempt.pk, timezone.now())
        assert Attempt.objects.get(pk=attempt.pk).state == "submitted"
