"""Back an installation up while it is written to; put it back; nothing is lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.production import ROOT, environment
from tests.services.postgres import binaries, throwaway_cluster

SEED = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from tests.factories import schools as make
make.world()
default_storage.save("bai/giới thiệu.txt", ContentFile("Ngô và lúa nương".encode()))
"""


def run(script: str, *words: object, env: dict[str, str]):
    return subprocess.run(
        ["bash", str(ROOT / "deploy" / script), *map(str, words)],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def manage(data: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        env=os.environ
        | {"HOABAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(database: Path) -> dict[str, list[tuple]]:
    """Return every row of every ordinary table."""
    with sqlite3.connect(database) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)
            for (name,) in names
        }


def files(data: Path) -> dict[str, bytes]:
    folder = data / "media"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def school(tmp_path_factory, template_database):
    """A small seeded school on its own data folder."""
    data = tmp_path_factory.mktemp("school")
    shutil.copy(template_database, data / "hoaban.sqlite3")
    shutil.copy(template_database.parent / "secrets.json", data / "secrets.json")
    manage(data, "shell", "-v0", "-c", SEED)
    return data


@pytest.fixture
def backup(school, tmp_path):
    done = run("backup.sh", tmp_path / "kept", env=env_for(school))
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def env_for(data: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOABAN_DATA": str(data)}


def test_the_same_rows_and_files_come_back(school, backup, tmp_path):
    new = tmp_path / "new"
    done = run("restore.sh", backup, new, env=env_for(new))
    assert done.returncode == 0, done.stderr
    before = rows(school / "hoaban.sqlite3")
    assert sum(map(len, before.values())) > 100
    assert rows(new / "hoaban.sqlite3") == before
    assert files(new) == files(school) != {}
    assert (new / "secrets.json").read_bytes() == (school / "secrets.json").read_bytes()


def test_a_restored_site_passes_its_checks_and_needs_no_migration(backup, tmp_path):
    new = tmp_path / "new"
    assert run("restore.sh", backup, new, env=env_for(new)).returncode == 0
    assert "[ ]" not in manage(new, "showmigrations", "--plan")
    assert "no issues" in manage(new, "check")


def test_a_backup_beside_a_writer_is_one_moment(school, tmp_path):
    """What is committed is in it, what is half-done is not."""
    writer = sqlite3.connect(school / "hoaban.sqlite3", isolation_level=None)
    writer.execute("CREATE TABLE probe (n INTEGER)")
    writer.execute("INSERT INTO probe VALUES (1)")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO probe VALUES (2)")
    try:
        done = run("backup.sh", tmp_path / "kept", env=env_for(school))
        assert done.returncode == 0, done.stderr
    finally:
        writer.execute("ROLLBACK")
    copy = rows(Path(done.stdout.strip()) / "hoaban.sqlite3")
    writer.execute("DROP TABLE probe")
    writer.close()
    assert copy["probe"] == [(1,)]


def test_only_its_owner_may_read_a_backup(backup):
    for path in (backup, *backup.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def test_nothing_is_overwritten(school, backup):
    before = (school / "hoaban.sqlite3").read_bytes()
    done = run("restore.sh", backup, school, env=env_for(school))
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert (school / "hoaban.sqlite3").read_bytes() == before


def test_a_damaged_backup_is_refused_before_anything_is_written(backup, tmp_path):
    with (backup / "hoaban.sqlite3").open("r+b") as file:
        file.seek(4096)
        file.write(b"mouse")
    done = run("restore.sh", backup, tmp_path / "new", env=env_for(tmp_path))
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_failed_backup_leaves_nothing_behind(tmp_path):
    (tmp_path / "data").mkdir()
    done = run("backup.sh", tmp_path / "kept", env=env_for(tmp_path / "data"))
    assert done.returncode == 1
    assert "No database" in done.stderr
    assert list((tmp_path / "kept").iterdir()) == []


def test_postgresql_comes_back_too(tmp_path):
    with throwaway_cluster() as cluster:
        path = f"{binaries()}:{os.environ['PATH']}"
        for name in ("kept_db", "new_db"):
            cluster.run(f"DROP DATABASE IF EXISTS {name}")
            cluster.run(f"CREATE DATABASE {name}")
        env = environment(
            tmp_path / "data",
            PATH=path,
            HOABAN_DB_NAME="kept_db",
            HOABAN_DB_HOST=cluster.host,
            HOABAN_DB_PORT=str(cluster.port),
            HOABAN_DB_USER=cluster.user,
            HOABAN_DB_PASSWORD=cluster.password,
        )
        psql = ["psql", "-h", cluster.host, "-p", str(cluster.port), "-U", cluster.user]
        write = (
            "CREATE TABLE crop (name text); INSERT INTO crop VALUES ('ngô'), ('lúa')"
        )
        subprocess.run([*psql, "-qc", write, "kept_db"], env=env, check=True)
        (tmp_path / "data" / "media").mkdir(parents=True)
        (tmp_path / "data" / "media" / "a.txt").write_text("a")
        done = run("backup.sh", tmp_path / "kept", env=env)
        assert done.returncode == 0, done.stderr
        copy = Path(done.stdout.strip())
        kept = (copy / "secrets.env").read_text()
        assert f"HOABAN_SECRET_KEY={env['HOABAN_SECRET_KEY']}\n" in kept
        new = env | {"HOABAN_DB_NAME": "new_db"}
        done = run("restore.sh", copy, tmp_path / "new", env=new)
        assert done.returncode == 0, done.stderr
        asked = [*psql, "-Atc", "SELECT name FROM crop ORDER BY name", "new_db"]
        found = subprocess.run(asked, env=env, check=True, capture_output=True)
        assert found.stdout.decode().split() == ["lúa", "ngô"]
        assert (tmp_path / "new" / "media" / "a.txt").read_text() == "a"
