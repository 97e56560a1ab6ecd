"""The embedded settings with cheap passwords and a throwaway data folder."""

import os
import tempfile

if "HOABAN_DATA" not in os.environ:
    os.environ["HOABAN_DATA"] = tempfile.mkdtemp(prefix="hoaban-test-")

from config.settings.embedded import *  # noqa: F403
from config.settings.embedded import DATABASES, STORAGES

ARGON2_COST = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
if "HOABAN_STATIC_ROOT" in os.environ:
    # browser tests: the real, hashed files, collected once for the whole run
    STATIC_ROOT = os.environ["HOABAN_STATIC_ROOT"]
else:
    STORAGES = {
        **STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }
    WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["OPTIONS"]["init_command"] = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
)
DATABASES["default"]["CONN_MAX_AGE"] = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
