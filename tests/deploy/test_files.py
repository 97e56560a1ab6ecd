"""The files of deploy/ agree with the settings and with one another."""

import json
import re
import subprocess

import pytest

from tests.deploy.production import ROOT, environment, manage

DEPLOY = ROOT / "deploy"
VARIABLE = re.compile(r"HOABAN_[A-Z0-9_]+")
SECRETS = {
    "HOABAN_SECRET_KEY",
    "HOABAN_PASSWORD_PEPPERS",
    "HOABAN_NATIONAL_ID_KEYS",
    "HOABAN_NATIONAL_ID_HMAC_KEY",
    "HOABAN_DB_PASSWORD",
}


def variables(*paths) -> set[str]:
    return {name for path in paths for name in VARIABLE.findall(path.read_text())}


def lines_of(text: str) -> dict[str, str]:
    rows = [row for row in text.splitlines() if row and not row.startswith("#")]
    return dict(row.split("=", 1) for row in rows)


def test_every_variable_the_settings_read_is_offered():
    read = variables(ROOT / "config/settings/production.py")
    offered = set(lines_of((DEPLOY / "example.env").read_text()))
    assert read <= offered | SECRETS
    assert read - {"HOABAN_STATIC_ROOT"} <= variables(DEPLOY / "compose.yaml")


def test_compose_gives_nginx_what_its_configuration_asks_for():
    asked = re.findall(
        r"\$\{(HOABAN_\w+)\}", (DEPLOY / "nginx/hoaban.conf").read_text()
    )
    given = (DEPLOY / "compose.yaml").read_text().split("  nginx:")[1]
    assert asked
    assert all(f"      {name}: " in given for name in asked)


def test_new_secrets_are_new_and_start_the_site(tmp_path):
    made = [
        lines_of(
            subprocess.check_output(["bash", DEPLOY / "new-secrets.sh"], text=True)
        )
        for _ in range(2)
    ]
    assert set(made[0]) == SECRETS
    assert all(made[0][name] != made[1][name] for name in SECRETS)
    assert len(json.loads(made[0]["HOABAN_NATIONAL_ID_KEYS"])["1"]) == 44
    code = (
        "from schools.identifiers import *; from schools.hashers import *;"
        "from django.contrib.auth.hashers import make_password, check_password;"
        "print(check_password('muong-hoa', make_password('muong-hoa')))"
    )
    done = manage(environment(tmp_path, **made[0]), "shell", "-v0", "-c", code)
    assert done.stdout.strip() == "True", done.stderr


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.glob("*.sh")))
def test_shell_scripts_parse(name):
    subprocess.run(["bash", "-n", DEPLOY / name], check=True)


def test_the_image_holds_every_app_and_its_clock_commands_exist():
    copied = set(
        re.findall(r"^COPY (\w+) \1$", (DEPLOY / "Dockerfile").read_text(), re.M)
    )
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert copied == apps - {"tests"}
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text()
    assert all(f"!{app}\n" in ignored for app in copied)
    commands = set(re.findall(r"manage\.py (\w+)", (DEPLOY / "clock.sh").read_text()))
    known = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    assert commands - {"clearsessions"} <= known
