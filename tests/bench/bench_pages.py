"""What student pages weigh, and when they first show something on the weak line.

Weights are Chromium's own count of bytes received (headers included), on the demo,
with nothing in its cache; pictures and media of the content are left out, those of the
page itself are not. `python -m tests.bench pages`; tests/browser/test_weights.py
holds the same byte budgets.
"""

import json
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config.demo.province import PUPIL_PIN
from tests.bench.weighed_addresses import SCRIPT
from tests.browser.conftest import CHROMIUM_ARGS, PHONE, WEAK_LINE, chromium_path
from tests.demo_fixture import DemoSite, running_demo

COLD = 25_000
COLD_40_QUESTIONS = 45_000
REPEAT = 8_000
WAY = ("sign_in", "home", "class", "test")
WAY_TOTAL = 75_000
PAINT_COLD, PAINT_REPEAT = 3.0, 1.5
PAINTED = ("sign_in", "home", "class", "test")
PAINT_RUNS = 3
CONTENT = {"Image", "Media"}
# what a phone fetches for its tab and home screen, and headless Chromium does not
CHROME_OF_PAGE = """async () => {
  const links = document.querySelectorAll('link[rel=icon], link[rel=manifest]');
  await Promise.all([...links].map(link => fetch(link.href).then(r => r.text())));
}"""
FIRST_PAINT = """() => new Promise(resolve => {
  const seen = list => list.find(entry => entry.name === 'first-contentful-paint');
  const given = seen(performance.getEntriesByType('paint'));
  if (given) return resolve(given.startTime);
  new PerformanceObserver((list, observer) => {
    const entry = seen(list.getEntries());
    if (entry) { observer.disconnect(); resolve(entry.startTime); }
  }).observe({type: 'paint', buffered: true});
})"""


@dataclass
class Weight:
    """Bytes received for one page, by the file they came for."""

    files: Counter[str] = field(default_factory=Counter)
    content: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Bytes without the content's pictures and media."""
        return sum(self.files.values())

    def __str__(self) -> str:
        rows = (f"{size:>7} {name}" for name, size in self.files.most_common())
        return "\n".join([f"{self.total} bytes", *rows])


@dataclass(frozen=True)
class Scales:
    """A demo site, a browser, and what to put on the scales."""

    site: DemoSite
    browser: Browser
    session: str
    username: str
    pages: dict[str, str]

    def context(self, signed_in: bool = True) -> BrowserContext:
        """Open a phone's empty browser; the service worker is weighed by itself."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport=PHONE,
            locale="vi-VN",
            service_workers="block",
        )
        if signed_in:
            cookie = {"name": "sessionid", "value": self.session, "url": self.site.url}
            context.add_cookies([cookie])
        return context

    def weigh(self, name: str) -> tuple[Weight, Weight]:
        """Return what a page weighs with an empty cache, and when seen again."""
        context = self.context(signed_in=name != "sign_in")
        try:
            first = received(context, self.pages[name])
            return first, received(context, self.pages[name])
        finally:
            context.close()

    def walk(self) -> Weight:
        """Return what sign in → home → class → test weighs in all."""
        context = self.context(signed_in=False)
        page = context.new_page()
        weight = weighing(page)
        try:
            page.goto(self.pages["sign_in"], wait_until="networkidle")
            page.evaluate(CHROME_OF_PAGE)
            page.fill("input[name=username]", self.username)
            page.fill("input[name=password]", PUPIL_PIN)
            with page.expect_navigation(wait_until="networkidle"):
                page.press("input[name=password]", "Enter")
            for name in WAY[2:]:
                page.goto(self.pages[name], wait_until="networkidle")
            return weight
        finally:
            context.close()

    def paints(self, name: str) -> tuple[float, float]:
        """Return seconds to the first contentful paint on the weak line: cold, again."""
        context = self.context(signed_in=name != "sign_in")
        try:
            return tuple(first_paint(context, self.pages[name]) for _ in range(2))
        finally:
            context.close()


def weighing(page: Page) -> Weight:
    """Start to count what a page receives."""
    weight, kinds = Weight(), {}
    cdp = page.context.new_cdp_session(page)

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    def finished(event: dict[str, Any]) -> None:
        kind, url = kinds.get(event["requestId"], ("Other", "?"))
        if url.startswith("data:"):
            return
        path = urlsplit(url).path
        of_content = kind in CONTENT and not path.startswith("/static/")
        part = weight.content if of_content else weight.files
        part[path] += int(event["encodedDataLength"])

    cdp.on("Network.responseReceived", answered)
    cdp.on("Network.loadingFinished", finished)
    cdp.send("Network.enable")
    return weight


def received(context: BrowserContext, address: str) -> Weight:
    """Open a page in a new tab; return what was received for it."""
    page = context.new_page()
    weight = weighing(page)
    answer = page.goto(address, wait_until="networkidle")
    if (
        answer is None
        or answer.status != 200
        or urlsplit(page.url).path != (urlsplit(address).path)
    ):
        raise AssertionError(f"{address} led to {page.url}, {answer and answer.status}")
    page.evaluate(CHROME_OF_PAGE)
    page.close()
    return weight


def first_paint(context: BrowserContext, address: str) -> float:
    """Return seconds from the start of the navigation to the first content."""
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", WEAK_LINE)
    page.goto(address, wait_until="load", timeout=60_000)
    shown = float(page.evaluate(FIRST_PAINT)) / 1000
    page.close()
    return shown


@contextmanager
def scales(site: DemoSite, browser: Browser) -> Iterator[Scales]:
    """Set the long test up in the demo's data and open the scales."""
    found = json.loads(site.manage("shell", "-v0", "-c", SCRIPT).splitlines()[-1])
    if found["questions"] != 40:
        raise AssertionError(f"the long test has {found['questions']} questions")
    yield Scales(site, browser, found["session"], found["username"], found["pages"])


@contextmanager
def own_scales() -> Iterator[Scales]:
    """Start the demo and a browser for a measurement."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_demo(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_ARGS
        )
        with scales(site, browser) as opened:
            yield opened


def weight_row(name: str, value: int, goal: int, **more: Any) -> dict[str, Any]:
    """Return one result line."""
    row = {"name": name, "value": value, "unit": "byte", "goal": goal}
    return row | {"met": value <= goal} | more


def cold_goal(name: str) -> int:
    """Return the budget of a page's first visit."""
    return COLD_40_QUESTIONS if name == "test_40" else COLD


def rows() -> Iterator[dict[str, Any]]:
    """Weigh every page, then look at the weak line."""
    with own_scales() as on:
        for name in on.pages:
            cold, again = on.weigh(name)
            heaviest = dict(cold.files.most_common(4))
            content = sum(cold.content.values())
            yield weight_row(
                f"page_weight_{name}", cold.total, cold_goal(name),
                content_bytes=content, heaviest=heaviest,
            )  # fmt: skip
            yield weight_row(f"page_weight_again_{name}", again.total, REPEAT)
        way = on.walk().total
        yield weight_row("page_weight_sign_in_home_class_test", way, WAY_TOTAL)
        yield from paint_rows(on)


def paint_rows(on: Scales) -> Iterator[dict[str, Any]]:
    """Give the medians of first contentful paints, and their spread."""
    for name in PAINTED:
        runs = [on.paints(name) for _ in range(PAINT_RUNS)]
        for label, goal, seen in (
            ("cold", PAINT_COLD, [cold for cold, _again in runs]),
            ("again", PAINT_REPEAT, [again for _cold, again in runs]),
        ):
            value = statistics.median(seen)
            yield {
                "name": f"first_paint_{label}_{name}",
                "value": round(value, 2),
                "unit": "s",
                "goal": goal,
                "met": value <= goal,
                "spread": round((max(seen) - min(seen)) / value, 3),
            }
