"""The student's room within its byte budget, and the teacher's code not in it."""

from playwright.sync_api import expect

from tests.factories import live as make

BUDGET = 25_000


def test_the_students_room_is_light(page_as, people, axe_clean):
    room = make.room(people)
    page = page_as(people.inh.person.account)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    urls, sizes = {}, {}
    cdp.on(
        "Network.responseReceived",
        lambda e: urls.update({e["requestId"]: e["response"]["url"]}),
    )
    cdp.on(
        "Network.loadingFinished",
        lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
    )
    page.goto(f"/truc-tuyen/{room.uuid}/")
    expect(page.locator("live-lesson")).to_have_attribute("data-link", "online")
    expect(page.locator("live-lesson")).to_have_attribute("data-audio", "on")
    page.wait_for_timeout(500)
    loaded = {urls.get(key, ""): size for key, size in sizes.items()}
    assert any("student" in url for url in loaded)
    assert not any(
        "teacher" in url or "speak" in url or "replay" in url for url in loaded
    )
    total = sum(loaded.values())
    assert total <= BUDGET, f"{total}: {sorted(loaded.items(), key=lambda x: -x[1])}"
