"""The process around ffmpeg: progress, cancel, limits, nothing left behind."""

import os
import time
from pathlib import Path

import psutil
import pytest

from media_pipeline import ffmpeg, ladder, pipeline, run
from tests.factories import media_pipeline as make


def limits(**changes):
    usual = {"cpu_seconds": 600, "wall_seconds": 600, "stall_seconds": 60}
    return run.Limits(**(usual | {"file_bytes": 1 << 30} | changes))


def started(source, tmp_path):
    plan = ladder.plan(run.read_facts(source))
    for name in ffmpeg.directories(plan):
        (tmp_path / name).mkdir()
    return ffmpeg.arguments(plan, source, make.FFMPEG)


def mine():
    """Every process below this one that is an ffmpeg."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if "ffmpeg" in child.name() and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def test_progress_rises_to_the_end(film, tmp_path):
    heard = []
    run.encode(started(film, tmp_path), tmp_path, limits(), heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1.0, abs=0.15)


def test_whoever_listens_can_stop_it(long_film, tmp_path):
    seen = []

    def stop(seconds):
        if seconds > 0:
            seen.extend(mine())
            raise run.Stopped("cancel")

    before = time.monotonic()
    with pytest.raises(run.Stopped):
        run.encode(started(long_film, tmp_path), tmp_path, limits(), stop)
    assert seen
    assert mine() == []
    assert time.monotonic() - before < 30


def test_a_process_that_ignores_sigterm_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "GRACE_SECONDS", 0.5)
    script = "trap '' TERM; echo out_time_us=1; while :; do sleep 0.1; done"

    def stop(_seconds):
        raise run.Stopped("cancel")

    with pytest.raises(run.Stopped):
        run.encode(["/bin/sh", "-c", script], tmp_path, limits(), stop)
    left = [p for p in psutil.Process().children(recursive=True) if p.name() == "sh"]
    assert left == []


def test_a_stall_is_noticed(tmp_path):
    script = "echo out_time_us=1000000; exec sleep 60"
    with pytest.raises(run.Failed) as caught:
        run.encode(
            ["/bin/sh", "-c", script], tmp_path, limits(stall_seconds=1), lambda _: None
        )
    assert caught.value.code == "stalled"


def test_an_overrun_is_noticed_even_while_it_moves(tmp_path):
    script = "n=1; while :; do n=$((n+1)); echo out_time_us=${n}000000; sleep 0.1; done"
    with pytest.raises(run.Failed) as caught:
        run.encode(
            ["/bin/sh", "-c", script], tmp_path, limits(wall_seconds=1), lambda _: None
        )
    assert caught.value.code == "timed_out"


def test_a_file_that_grows_too_large_ends_the_work(film, tmp_path):
    with pytest.raises(run.Failed):
        run.encode(
            started(film, tmp_path), tmp_path, limits(file_bytes=2000), lambda _: None
        )


def test_cpu_time_is_limited(tmp_path):
    with pytest.raises(run.Failed) as caught:
        run.encode(
            ["/bin/sh", "-c", "while :; do :; done"],
            tmp_path,
            limits(cpu_seconds=1),
            lambda _: None,
        )
    assert caught.value.code in {"cpu_limit", "killed"}


def test_the_work_is_nice_and_sees_no_secrets(tmp_path):
    script = "nice > nice.txt; env > env.txt; cat > stdin.txt"
    run.encode(["/bin/sh", "-c", script], tmp_path, limits(), lambda _: None)
    assert int((tmp_path / "nice.txt").read_text()) >= min(19, os.nice(0) + 10)
    assert "DJANGO" not in (tmp_path / "env.txt").read_text()
    assert (tmp_path / "stdin.txt").read_bytes() == b""


def test_a_name_is_never_a_command(film, tmp_path):
    odd = tmp_path / "a; touch hacked $(touch hacked) %05d.mp4"
    odd.write_bytes(film.read_bytes())
    pipeline.transcode(odd, tmp_path / "out", tmp_path, lambda *_: None)
    assert (tmp_path / "out" / "master.m3u8").is_file()
    assert not list(Path(tmp_path).rglob("hacked"))


def test_a_living_workers_folder_is_not_swept_and_a_dead_ones_is(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "NEW_SECONDS", -1)
    dead = tmp_path / f"{pipeline.TEMP_PREFIX}dead"
    dead.mkdir()
    (dead / pipeline.LOCK).touch()
    with pipeline.workplace(tmp_path) as living:
        assert pipeline.sweep(tmp_path) == 1
        assert living.is_dir()
    assert not dead.exists()
    assert not living.exists()


def test_no_work_is_begun_that_the_disk_cannot_hold(film, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "DISK_MARGIN", 1 << 60)
    with pytest.raises(run.Failed) as caught:
        pipeline.transcode(film, tmp_path / "out", tmp_path, lambda *_: None)
    assert caught.value.code == "disk_full"
