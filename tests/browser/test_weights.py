"""Student pages stay within their bytes, so that 50 kbit/s is enough.

Bytes only: times on a busy machine say nothing (`make bench` looks at them).
"""

import pytest

from tests.bench import bench_pages as bench

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def on_the_scales(demo_site, browser):
    with bench.scales(demo_site, browser) as opened:
        yield opened


@pytest.fixture(scope="module")
def weighed(on_the_scales):
    """Every student page, weighed once: {name: (first visit, seen again)}."""
    return {name: on_the_scales.weigh(name) for name in on_the_scales.pages}


def test_a_first_visit_is_light(weighed):
    heavy = {
        name: str(cold)
        for name, (cold, _again) in weighed.items()
        if cold.total > bench.cold_goal(name)
    }
    assert not heavy, "\n".join(f"{name}: {files}" for name, files in heavy.items())


def test_a_repeat_visit_is_lighter(weighed):
    heavy = {
        name: str(again)
        for name, (_cold, again) in weighed.items()
        if again.total > bench.REPEAT
    }
    assert not heavy, "\n".join(f"{name}: {files}" for name, files in heavy.items())


def test_the_scales_do_weigh(weighed):
    """A page is a document, styles and the frame's script; again, a document."""
    cold, again = weighed["class"]
    assert any(name.startswith("/static/css/base.") for name in cold.files)
    assert any(name.startswith("/static/js/shell.") for name in cold.files)
    assert sum(n for name, n in again.files.items() if "/static/" in name) == 0
    assert cold.total > again.total > 1000


def test_the_way_from_sign_in_to_the_test_is_light(on_the_scales):
    way = on_the_scales.walk()
    assert any(name.startswith("/kiem-tra/luot/") for name in way.files), str(way)
    assert way.total <= bench.WAY_TOTAL, str(way)
