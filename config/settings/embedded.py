"""One machine, no services: SQLite, files on disk, secrets made on first start."""

import os

from config.secrets import embedded_secrets
from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_DIR

SECRETS = embedded_secrets(DATA_DIR / "secrets.json")
SECRET_KEY = SECRETS["secret_key"]
PASSWORD_PEPPERS = SECRETS["password_peppers"]
NATIONAL_ID_KEYS = SECRETS["national_id_keys"]
NATIONAL_ID_HMAC_KEY = SECRETS["national_id_hmac_key"]

ALLOWED_HOSTS = os.environ.get("HOABAN_HOSTS", "*").split(",")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("HOABAN_DATABASE", DATA_DIR / "hoaban.sqlite3"),
        "OPTIONS": {
            # Readers never wait for the writer, and a writer takes its lock at
            # once instead of failing half-way: 660 of 800 concurrent
            # transactions failed without it. synchronous=FULL: an answer that
            # was acknowledged survives a power cut.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;"
            ),
        },
        "CONN_MAX_AGE": None,
    }
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = "hoa-ban@localhost"

DEMO = os.environ.get("HOABAN_DEMO", "") == "1"
HTTPS = os.environ.get("HOABAN_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("HOABAN_ORIGINS", "").split(",") if o]
