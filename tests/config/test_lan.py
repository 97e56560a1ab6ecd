"""HTTPS on a school's LAN: its certificate, its cookies, and the page without it."""

import http.client
import re
import ssl
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from django.template.loader import render_to_string
from django.test import RequestFactory
from freezegun import freeze_time

from config.demo.certificate import ensure_certificate
from config.demo.processes import Together
from tests.config.test_demo_command import free_port
from tests.demo_fixture import ROOT, demo_environment

LAN = "192.168.10.7"


def held(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def names(path):
    found = held(path).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    kinds = (x509.DNSName, x509.IPAddress)
    return {str(v) for kind in kinds for v in found.value.get_values_for_type(kind)}


def test_the_certificate_names_the_addresses(tmp_path):
    certificate, key = ensure_certificate(tmp_path, [LAN, "10.0.0.4"])
    assert names(certificate) == {"localhost", "127.0.0.1", LAN, "10.0.0.4"}
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "ca.key").stat().st_mode) == 0o600


def test_it_is_kept_while_the_addresses_stay(tmp_path):
    certificate, key = ensure_certificate(tmp_path, [LAN, "10.0.0.4"])
    before = certificate.read_bytes(), key.read_bytes()
    ensure_certificate(tmp_path, [LAN])
    assert (certificate.read_bytes(), key.read_bytes()) == before


def test_a_new_address_renews_it_under_the_same_authority(tmp_path):
    certificate, _key = ensure_certificate(tmp_path, [LAN])
    authority = (tmp_path / "ca.crt").read_bytes()
    serial = held(certificate).serial_number
    ensure_certificate(tmp_path, ["192.168.10.8"])
    assert held(certificate).serial_number != serial
    assert "192.168.10.8" in names(certificate)
    assert (tmp_path / "ca.crt").read_bytes() == authority  # phones need nothing new


def test_it_is_renewed_before_it_ends(tmp_path):
    certificate, _key = ensure_certificate(tmp_path, [LAN])
    first = held(certificate)
    with freeze_time(first.not_valid_after_utc - timedelta(days=8)):
        ensure_certificate(tmp_path, [LAN])
        assert held(certificate).serial_number == first.serial_number
    with freeze_time(first.not_valid_after_utc - timedelta(days=6)):
        ensure_certificate(tmp_path, [LAN])
    assert held(certificate).serial_number != first.serial_number


def test_the_authority_vouches_for_private_networks_only(tmp_path):
    ensure_certificate(tmp_path, [LAN])
    limits = held(tmp_path / "ca.crt").extensions.get_extension_for_class(
        x509.NameConstraints
    )
    permitted = {str(name.value) for name in limits.value.permitted_subtrees}
    assert permitted == {
        "localhost", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8",
    }  # fmt: skip
    assert limits.critical


def test_an_address_beyond_them_gets_an_authority_of_its_own(tmp_path):
    ensure_certificate(tmp_path, [LAN])
    before = held(tmp_path / "ca.crt").serial_number
    certificate, _key = ensure_certificate(tmp_path, ["203.0.113.9"])
    assert held(tmp_path / "ca.crt").serial_number != before
    assert "203.0.113.9" in names(certificate)


def test_a_child_that_will_not_end_is_made_to(tmp_path):
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    together = Together({})
    together.start("stubborn", [sys.executable, "-c", stubborn])
    status = Path(f"/proc/{together.children['stubborn'].pid}/status")
    for _ in range(300):  # until it ignores the signal
        if int(re.search(r"SigIgn:\s*(\w+)", status.read_text())[1], 16) & 1 << 14:
            break
        time.sleep(0.05)
    together.stop(patience=0.5)
    assert together.children["stubborn"].returncode == -9


@pytest.mark.xdist_group("demo")
def test_the_demo_answers_over_https_with_secure_cookies(demo_data, tmp_path):
    port = free_port()
    log = tmp_path / "log"
    demo = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--lan", "--port", str(port)],
        cwd=ROOT,
        env=demo_environment(demo_data),
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )
    try:
        for _ in range(600):
            assert demo.poll() is None, log.read_text()
            if "Dừng: Ctrl-C" in log.read_text():
                break
            time.sleep(0.1)
        assert f"https://localhost:{port}/" in log.read_text()
        trust = ssl.create_default_context(cafile=demo_data / "certificate" / "ca.crt")
        line = http.client.HTTPSConnection("127.0.0.1", port, context=trust, timeout=20)
        line.request("GET", "/tai-khoan/dang-nhap/")
        answer = line.getresponse()
        page = answer.read().decode()
        assert answer.status == 200
        cookies = answer.headers.get_all("Set-Cookie")
        assert cookies
        assert all("; Secure" in cookie for cookie in cookies)
        assert 'id="insecure"' not in page
    finally:
        demo.terminate()
        demo.wait(timeout=20)


def test_a_page_over_https_carries_none_of_it():
    request = RequestFactory().get("/", secure=True)
    assert (
        render_to_string("components/insecure.html", {"request": request}).strip() == ""
    )
