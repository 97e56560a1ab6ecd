"""PostgreSQL, Redis, S3 and HTTPS; every secret comes from the environment.

`deploy/example.env` lists the variables; `deploy/new-secrets.sh` makes the secrets.
"""

import json
import os
from pathlib import Path
from typing import Any

from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_DIR, INSTALLED_APPS, LOGGING, STORAGES

REQUIRED = (
    "HOABAN_SECRET_KEY",
    "HOABAN_PASSWORD_PEPPERS",
    "HOABAN_NATIONAL_ID_KEYS",
    "HOABAN_NATIONAL_ID_HMAC_KEY",
    "HOABAN_HOSTS",
)


def _refuse(reason: str) -> SystemExit:
    return SystemExit(f"Hoa Ban cannot start: {reason} See deploy/README.md.")


def _keys(name: str) -> dict[str, str]:
    """Return {number: key} from a variable that holds JSON."""
    try:
        keys = json.loads(os.environ[name])
    except ValueError:
        keys = None
    if not isinstance(keys, dict) or not keys or not all(map(str.isdigit, keys)):
        raise _refuse(f'{name} must be JSON such as {{"1": "<key>"}}.')
    return keys


def _hosts() -> list[str]:
    hosts = [host.strip() for host in os.environ["HOABAN_HOSTS"].split(",")]
    if "*" in hosts or not all(hosts):
        raise _refuse("HOABAN_HOSTS must name the site's hosts, separated by commas.")
    return hosts


if missing := [name for name in REQUIRED if not os.environ.get(name)]:
    raise _refuse(f"the environment has no {', '.join(missing)}.")

SECRET_KEY = os.environ["HOABAN_SECRET_KEY"]
PASSWORD_PEPPERS = _keys("HOABAN_PASSWORD_PEPPERS")
NATIONAL_ID_KEYS = _keys("HOABAN_NATIONAL_ID_KEYS")
NATIONAL_ID_HMAC_KEY = os.environ["HOABAN_NATIONAL_ID_HMAC_KEY"]

ALLOWED_HOSTS = _hosts()
CSRF_TRUSTED_ORIGINS = [
    f"https://*{host}" if host.startswith(".") else f"https://{host}"
    for host in ALLOWED_HOSTS
]
WAGTAILADMIN_BASE_URL = f"https://{ALLOWED_HOSTS[0].lstrip('.')}"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("HOABAN_DB_NAME", "hoaban"),
        "USER": os.environ.get("HOABAN_DB_USER", "hoaban"),
        "PASSWORD": os.environ.get("HOABAN_DB_PASSWORD", ""),
        "HOST": os.environ.get("HOABAN_DB_HOST", ""),
        "PORT": os.environ.get("HOABAN_DB_PORT", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}

REDIS_URL = os.environ.get("HOABAN_REDIS_URL", "")
if REDIS_URL:
    INSTALLED_APPS = [*INSTALLED_APPS, "django_rq"]
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "hoaban",
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": "hoaban"},
        }
    }
    TASKS = {
        "default": {
            "BACKEND": "django_tasks_rq.RQBackend",
            "QUEUES": ["default", "media"],
        },
    }
    # A worker that takes longer is killed: RQ's own limit of 180 s would end every
    # transcode. The media job's lease and heartbeat notice a stuck one much sooner.
    RQ_QUEUES = {
        "default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 10 * 60},
        "media": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 6 * 60 * 60},
    }
    RQ_SHOW_ADMIN_LINK = False
# Without Redis the tasks stay in the database (base.py): one host, one web process.

STATIC_ROOT = Path(os.environ.get("HOABAN_STATIC_ROOT", DATA_DIR / "static"))


def _s3() -> dict[str, Any]:
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": os.environ["HOABAN_S3_BUCKET"],
            "endpoint_url": os.environ.get("HOABAN_S3_ENDPOINT") or None,
            "access_key": os.environ.get("HOABAN_S3_ACCESS_KEY"),
            "secret_key": os.environ.get("HOABAN_S3_SECRET_KEY"),
            "region_name": os.environ.get("HOABAN_S3_REGION") or None,
            "signature_version": "s3v4",
            "addressing_style": "path",
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }


if os.environ.get("HOABAN_S3_BUCKET"):
    STORAGES = {**STORAGES, "default": _s3()}

EMAIL_HOST = os.environ.get("HOABAN_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("HOABAN_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("HOABAN_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HOABAN_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("HOABAN_EMAIL_TLS", "") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get(
    "HOABAN_EMAIL_FROM", f"hoa-ban@{ALLOWED_HOSTS[0].lstrip('.')}"
)

# nginx ends TLS and says so; it must overwrite the header (nginx/hoaban.conf does).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]  # a balancer asks over plain HTTP
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Wagtail's previews ask for SAMEORIGIN themselves; CSP frame-ancestors says the same.
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

# One line an event on standard error, personal data masked; the service manager or
# the container engine keeps and rotates them.
LOGGING = {
    **LOGGING,
    "root": {
        "handlers": ["console"],
        "level": os.environ.get("HOABAN_LOG_LEVEL", "INFO"),
    },
    "loggers": {
        **LOGGING["loggers"],
        "django_tasks_db": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners
        "botocore": {"level": "WARNING"},
    },
}
