"""Without HTTPS a page says what is off, why, and what to do; with it, nothing."""

import re

from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.browser.conftest import ROOT


def shown_at(browser, url: str, notice: str) -> bool:
    """Return whether a page with the notice shows it at an address."""
    page = browser.new_page()
    script = (ROOT / "config/static/js/insecure.js").read_text()
    html = re.sub(r'src="[^"]+"', 'src="/insecure.js"', notice)

    def answer(route):
        if route.request.url.endswith(".js"):
            route.fulfill(body=script, content_type="text/javascript")
        else:
            route.fulfill(body=f"<!doctype html>{html}", content_type="text/html")

    page.route("**/*", answer)
    page.goto(url, wait_until="networkidle")
    visible = page.locator("#insecure").is_visible()
    page.close()
    return visible


def test_an_insecure_page_says_what_is_off_and_why(browser):
    notice = render_to_string(
        "components/insecure.html", {"request": RequestFactory().get("/")}
    )
    for words in ("lưu bài học", "micrô", "âm thanh", "Vì sao", "https://", "Cần làm"):
        assert words in notice
    assert shown_at(browser, "http://192.168.10.7:8000/", notice)
    assert not shown_at(browser, "http://localhost:8000/", notice)
