"""The demo, prepared once for each state of the code, for tests that walk in it.

A pytest plugin (`pytest_plugins` in tests/conftest.py, or `-p tests.demo_fixture`):

`demo_prepared`  the kept folder: look, never write
`demo_data`      a data folder of the test's own, copied from it
`demo_site`      the web process on such a copy; `demo_site.worker("default")`
                 starts a queue's worker beside it
"""

import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "var" / "test"
APPS = [
    "config",
    "lms",
    "library",
    "live",
    "schools",
    "search",
    "media_pipeline",
    "interop",
]
CODE = {".py", ".json", ".csv", ".html", ".css", ".js", ".mp4", ".webp", ".jpg", ".po"}
KEPT = 2  # prepared folders, the newest
TESTS_ONLY = ("HOABAN_", "DJANGO_")


def code_state() -> str:
    """Return a digest of all that decides what the demo looks like."""
    digest = hashlib.sha256()
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix in CODE and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode())
                digest.update(path.read_bytes())
    digest.update(time.strftime("%Y-%m-%d").encode())  # the demo is set around today
    return digest.hexdigest()[:16]


def demo_environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment `make demo` would run in, with this data folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(TESTS_ONLY)}
    return clean | {"HOABAN_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1"} | more


def demo_command(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py demo …` to its end."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", *words],
        cwd=ROOT,
        env=demo_environment(data),
        capture_output=True,
        text=True,
        timeout=540,
    )


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let one process at a time build (several run under xdist)."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepared() -> Path:
    """Return the folder of the demo as this code makes it, built if need be."""
    folder = CACHE / f"demo-{code_state()}"
    with _alone("demo"):
        if not (folder / "done.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _forget_older()
            folder.mkdir(parents=True)
            begun = time.monotonic()
            done = demo_command(folder, "--no-serve")
            spent = time.monotonic() - begun
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
            fact = {"seconds": round(spent, 1), "output": done.stdout}
            (folder / "done.json").write_text(json.dumps(fact, ensure_ascii=False))
        os.utime(folder)
    return folder


def _forget_older() -> None:
    kept = [path for path in CACHE.glob("demo-*") if path.is_dir()]
    kept.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    (target / "done.json").unlink()
    return target


@pytest.fixture(scope="session")
def demo_prepared() -> Path:
    """The kept folder of the demo; done.json says what its preparation printed."""
    return prepared()


@pytest.fixture
def demo_data(demo_prepared, tmp_path) -> Path:
    """A prepared HOABAN_DATA of the test's own."""
    return _copied(demo_prepared, tmp_path / "demo")


class DemoSite:
    """The demo's web process on one data folder, and workers on request."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = demo_environment(data, HOABAN_DEMO="1")
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start the web process and wait for its first answer."""
        words = [sys.executable, "-m", "config.serve", "--port", str(self.port)]
        web = self._run(words)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/suc-khoe/", timeout=2).read()
                return
            except OSError:
                assert web.poll() is None, "the demo's site did not start"
                time.sleep(0.1)
        raise AssertionError("the demo's site did not answer")

    def worker(self, queue: str = "default") -> None:
        """Start the worker of a queue beside the site."""
        words = (
            ["media_worker"]
            if queue == "media"
            else ["db_worker", "--queue-name", queue, "--no-startup-delay"]
        )
        manage = [sys.executable, str(ROOT / "manage.py"), *words]
        self._run([*manage, "--interval", "0.2"])

    def manage(self, *words: str) -> str:
        """Run a management command on this data; return what it printed."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def accounts(self) -> list[dict[str, str]]:
        """Return the demo's people as `demo --accounts --json` lists them."""
        found: list[dict[str, str]] = json.loads(
            self.manage("demo", "--accounts", "--json")
        )
        return found

    def stop(self) -> None:
        """End every process."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _run(self, words: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(words, cwd=ROOT, env=self.env)
        self.processes.append(process)
        return process


@contextmanager
def running_demo(folder: Path) -> Iterator[DemoSite]:
    """Serve a copy of the prepared demo made in this folder."""
    site = DemoSite(_copied(prepared(), folder / "demo"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory) -> Iterator[DemoSite]:
    """One demo site for the tests of a run that only read, or write for themselves."""
    with running_demo(tmp_path_factory.mktemp("demo")) as site:
        yield site
