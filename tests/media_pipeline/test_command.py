"""`manage.py transcode` in a process of its own, without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import media_pipeline as make
from tests.factories.media_pipeline import odd

ROOT = Path(__file__).resolve().parents[2]


def transcode(source, outdir, *more, data):
    env = os.environ | {
        "HOABAN_DATA": str(data),
        "HOABAN_DATABASE": "/nowhere/at/all.sqlite3",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "transcode", str(source), str(outdir), *more],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_prints_progress_plan_and_measured_renditions(tmp_path):
    film = make.clip(tmp_path / "film.mp4", seconds=3, size="640x360")
    done = transcode(film, tmp_path / "out", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Đang làm các bản cho mạng yếu" in done.stderr
    assert "640×360, 426×240, 256×144" in done.stdout
    assert done.stdout.count("kbit/s") == 4
    assert (tmp_path / "out" / "master.m3u8").is_file()
    left = {path.name for path in tmp_path.iterdir()}
    assert not [name for name in left if name.startswith(".transcode-")]


def test_json_is_one_object_and_a_second_run_repeats_no_work(tmp_path, film):
    first = transcode(film, tmp_path / "out", "--json", data=tmp_path)
    again = transcode(film, tmp_path / "out", "--json", data=tmp_path)
    said, same = json.loads(first.stdout), json.loads(again.stdout)
    assert said["status"] == "done"
    assert [r["name"] for r in said["renditions"]] == ["144p", "audio"]
    assert all(r["kbps"] > 0 for r in said["renditions"])
    assert same["renditions"] == said["renditions"]
    assert "Đang làm" not in again.stderr


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("zero.mp4", "empty_file"),
        ("text.mp4", "not_media"),
        ("nomoov.mp4", "unreadable"),
    ],
)
def test_a_refusal_is_code_2_and_one_line(name, code, tmp_path):
    done = transcode(odd(name), tmp_path / "out", "--json", data=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["code"] == code
    assert done.stderr.strip().splitlines()[-1].startswith(f"{code}: ")
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path, film):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("mine")
    done = transcode(film, out, "--json", data=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["code"] == "output_not_empty"
    assert [p.name for p in out.iterdir()] == ["thesis.docx"]


def test_a_missing_source_is_named(tmp_path):
    done = transcode(tmp_path / "none.mp4", tmp_path / "out", data=tmp_path)
    assert done.returncode == 2
    assert "no_such_file" in done.stderr
