"""PostgreSQL, Redis, S3 and HTTPS; every secret comes from the environment."""

import json
import os

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES, TASKS

SECRET_KEY = os.environ["HOABAN_SECRET_KEY"]
PASSWORD_PEPPERS = json.loads(os.environ["HOABAN_PASSWORD_PEPPERS"])
NATIONAL_ID_KEYS = json.loads(os.environ["HOABAN_NATIONAL_ID_KEYS"])
NATIONAL_ID_HMAC_KEY = os.environ["HOABAN_NATIONAL_ID_HMAC_KEY"]

ALLOWED_HOSTS = os.environ["HOABAN_HOSTS"].split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
WAGTAILADMIN_BASE_URL = f"https://{ALLOWED_HOSTS[0]}"

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
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
if os.environ.get("HOABAN_S3_BUCKET"):
    STORAGES = {
        **STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": os.environ["HOABAN_S3_BUCKET"],
                "endpoint_url": os.environ.get("HOABAN_S3_ENDPOINT") or None,
                "access_key": os.environ.get("HOABAN_S3_ACCESS_KEY"),
                "secret_key": os.environ.get("HOABAN_S3_SECRET_KEY"),
                "signature_version": "s3v4",
                "addressing_style": "path",
                "default_acl": None,
                "querystring_auth": True,
            },
        },
    }
TASKS = TASKS
EMAIL_HOST = os.environ.get("HOABAN_EMAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("HOABAN_EMAIL_FROM", f"hoa-ban@{ALLOWED_HOSTS[0]}")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
