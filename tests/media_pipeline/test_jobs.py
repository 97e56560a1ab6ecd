"""Leases, cancel, retry, reaping and reference counts, on the real database."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from media_pipeline import actions, leases, pipeline, run, store, work
from media_pipeline.models import Asset, Blob, Job, Package
from tests.factories import media_pipeline as make

pytestmark = pytest.mark.django_db


def state(made):
    made.refresh_from_db()
    return made.status, make.job_of(made).state


def test_a_film_goes_from_upload_to_ready(
    film, django_capture_on_commit_callbacks, run_tasks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = make.asset(source=film)
    assert state(made) == ("new", "queued")
    run_tasks("media")
    assert state(made) == ("ready", "done")
    assert (made.width, made.height, made.kind) == (256, 144, "video")
    assert made.duration_ms == pytest.approx(1000, abs=50)
    assert made.smallest_bytes > 0
    assert [r.name for r in made.package.renditions.order_by("name")] == [
        "144p",
        "audio",
    ]
    job = make.job_of(made)
    assert (job.progress, job.attempts, job.lease_token) == (100, 1, None)


def test_indexing_never_waits_for_a_transcode(
    film, django_capture_on_commit_callbacks, run_tasks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = make.asset(source=film)
    run_tasks("default")
    assert state(made) == ("new", "queued")
    assert DBTaskResult.objects.get().queue_name == "media"


def test_a_refused_source_fails_at_once_with_its_reason():
    made = make.asset(source=make.odd("trunc_moovok.mp4"))
    assert work.do(make.job_of(made).uuid).outcome == "failed"
    assert state(made) == ("failed", "failed")
    assert made.error_code == "truncated"
    assert "2,4 trên 4,0" in made.error
    assert make.job_of(made).attempts == 1


def test_only_one_worker_gets_a_job():
    job = make.job_of(make.asset())
    first = leases.claim(job.uuid, "one", timezone.now())
    assert first is not None
    assert leases.claim(job.uuid, "two", timezone.now()) is None


def test_a_worker_that_slept_can_change_nothing_any_more(film):
    made = make.asset(source=film)
    job = make.job_of(made)
    asleep = leases.claim(job.uuid, "asleep", timezone.now())
    job.refresh_from_db()
    make.expire(job)
    assert actions.reap(timezone.now()) == 1
    awake = leases.claim(job.uuid, "awake", timezone.now())
    now = timezone.now()
    assert leases.beat(asleep, "encoding", 50, now) == "lost"
    assert not leases.fail(asleep, "internal", {}, now)
    assert not leases.cancelled(asleep, now)
    assert not leases.release(asleep, now, counted=True)
    made_from = work.made_from(awake)
    assert not leases.finish(asleep, made_from, now)
    assert leases.finish(awake, made_from, now)
    assert state(made) == ("ready", "done")


def test_the_reaper_leaves_the_living_alone():
    job = make.job_of(make.asset())
    leases.claim(job.uuid, "alive", timezone.now())
    assert actions.reap(timezone.now()) == 0
    assert actions.reap(timezone.now() + leases.LEASE + timedelta(seconds=1)) == 1


def test_a_job_whose_workers_keep_dying_is_given_up(django_capture_on_commit_callbacks):
    made = make.asset()
    for _attempt in range(3):
        job = make.job_of(made)
        assert leases.claim(job.uuid, "doomed", timezone.now())
        job.refresh_from_db()
        make.expire(job)
        with django_capture_on_commit_callbacks(execute=True):
            actions.reap(timezone.now())
    assert state(made) == ("failed", "failed")
    assert made.error_code == "worker_lost"
    assert DBTaskResult.objects.count() == 2


def test_a_fault_is_tried_again_up_to_the_limit(film, monkeypatch):
    made = make.asset(source=film)
    monkeypatch.setattr(pipeline, "DISK_MARGIN", 1 << 60)
    outcomes = [work.do(make.job_of(made).uuid) for _ in range(4)]
    assert [o.outcome for o in outcomes] == ["again", "again", "failed", "nothing"]
    assert [o.delay_seconds for o in outcomes[:2]] == [15, 30]
    assert state(made) == ("failed", "failed")
    assert made.error_code == "disk_full"
    monkeypatch.undo()
    job = actions.retry(made)
    assert work.do(job.uuid).outcome == "done"
    assert state(made) == ("ready", "done")
    assert made.error == ""


def test_a_stopped_worker_gives_its_job_back_uncounted(film, monkeypatch):
    made = make.asset(source=film)

    def interrupted(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "encode", interrupted)
    with pytest.raises(KeyboardInterrupt):
        work.do(make.job_of(made).uuid)
    assert state(made) == ("new", "queued")
    assert make.job_of(made).attempts == 0


def test_a_waiting_job_is_cancelled_at_once_and_can_be_tried_again(film):
    made = make.asset(source=film)
    assert actions.cancel(made)
    assert state(made) == ("cancelled", "cancelled")
    assert work.do(make.job_of(made).uuid).outcome == "nothing"
    assert actions.retry(made)
    assert actions.retry(made) is None
    assert work.do(make.job_of(made).uuid).outcome == "done"


@pytest.mark.django_db(transaction=True)
def test_a_running_job_is_cancelled_from_elsewhere(long_film, monkeypatch):
    monkeypatch.setattr(work, "BEAT_SECONDS", 0.2)
    made = make.asset(source=long_film)
    job = make.job_of(made)
    beats = []
    real = leases.beat

    def watched(held, stage, percent, now):
        beats.append((stage, percent))
        if stage == "encoding" and percent > 3:
            thread = threading.Thread(target=actions.cancel, args=(made,))
            thread.start()
            thread.join()
        return real(held, stage, percent, now)

    monkeypatch.setattr(leases, "beat", watched)
    assert work.do(job.uuid).outcome == "cancelled"
    assert state(made) == ("cancelled", "cancelled")
    assert max(percent for _stage, percent in beats) < 90
    assert not list(store.temp().glob("work-*"))
    assert not list((store.root() / "packages").glob("*/*"))


def test_equal_bytes_are_prepared_once_and_owned_by_each(film, monkeypatch):
    one = make.ready(source=film)

    def never(*_args, **_more):
        raise AssertionError("encoded twice")

    monkeypatch.setattr(run, "encode", never)
    two = make.ready(source=film, title="Bản khác")
    assert one.package == two.package
    assert Blob.objects.count() == Package.objects.count() == 1
    assert one.uuid != two.uuid


def test_deleting_one_asset_leaves_the_other_its_bytes(film):
    one, two = make.ready(source=film), make.ready(source=film)
    source = store.source_path(one.blob.sha256)
    package = store.package_path(one.package.key)
    actions.delete_asset(one)
    actions.collect(older_seconds=-1)
    assert source.is_file()
    assert (package / "master.m3u8").is_file()
    assert two.package.renditions.exists()
    actions.delete_asset(two)
    actions.collect(older_seconds=-1)
    assert not source.exists()
    assert not package.exists()
    assert not Blob.objects.exists()
    assert not Package.objects.exists()


def test_bytes_that_have_just_come_are_not_collected():
    store.put(ContentFile(b"on its way to a row"))
    assert actions.collect() == 0


def test_a_job_the_queue_lost_is_queued_again(django_capture_on_commit_callbacks):
    job = make.job_of(make.asset())
    assert not DBTaskResult.objects.exists()
    later = timezone.now() + actions.STALE_QUEUE + timedelta(seconds=1)
    assert actions.reap(later) == 1
    assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {"job": str(job.uuid)}
    assert actions.reap(later) == 0


def test_a_deleted_assets_worker_stops_quietly(film):
    made = make.asset(source=film)
    held = leases.claim(make.job_of(made).uuid, "busy", timezone.now())
    actions.delete_asset(made)
    assert leases.beat(held, "encoding", 10, timezone.now()) == "lost"
    assert not Asset.objects.exists()
    assert not Job.objects.exists()
