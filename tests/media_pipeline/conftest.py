import pytest
from django.core.cache import cache

from tests.factories import media_pipeline as make


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    """Every test has its own bytes on disk and asks the listed policy."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ASSET_POLICY = "tests.factories.media_pipeline.ListedPolicy"
    cache.clear()
    policy = make.ListedPolicy
    policy.viewers, policy.editors = set(), set()
    policy.uploaders, policy.public, policy.asked = set(), set(), 0
    return policy


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """One second of picture and sound, small enough to prepare in a moment."""
    return make.clip(tmp_path_factory.mktemp("film") / "film.mp4")


@pytest.fixture(scope="session")
def long_film(tmp_path_factory):
    """Something that keeps an encoder busy for several seconds."""
    path = tmp_path_factory.mktemp("long") / "long.mp4"
    return make.clip(path, seconds=40, size="1280x720", rate=30)
