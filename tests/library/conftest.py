"""Every test begins without remembered renditions: row numbers come back after rollback."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
