"""`manage.py demo` as a user meets it: once prepared, quick; one end ends all."""

import http.cookiejar
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.demo_fixture import ROOT, demo_command, demo_environment

pytestmark = pytest.mark.xdist_group("demo")
GIGABYTE = 2**30
PROCESSES = 4  # the command, the site, two workers


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _hear_ctrl_c() -> None:
    """A shell's background job ignores SIGINT, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Running:
    """A `manage.py demo` at work."""

    def __init__(self, data: Path, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        words = ["demo", "--port", str(self.port)]
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=ROOT,
            env=demo_environment(data),
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            preexec_fn=_hear_ctrl_c,
        )

    def wait(self, seconds: float = 60) -> None:
        """Wait until it says that it runs."""
        until = time.monotonic() + seconds
        while "Dừng: Ctrl-C" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)

    def family(self) -> list[psutil.Process]:
        """Return the command and everything it started."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]


@contextmanager
def running(data: Path, folder: Path) -> Iterator[Running]:
    demo = Running(data, folder / "demo.log")
    family = []
    try:
        demo.wait()
        family = demo.family()
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.process.kill()
            demo.process.wait()
        for process in family:
            if process.is_running():
                process.kill()


def all_gone(family: list[psutil.Process], seconds: float = 15) -> list[str]:
    """Wait; return the names of processes that are still there."""
    _gone, alive = psutil.wait_procs(family, timeout=seconds)
    return [" ".join(p.cmdline()) for p in alive if p.status() != psutil.STATUS_ZOMBIE]


def test_the_first_run_shows_its_progress(demo_prepared):
    said = json.loads((demo_prepared / "done.json").read_text())["output"]
    assert "· Tạo cơ sở dữ liệu …" in said
    assert "· Video bài học đã sẵn sàng" in said
    assert re.search(r"Đang xử lí video – .*\d+ %", said)


def test_the_second_run_repeats_no_work(demo_data):
    before = (demo_data / "demo-steps.json").read_bytes()
    begun = time.monotonic()
    done = demo_command(demo_data, "--no-serve")
    assert done.returncode == 0, done.stderr
    assert "·" not in done.stdout
    assert (demo_data / "demo-steps.json").read_bytes() == before
    assert time.monotonic() - begun < 60  # a first run's work would not fit


def sign_in(site: str, username: str, password: str) -> tuple[str, str]:
    """Sign in as a browser without scripts does; return (address, page) reached."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{site}/tai-khoan/dang-nhap/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = {"csrfmiddlewaretoken": token, "username": username, "password": password}
    sent = urllib.parse.urlencode(form).encode()
    answer = opener.open(f"{site}/tai-khoan/dang-nhap/", sent)
    return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


def test_the_listed_people_can_sign_in(demo_site):
    people = demo_site.accounts()
    assert {"role", "name", "username", "password"} <= set(people[0])
    roles = {person["role"] for person in people}
    assert {"student", "teacher", "principal", "guardian"} <= roles
    pupil = next(person for person in people if person["role"] == "student")
    assert pupil["username"].isdecimal()
    assert re.fullmatch(r"\d{6}", pupil["password"])
    for role in ("student", "teacher", "principal"):
        person = next(person for person in people if person["role"] == role)
        path, page = sign_in(demo_site.url, person["username"], person["password"])
        assert path == "/", role
        assert person["name"] in page
    path, _page = sign_in(demo_site.url, pupil["username"], "000000")
    assert path == "/tai-khoan/dang-nhap/"


def test_it_serves_and_ctrl_c_ends_all_of_it(demo_data, tmp_path):
    with running(demo_data, tmp_path) as demo:
        answer = urllib.request.urlopen(f"{demo.url}/suc-khoe/")
        assert json.load(answer)["ok"] is True
        assert f"http://localhost:{demo.port}/" in demo.log.read_text()
        urllib.request.urlopen(f"{demo.url}/tai-khoan/dang-nhap/").read()
        family = demo.family()
        assert len(family) >= PROCESSES
        held = sum(process.memory_full_info().pss for process in family)
        assert held <= GIGABYTE, f"{held / 2**20:.0f} MB"
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(timeout=20) == 0
        assert all_gone(family) == []
        assert "Traceback" not in demo.log.read_text()


def test_a_killed_demo_leaves_no_process_behind(demo_data, tmp_path):
    with running(demo_data, tmp_path) as demo:
        family = demo.family()
        demo.process.kill()
        demo.process.wait()
        assert all_gone(family) == []


def test_when_one_process_falls_the_demo_ends_and_says_which(demo_data, tmp_path):
    with running(demo_data, tmp_path) as demo:
        family = demo.family()
        worker = next(p for p in family if "media_worker" in p.cmdline())
        worker.kill()
        assert demo.process.wait(timeout=20) != 0
        assert all_gone(family) == []
        assert "“media”" in demo.log.read_text()
