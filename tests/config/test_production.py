"""Production settings: clean under `check --deploy`, and clear when one is missing."""

import pytest

from tests.deploy.production import environment, manage

SECRETS = (
    "HOABAN_SECRET_KEY",
    "HOABAN_PASSWORD_PEPPERS",
    "HOABAN_NATIONAL_ID_KEYS",
    "HOABAN_NATIONAL_ID_HMAC_KEY",
    "HOABAN_HOSTS",
)
SERVICES = {
    "HOABAN_REDIS_URL": "redis://127.0.0.1:1/0",
    "HOABAN_S3_BUCKET": "hoaban",
    "HOABAN_S3_ENDPOINT": "https://s3.hoaban.example",
}
SHOWN = """
from django.conf import settings
from django_tasks import task_backends
print(type(task_backends["default"]).__name__, sorted(task_backends["default"].queues),
      settings.CHANNEL_LAYERS["default"]["BACKEND"], settings.LIVE_REDIS_URL,
      settings.CACHES["default"]["BACKEND"], settings.STORAGES["default"]["BACKEND"])
"""


@pytest.mark.parametrize("services", [{}, SERVICES], ids=["alone", "services"])
def test_check_deploy_finds_nothing(tmp_path, services):
    done = manage(
        environment(tmp_path, **services),
        "check", "--deploy", "--fail-level", "WARNING",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_is_named_in_a_sentence(tmp_path, name):
    env = environment(tmp_path)
    del env[name]
    done = manage(env, "check")
    assert done.returncode == 1
    assert done.stderr.startswith("Hoa Ban cannot start:")
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    others = [other for other in SECRETS if other != name]
    assert not any(f"{other}," in done.stderr for other in others)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOABAN_PASSWORD_PEPPERS", "not json"),
        ("HOABAN_NATIONAL_ID_KEYS", "{}"),
        ("HOABAN_NATIONAL_ID_KEYS", '{"first": "a2V5"}'),
        ("HOABAN_HOSTS", "*"),
        ("HOABAN_HOSTS", "hoaban.example,"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(tmp_path, name, value):
    done = manage(environment(tmp_path, **{name: value}), "check")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Hoa Ban cannot start: {name}")
    assert "Traceback" not in done.stderr


def test_redis_carries_tasks_cache_sockets_and_live_lessons(tmp_path):
    done = manage(environment(tmp_path, **SERVICES), "shell", "-v0", "-c", SHOWN)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[-2] == (
        "RQBackend ['default', 'media'] channels_redis.pubsub.RedisPubSubChannelLayer "
        "redis://127.0.0.1:1/0 django.core.cache.backends.redis.RedisCache "
        "storages.backends.s3.S3Storage"
    )


def test_without_redis_tasks_stay_in_the_database(tmp_path):
    done = manage(environment(tmp_path), "shell", "-v0", "-c", SHOWN)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[-2].startswith(
        "DatabaseBackend ['default', 'media']"
    )
