"""A real worker process is killed in the middle; another one finishes its work."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.db import connections
from django.utils import timezone

from media_pipeline import actions, store
from media_pipeline.models import Job
from tests.factories import media_pipeline as make

ROOT = Path(__file__).resolve().parents[2]


def environment(folder):
    return os.environ | {
        "HOABAN_DATA": str(folder),
        "HOABAN_DATABASE": str(folder / "hoaban.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated")
    manage = [
        sys.executable,
        str(ROOT / "manage.py"),
        "migrate",
        "-v0",
        "--skip-checks",
    ]
    subprocess.run(manage, check=True, env=environment(folder), cwd=ROOT)
    return folder


@pytest.fixture
def file_database(tmp_path, migrated, django_db_blocker, settings):
    """A database on disk that this process and the workers share."""
    env, manage = environment(tmp_path), [sys.executable, str(ROOT / "manage.py")]
    for name in ("hoaban.sqlite3", "secrets.json"):
        shutil.copy(migrated / name, tmp_path / name)
    settings.MEDIA_ROOT = tmp_path / "media"
    before = connections["default"]
    described = {**before.settings_dict, "NAME": env["HOABAN_DATABASE"]}
    with django_db_blocker.unblock():
        mine = type(before)(described, "default")
        connections["default"] = mine
        yield (
            [*manage, "media_worker", "--interval", "0.2", "--reap-seconds", "0.5"],
            env,
        )
        mine.close()
        connections["default"] = before


def waited(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail("it did not happen in time")


def test_kill_9_in_mid_job_costs_nothing_but_time(file_database, long_film):
    command, env = file_database
    made = make.asset(source=long_film)
    job = make.job_of(made)
    first = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        waited(lambda: Job.objects.filter(pk=job.pk, progress__gt=5))
        encoders = [
            p for p in psutil.Process(first.pid).children() if "ffmpeg" in p.name()
        ]
        assert encoders
        first.send_signal(signal.SIGKILL)
    finally:
        first.kill()
        first.wait()
    # the encoder dies with its worker: nothing writes on behind our back
    psutil.wait_procs(encoders, timeout=10)
    assert not any(p.is_running() for p in encoders)
    job.refresh_from_db()
    assert job.state == "running"
    assert list(store.temp().glob("work-*"))
    # nobody waits a minute in a test: the lease is made to look old
    make.expire(job)
    second = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        waited(lambda: Job.objects.filter(pk=job.pk, state="done"), 120)
    finally:
        second.terminate()
        second.wait(timeout=20)
    made.refresh_from_db()
    assert made.status == "ready"
    assert Job.objects.get(pk=job.pk).attempts == 2
    assert (store.package_path(made.package.key) / "master.m3u8").is_file()


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_worker_leaves_the_job_queued(order, file_database, long_film):
    command, env = file_database
    job = make.job_of(make.asset(source=long_film))
    worker = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        waited(lambda: Job.objects.filter(pk=job.pk, progress__gt=3))
        worker.send_signal(order)
        worker.wait(timeout=20)
    finally:
        worker.kill()
        worker.wait()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)
    assert not list(store.temp().glob("work-*"))
    assert actions.reap(timezone.now()) == 0
