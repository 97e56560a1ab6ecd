"""An examination hall for tests and benchmarks: the real site, its own data, a class.

`python -m tests.lms.assessment.hall 30` makes a class of 30 with an attempt each in the
database of HOABAN_DATA and prints [{"uuid", "pass"}, …].
"""

import json
import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
EMBEDDED = "config.settings.embedded"


def seed_sessions(count: int) -> dict[str, Any]:
    """Make `count` signed-in learners and a practice test they may take for ever."""
    from django.contrib.auth import (  # noqa: PLC0415 - after django.setup()
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
    )
    from django.contrib.sessions.backends.cached_db import (  # noqa: PLC0415
        SessionStore,
    )

    from lms.assessment.rules import Kind  # noqa: PLC0415
    from tests.factories import assessment as make  # noqa: PLC0415
    from tests.factories import schools  # noqa: PLC0415

    world = schools.world()
    account = world.mai.person.account
    test = make.a_test(
        world.c7a, account, counts=(18, 4, 6), kind=Kind.PRACTICE, lasts=24 * make.HOUR
    )
    sessions = []
    for _ in range(count):
        pupil = schools.learner(enrolled_in=world.c7a, password=None).person.account
        store = SessionStore()
        store[SESSION_KEY] = str(pupil.pk)
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = pupil.get_session_auth_hash()
        store.create()
        sessions.append(store.session_key)
    return {"test": str(test.uuid), "sessions": sessions}


def seed(count: int) -> list[dict[str, str]]:
    """Make a class of `count` learners who have all begun the same test."""
    from lms.assessment.tokens import issue  # noqa: PLC0415 - after django.setup()
    from tests.factories import assessment as make  # noqa: PLC0415
    from tests.factories import schools  # noqa: PLC0415

    world = schools.world()
    account = world.mai.person.account
    test = make.a_test(world.c7a, account, counts=(18, 4, 6))
    rows = []
    for _ in range(count):
        learner = schools.learner(enrolled_in=world.c7a, password=None)
        attempt = make.attempt(test, learner)
        token = issue(attempt.uuid, learner.person.account.pk, life=6 * 3600)
        rows.append({"uuid": attempt.uuid.hex, "pass": token})
    return rows


class Hall:
    """A site in a process of its own, on its own SQLite file."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.env = os.environ | {
            "HOABAN_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": EMBEDDED,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        return self.data / "hoaban.sqlite3"

    def prepare(self, count: int, what: str = "attempts") -> Any:
        """Migrate and seed; returns the attempts, or the sessions and the test."""
        python = [sys.executable, "-m"]
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"],
            cwd=ROOT, env=self.env, check=True,
        )  # fmt: skip
        if what == "sessions":  # somebody will look at pages
            subprocess.run(
                [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
                cwd=ROOT, env=self.env, check=True,
            )  # fmt: skip
        done = subprocess.run(
            [*python, "tests.lms.assessment.hall", str(count), what],
            cwd=ROOT, env=self.env, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, app: str = "config.asgi:application") -> None:
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "uvicorn", app, "--port", str(self.port),
                "--log-level", "error", "--no-access-log", "--timeout-graceful-shutdown", "3",
            ],
            cwd=ROOT,
            env=self.env,
        )  # fmt: skip
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the site did not start")

    def kill(self) -> None:
        """End the process at once (SIGKILL)."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait()

    def cpu_seconds(self) -> float:
        """Return the CPU the process has used."""
        assert self.process
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def seat(self, attempt: dict[str, str]) -> "Seat":
        return Seat(self.port, attempt)


class Seat:
    """One student's connection: kept open, as a browser does."""

    def __init__(self, port: int, attempt: dict[str, str]) -> None:
        self.line = HTTPConnection("127.0.0.1", port, timeout=30)
        self.path = f"/kiem-tra/luu/{attempt['uuid']}/"
        self.headers = {
            "content-type": "application/json",
            "origin": f"http://127.0.0.1:{port}",
            "x-attempt-pass": attempt["pass"],
        }

    def save(self, seq: int, answers: dict[str, str], **more: Any) -> dict[str, Any]:
        """Send a save; returns the answer, or raises OSError as a browser would."""
        body = {"seq": seq, "answers": answers, "client_ms": int(time.time() * 1000)}
        self.line.request("POST", self.path, json.dumps(body | more), self.headers)
        response = self.line.getresponse()
        content = response.read()
        if response.status not in (200, 409):
            raise OSError(f"{response.status}: {content!r}")
        return json.loads(content)  # type: ignore[no-any-return]


if __name__ == "__main__":
    import django

    django.setup()
    made = {"attempts": seed, "sessions": seed_sessions}[sys.argv[2]]
    sys.stdout.write(json.dumps(made(int(sys.argv[1]))) + "\n")
