"""A throwaway PostgreSQL cluster for tests that need the real one.

`with throwaway_cluster() as cluster:` starts a server of its own as a non-root user
and removes it afterwards. HOABAN_TEST_POSTGRES (host:port:user:password) names a
running server instead. Without binaries the caller skips loudly, and fails under CI.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
START_SECONDS = 60
USER = "hoaban"


@dataclass(frozen=True)
class Cluster:
    """Where a server listens."""

    host: str
    port: int
    user: str = USER
    password: str = ""

    def settings(self, name: str) -> dict[str, object]:
        """Give Django's settings for one of its databases."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "HOST": self.host,
            "PORT": self.port,
            "USER": self.user,
            "PASSWORD": self.password,
        }

    def run(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        with psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            connection.execute(statement)


def binaries() -> Path | None:
    """Find the folder with initdb and postgres."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return next((path for path in BINARIES if (path / "initdb").exists()), None)


def missing() -> None:
    """Skip loudly without PostgreSQL; where everything must run, fail."""
    message = "PostgreSQL is not installed: its tests did NOT run (apt: postgresql)"
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def throwaway_cluster() -> Iterator[Cluster]:
    """Start a server nobody else uses, and remove every trace of it."""
    if given := os.environ.get("HOABAN_TEST_POSTGRES"):
        host, port, user, password = (*given.split(":"), "", "", "")[:4]
        yield Cluster(host, int(port), user or USER, password)
        return
    found = binaries()
    if found is None:
        missing()
        return
    folder = Path(tempfile.mkdtemp(prefix="hoaban-pg-"))
    try:
        with _server(found, folder) as cluster:
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(found: Path, folder: Path) -> Iterator[Cluster]:
    who = _unprivileged(folder)
    subprocess.run(
        [found / "initdb", "-D", folder / "data", "-U", USER, "--auth=trust",
         "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **who,
    )  # fmt: skip
    port = _free_port()
    options = {
        "listen_addresses": "127.0.0.1", "port": port, "fsync": "off",
        "unix_socket_directories": folder, "shared_buffers": "32MB",
        "synchronous_commit": "off", "full_page_writes": "off",
    }  # fmt: skip
    arguments = [
        piece for key, value in options.items() for piece in ("-c", f"{key}={value}")
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [found / "postgres", "-D", folder / "data", *arguments],
            stdout=log, stderr=log, cwd=folder, **who,
        )  # fmt: skip
    try:
        cluster = Cluster("127.0.0.1", port)
        _wait_for(cluster, server, folder / "log")
        yield cluster
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)
        if server.poll() is None:
            server.kill()


def _unprivileged(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: give the folder to somebody who is not."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("no unprivileged user to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(cluster: Cluster, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(psycopg.OperationalError):
            cluster.run("SELECT 1")
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")
