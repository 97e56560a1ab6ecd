"""The nginx configuration under a real nginx, before an upstream that tells what came."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.demo.certificate import ensure_certificate
from tests.deploy.production import HOST, ROOT

CONFIGURATION = ROOT / "deploy" / "nginx" / "hoaban.conf"


def nginx() -> str:
    given = os.environ.get("HOABAN_TEST_NGINX")
    found = given or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        message = "nginx is not installed: its tests did NOT run (apt: nginx)"
        if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
            pytest.fail(message)
        pytest.skip(message)
    return found


class Telling(BaseHTTPRequestHandler):
    """Answers with the request it got."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        told = {"path": self.path, "headers": dict(self.headers.items())}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.do_GET()

    def log_message(self, *words):
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Front:
    http: int
    https: int
    authority: Path
    log: Path

    def plain(self, path, **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.http, timeout=10)
        line.request("GET", path, headers={"Host": HOST} | headers)
        return line.getresponse()

    def secure(self, path, method="GET", body=None, **headers):
        trust = ssl.create_default_context(cafile=self.authority)
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.https, context=trust, timeout=10
        )
        line.request(method, path, body, {"Host": HOST} | headers)
        return line.getresponse()


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    binary = nginx()
    folder = tmp_path_factory.mktemp("nginx")
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Telling)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    certificate, key = ensure_certificate(folder / "tls", [])
    own = Front(free_port(), free_port(), folder / "tls" / "ca.crt", folder / "access")
    filled = CONFIGURATION.read_text()
    for name, value in {
        "HOABAN_HOST": HOST,
        "HOABAN_UPSTREAM": f"127.0.0.1:{upstream.server_port}",
        "HOABAN_CERTIFICATE": certificate,
        "HOABAN_CERTIFICATE_KEY": key,
    }.items():
        filled = filled.replace(f"${{{name}}}", str(value))
    assert "${" not in filled
    filled = (
        filled.replace("listen 80;", f"listen 127.0.0.1:{own.http};")
        .replace("listen 443 ssl", f"listen 127.0.0.1:{own.https} ssl")
        .replace("/var/log/nginx/access.log", str(own.log))
    )
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    own_user = "user root; " if os.geteuid() == 0 else ""  # the folder is private
    (folder / "nginx.conf").write_text(
        f"{own_user}daemon off; pid {folder}/pid; error_log {folder}/error; events {{}}"
        f" http {{ {places} {filled} }}"
    )
    words = [binary, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*words, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    server = subprocess.Popen([*words, "-e", str(folder / "error")])
    try:
        for _ in range(100):
            try:
                own.plain("/suc-khoe/").read()
                break
            except OSError:
                assert server.poll() is None
                time.sleep(0.1)
        yield own
    finally:
        server.terminate()
        server.wait(timeout=10)
        upstream.shutdown()


def test_plain_http_is_for_the_balancer_only(front):
    told = json.load(front.plain("/suc-khoe/", Host="10.1.2.3"))
    assert told["headers"]["Host"] == HOST
    answer = front.plain("/kiem-tra/?a=1")
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/kiem-tra/?a=1"


def test_nobody_can_pretend_to_come_over_https_or_from_elsewhere(front):
    lies = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "1.2.3.4"}
    headers = json.load(front.secure("/", **lies))["headers"]
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["Host"] == HOST
    lies = {"X-Forwarded-Proto": "https"}
    told = json.load(front.plain("/suc-khoe/", **lies))
    assert told["headers"]["X-Forwarded-Proto"] == "http"


def test_a_socket_is_upgraded_and_a_page_is_not(front):
    asked = {"Upgrade": "websocket", "Connection": "Upgrade"}
    headers = json.load(front.secure("/ws/truc-tuyen/x/", **asked))["headers"]
    assert headers["Upgrade"] == "websocket"
    assert headers["Connection"] == "upgrade"
    headers = json.load(front.secure("/lop-hoc/", **asked))["headers"]
    assert "Upgrade" not in headers


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/bai-tap/x/", 12_500_000, 200),
        ("/bai-tap/x/", 17_000_000, 413),
        ("/kiem-tra/luu/x/", 60_000, 200),
        ("/kiem-tra/luu/x/", 70_000, 413),
    ],
)
def test_what_may_be_sent_has_limits(front, path, size, status):
    answer = front.secure(path, "POST", b"0" * size)
    assert answer.status == status


def test_compression_is_left_to_the_site(front):
    headers = json.load(front.secure("/", **{"Accept-Encoding": "br, gzip"}))["headers"]
    assert headers["Accept-Encoding"] == "br, gzip"


def test_the_log_keeps_no_key_and_no_query(front):
    front.secure("/tai-khoan/phieu/a-secret-token/").read()
    front.secure("/tai-khoan/dat-lai/another-secret/").read()
    front.secure("/tim-kiem/?q=ten-cua-em").read()
    for _ in range(50):
        logged = front.log.read_text()
        if "/tim-kiem/" in logged:
            break
        time.sleep(0.1)
    assert "/tai-khoan/phieu/..." in logged
    assert not re.search("secret|ten-cua-em", logged)
