"""The site under production settings, on a real PostgreSQL and a real Redis."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest
import redis

from tests.deploy.production import HOST, ROOT, environment, manage
from tests.services.postgres import throwaway_cluster
from tests.services.redis import throwaway_redis

DATABASE = "hoaban_smoke"
BALANCER = {"Host": HOST}
THROUGH_NGINX = {"Host": HOST, "X-Forwarded-Proto": "https"}
QUEUE_A_LETTER = """
from schools.jobs import write_reset_letters
print(write_reset_letters.enqueue([]).id)
"""
STATE = """
from schools.jobs import write_reset_letters
print(write_reset_letters.get_backend().get_result("{}").status)
"""


@dataclass(frozen=True)
class Installation:
    """A running production site."""

    env: dict[str, str]
    port: int
    redis_url: str

    def get(self, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers=headers)
        return connection.getresponse()

    def ask(self, code: str) -> str:
        done = manage(self.env, "shell", "-v0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    data = tmp_path_factory.mktemp("production")
    with throwaway_cluster() as cluster, throwaway_redis() as redis_url:
        cluster.run(f"DROP DATABASE IF EXISTS {DATABASE}")
        cluster.run(f"CREATE DATABASE {DATABASE}")
        env = environment(
            data,
            HOABAN_REDIS_URL=redis_url,
            HOABAN_DB_NAME=DATABASE,
            HOABAN_DB_HOST=cluster.host,
            HOABAN_DB_PORT=str(cluster.port),
            HOABAN_DB_USER=cluster.user,
            HOABAN_DB_PASSWORD=cluster.password,
        )
        for words in (("migrate", "-v0"), ("collectstatic", "--noinput", "-v0")):
            done = manage(env, *words)
            assert done.returncode == 0, done.stderr[-2000:]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        web = subprocess.Popen(
            [sys.executable, "-m", "config.serve", "--port", str(port)],
            cwd=ROOT,
            env=env,
        )
        site = Installation(env, port, redis_url)
        try:
            _wait_for(site, web)
            yield site
        finally:
            web.terminate()
            web.wait(timeout=20)


def _wait_for(site, web):
    for _ in range(200):
        assert web.poll() is None, "the site did not start"
        try:
            site.get("/suc-khoe/", BALANCER).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the site did not answer")


def test_the_balancer_asks_for_health_over_plain_http(installation):
    answer = installation.get("/suc-khoe/", BALANCER)
    assert answer.status == 200
    assert json.load(answer)["database"] is True


def test_any_other_plain_request_is_sent_to_https(installation):
    answer = installation.get("/tai-khoan/dang-nhap/", BALANCER)
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/tai-khoan/dang-nhap/"


def test_a_page_through_nginx_is_whole_and_guarded(installation):
    answer = installation.get("/tai-khoan/dang-nhap/", THROUGH_NGINX)
    page = answer.read().decode()
    assert answer.status == 200
    assert "Đăng nhập" in page
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    cookies = answer.headers.get_all("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_static_files_carry_their_hash_and_come_compressed(installation):
    page = installation.get("/tai-khoan/dang-nhap/", THROUGH_NGINX).read().decode()
    address = page.split('href="/static/css/base.')[1].split('"')[0]
    answer = installation.get(
        f"/static/css/base.{address}", THROUGH_NGINX | {"Accept-Encoding": "br, gzip"}
    )
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_host_that_is_not_ours_is_refused(installation):
    answer = installation.get(
        "/tai-khoan/dang-nhap/", THROUGH_NGINX | {"Host": "elsewhere.example"}
    )
    assert answer.status == 400


def test_a_task_waits_in_redis_until_a_worker_has_done_it(installation):
    task = installation.ask(QUEUE_A_LETTER)
    assert installation.ask(STATE.format(task)) == "READY"
    store = redis.Redis.from_url(installation.redis_url)
    assert [key.decode() for key in store.lrange("rq:queue:default", 0, -1)] == [task]
    done = manage(
        installation.env, "rqworker", "default",
        "--job-class", "django_tasks_rq.Job", "--burst",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert installation.ask(STATE.format(task)) == "SUCCESSFUL"
    assert store.llen("rq:queue:default") == 0


def test_the_health_page_fails_without_its_database(installation):
    env = installation.env | {"HOABAN_DB_PORT": "1"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = subprocess.Popen(
        [sys.executable, "-m", "config.serve", "--port", str(port)],
        cwd=ROOT,
        env=env,
        stderr=subprocess.DEVNULL,
    )
    site = Installation(env, port, os.devnull)
    try:
        _wait_for(site, web)
        assert site.get("/suc-khoe/", BALANCER).status >= 500
    finally:
        web.terminate()
        web.wait(timeout=20)
