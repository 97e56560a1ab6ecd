"""A real site in its own process, and real browsers that look at it.

`site` starts uvicorn on a copy of a migrated database; rows the test makes with
the factories are written to that same file. `page_as(account)` opens a browser
page signed in as somebody. Every page a test leaves open is checked by axe.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import storages
from django.db import connections
from django.db.utils import load_backend
from playwright.sync_api import sync_playwright

from config.secrets import embedded_secrets
from tests.factories import schools as make

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "var" / "test"
VOICE = ROOT / "tests" / "samples" / "voice" / "chao-cac-em.wav"
SCREENSHOTS = ROOT / "var" / "screenshots"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
WEAK_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000 / 8,
    "uploadThroughput": 50_000 / 8,
}
PHONE = {"width": 360, "height": 760}
DESKTOP = {"width": 1280, "height": 800}


def chromium_path() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def manage(data: Path, *words: str, **env: str) -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        check=True,
        cwd=ROOT,
        env=os.environ
        | {"HOABAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        | env,
    )


@contextmanager
def made_once(folder: Path):
    """Yield whether the folder is still to be made; test processes wait for the first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = not (folder / "done").exists()
        if missing:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        yield missing
        (folder / "done").touch()


def fingerprint(pattern: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob(pattern)):
        if ".venv" not in path.parts and "var" not in path.parts:
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def template_database() -> Path:
    """A migrated, empty database, made once for each state of the migrations."""
    folder = CACHE / f"db-{fingerprint('*/migrations/*.py')}"
    database = folder / "hoaban.sqlite3"
    with made_once(folder) as missing:
        if missing:
            manage(folder, "migrate", "-v0", "--skip-checks")
    return database


@pytest.fixture(scope="session")
def static_root() -> Path:
    """The site's static files under their hashed names."""
    folder = CACHE / f"static-{fingerprint('*/static/**/*.*')}"
    with made_once(folder) as missing:
        if missing:
            manage(
                folder,
                "collectstatic",
                "--noinput",
                "-v0",
                "--skip-checks",
                HOABAN_STATIC_ROOT=str(folder),
            )
    return folder


class Site:
    """The running site: its address, its data folder, a way to restart it."""

    def __init__(self, data: Path, static: Path) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = os.environ | {
            "HOABAN_DATA": str(data),
            "HOABAN_STATIC_ROOT": str(static),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self.env,
        )
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.url}/suc-khoe/", timeout=1).read()
                return
            except OSError:
                if self.process.poll() is not None:
                    pytest.fail("the site did not start")
                time.sleep(0.1)
        pytest.fail("the site did not answer")

    def kill(self) -> None:
        """End the process without a goodbye (SIGKILL)."""
        self.process.kill()
        self.process.wait()

    def worker(self, *queues: str) -> None:
        """Run every waiting task of the queues in a process of its own."""
        subprocess.run(
            [
                sys.executable,
                str(ROOT / "manage.py"),
                "db_worker",
                "--batch",
                "--queue-name",
                ",".join(queues or ("default",)),
                "--no-startup-delay",
            ],
            check=True,
            cwd=ROOT,
            env=self.env,
        )


def keep_media_in(folder: Path | str) -> None:
    """Let uploads go to the folder; a storage remembers the one before."""
    settings.MEDIA_ROOT = folder
    for name in ("base_location", "location"):
        vars(storages["default"]).pop(name, None)


@pytest.fixture
def site(tmp_path, template_database, static_root, django_db_blocker):
    """Start the site on its own data; factories write to the same database."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(template_database, data / "hoaban.sqlite3")
    shutil.copy(template_database.parent / "secrets.json", data / "secrets.json")
    own = data / "hoaban.sqlite3"
    secrets = (
        "SECRET_KEY",
        "PASSWORD_PEPPERS",
        "NATIONAL_ID_KEYS",
        "NATIONAL_ID_HMAC_KEY",
    )
    theirs = embedded_secrets(data / "secrets.json")
    kept = {name: getattr(settings, name) for name in secrets}
    media = settings.MEDIA_ROOT
    for name in secrets:
        setattr(settings, name, theirs[name.lower()])
    keep_media_in(data / "media")
    described = {**connections.databases["default"], "NAME": str(own)}
    backend = load_backend(described["ENGINE"])
    before = connections["default"]
    connections["default"] = backend.DatabaseWrapper(described, "default")
    running = Site(data, static_root)
    with django_db_blocker.unblock():
        running.start()
        try:
            yield running
        finally:
            running.process.terminate()
            running.process.wait(timeout=10)
            connections["default"].close()
            connections["default"] = before
            keep_media_in(media)
            for name, value in kept.items():
                setattr(settings, name, value)


@pytest.fixture
def live_server_url(site):
    return site.url


@pytest.fixture(scope="session")
def launch():
    """Return a function that starts a Chromium; one Playwright serves the whole run."""
    path = chromium_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: make test installs it on Debian")
        pytest.skip("Chromium is missing and was not installed")
    with sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(
            executable_path=path, args=[*CHROMIUM_ARGS, *more]
        )


@pytest.fixture(scope="session")
def browser(launch):
    """One Chromium for the whole run."""
    running = launch()
    yield running
    running.close()


@pytest.fixture(scope="session")
def speaking_browser(launch):
    """A Chromium whose microphone hears a recorded sentence."""
    running = launch(f"--use-file-for-fake-audio-capture={VOICE}")
    yield running
    running.close()


def session_cookie(account, url: str) -> dict[str, str]:
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": store.session_key,
        "url": url,
    }


@pytest.fixture
def page_as(site, browser):
    """Return a function: (account or None, **context options) → signed-in page.

    Console errors and CSP violations are collected in `page.problems`.
    """
    contexts = []

    def open_page(account=None, viewport=PHONE, weak=False, **options):
        context = browser.new_context(
            base_url=site.url, viewport=viewport, locale="vi-VN", **options
        )
        contexts.append(context)
        if account is not None:
            context.add_cookies([session_cookie(account, site.url)])
        page = context.new_page()
        page.problems = []
        page.on(
            "console",
            lambda m: page.problems.append(m.text) if m.type == "error" else None,
        )
        page.on("pageerror", lambda e: page.problems.append(str(e)))
        if weak:
            throttle(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def throttle(page):
    """Put the page on the weak line; return the CDP session."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", WEAK_LINE)
    return cdp


@pytest.fixture
def axe_clean():
    """Return a function that fails with axe's words if a page breaks WCAG 2.2 AA."""

    def check(page):
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = Axe().run(page, options={"runOnly": tags})
        found = [
            f"{v['id']}: {v['help']} — {[n['html'][:160] for n in v['nodes'][:3]]}"
            for v in result.response["violations"]
        ]
        assert not found, "\n".join([page.url, *found])

    return check


@pytest.fixture
def look(request):
    """Return a function that photographs a page at phone and desktop width, light and dark."""

    def photograph(page, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for label, size in (("360", PHONE), ("1280", DESKTOP)):
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(
                    path=SCREENSHOTS / f"{name}-{label}-{scheme}.png", full_page=True
                )
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)

    return photograph


@pytest.fixture
def people(site):
    """The small world of the factories, written to the running site."""
    return make.world()
