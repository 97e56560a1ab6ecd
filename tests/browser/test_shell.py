"""The frame of every page, in a real browser."""

from tests.browser.conftest import DESKTOP


def test_health_answers_json(site, page_as):
    page = page_as()
    answer = page.request.get("/suc-khoe/")
    assert answer.status == 200
    assert answer.json()["ok"] is True


def test_an_unknown_address_says_so_in_vietnamese(site, page_as, axe_clean, look):
    page = page_as(viewport=DESKTOP)
    assert page.goto("/khong-co/").status == 404
    assert (
        page.get_by_role("heading", level=1).inner_text() == "Trang này không có ở đây"
    )
    axe_clean(page)
    look(page, "404")
