"""The environment of a production installation, for processes that tests start."""

import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "hoaban.example"


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return a full production environment with fresh secrets."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HOABAN_", "DJANGO_"))
    }
    return own | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "HOABAN_DATA": str(data),
        "HOABAN_HOSTS": HOST,
        "HOABAN_SECRET_KEY": secrets.token_urlsafe(50),
        "HOABAN_PASSWORD_PEPPERS": json.dumps({"1": _key()}),
        "HOABAN_NATIONAL_ID_KEYS": json.dumps({"1": _key()}),
        "HOABAN_NATIONAL_ID_HMAC_KEY": _key(),
        **more,
    }


def manage(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a management command in a process of its own; return what came of it."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=180,
    )
