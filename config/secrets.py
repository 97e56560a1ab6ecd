"""Secrets of an embedded installation: made once, kept beside its data."""

import base64
import json
import os
import secrets as random
from pathlib import Path
from typing import Any


def _key() -> str:
    return base64.urlsafe_b64encode(random.token_bytes(32)).decode()


def embedded_secrets(path: Path) -> dict[str, Any]:
    """Return the installation's secrets, creating the file (mode 600) if missing.

    Two processes that start together agree: the file is linked into place, and
    whoever comes second reads the first one's.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = {
            "secret_key": random.token_urlsafe(50),
            "password_peppers": {"1": _key()},
            "national_id_keys": {"1": _key()},
            "national_id_hmac_key": _key(),
        }
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(fresh, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return json.loads(path.read_text())  # type: ignore[no-any-return]
