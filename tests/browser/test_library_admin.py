"""What a teacher sees of Wagtail: Vietnamese, calm, and nothing the policy forbids."""

import re

import pytest

from tests.browser.conftest import DESKTOP
from tests.factories import library as lib

# Words that stand on Wagtail's own screens and never in a Vietnamese sentence.
ENGLISH = re.compile(
    r"\b(the|and|of|your|you|this|with|from|page|pages|image|images|document|documents"
    r"|save|saved|saving|draft|publish|published|unpublish|delete|edit|edited|editing|choose"
    r"|search|upload|uploaded|history|status|settings|account|toggle|close|open|add|insert"
    r"|block|blocks|move|duplicate|collapse|expand|preview|title|file|files|tags|collection"
    r"|created|updated|live|home|reports|help|users|welcome|select|filter|filters|sort|by"
    r"|any|more|actions|view|usage|compare|changes|required|optional|no|yes|results|write"
    r"|type|drag|drop|cancel|owner|issues|checks|words|reading|time|loading|dashboard|menu"
    r"|log|profile|keyboard|shortcuts|comments?|content|site|error|errors|new|show|hide)\b",
    re.IGNORECASE,
)
# names of things that are the same in Vietnamese, and what pupils' lessons say
ALLOWED = re.compile(
    r"CC BY[-A-Z ]*4\.0|LaTeX|Video|Hoa Ban|ctrl|shift|alt|\\\\?\w+|\S+\.(png|pdf|webp)|\bB?KB\b",
    re.IGNORECASE,
)
VISIBLE = """() => {
  const out = [document.title];
  const walk = (node) => {
    if (node.nodeType === 3) { out.push(node.textContent); return; }
    if (node.nodeType !== 1) return;
    if (node.classList.contains('xdsoft_save_selected')) return; // never shown
    if (['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'SVG', 'IFRAME'].includes(node.tagName.toUpperCase())) return;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const value = node.getAttribute && node.getAttribute(name);
      if (value) out.push(value);
    }
    if (node.shadowRoot) [...node.shadowRoot.childNodes].forEach(walk);
    [...node.childNodes].forEach(walk);
  };
  walk(document.body);
  return out.map((t) => t.trim()).filter(Boolean);
}"""


def english_on(page):
    found = {}
    for text in page.evaluate(VISIBLE):
        for word in ENGLISH.findall(ALLOWED.sub(" ", text)):
            found.setdefault(word if isinstance(word, str) else word[0], text[:120])
    return found


@pytest.fixture
def author(people):
    lib.tree()
    account = people.mai.person.account
    lib.actions.grant_authoring(account)
    return account


@pytest.fixture
def screens(author, people, page_as):
    """Open every screen; return a function that judges each as it is met."""
    page = page_as(author, viewport=DESKTOP)
    leftovers = []

    def judge(name):
        page.wait_for_load_state("networkidle")
        page.problems[:] = [
            each if each.startswith("[") else f"[{name}] {each}"
            for each in page.problems
            if "status of 400" not in each  # autosave of a form not yet filled in
        ]
        for word, text in english_on(page).items():
            leftovers.append(f"{name}: {word!r} in {text!r}")

    return page, judge, leftovers


def admin_path(page, link):
    page.goto(link)


def test_a_teacher_writes_a_lesson_in_vietnamese(screens, author, people, look):
    page, judge, leftovers = screens
    lesson = lib.with_files(author, people.school, "class").lesson
    page.goto("/quan-tri/")
    judge("home")
    look(page, "wagtail-home")
    parent = lesson.get_parent().pk
    page.goto(f"/quan-tri/pages/{parent}/")
    judge("explorer")
    page.goto("/hoc-lieu/soan/?mon=TOAN&lop=7")
    assert "/quan-tri/pages/add/library/lessonpage/" in page.url
    judge("create")
    # every kind of block can be put in
    for place in range(10):
        page.locator(".c-sf-add-button").last.click()
        page.locator(".w-combobox__option").nth(place).wait_for()
        judge(f"menu of blocks {place}")
        page.locator(".w-combobox__option").nth(place).click()
        page.wait_for_timeout(200)
    judge("create with blocks")
    look(page, "wagtail-create")
    # choosers open
    for button in page.locator("button[data-chooser-action-choose]:visible").all():
        button.click()
        page.locator(".modal-body").wait_for()
        judge("chooser")
        for tab in page.locator(".modal-body [role=tab]").all():
            tab.click()
            judge("chooser tab")
        page.locator(".modal .close, .modal [data-dismiss=modal]").first.click()
        page.locator(".modal-body").wait_for(state="detached")
    # a form that is not filled in says so
    page.locator("[name=title]").fill("")
    page.locator("button.action-save").first.click()
    judge("create refused")
    page.goto(f"/quan-tri/pages/{lesson.pk}/edit/")
    judge("edit")
    for panel in page.locator("[data-side-panel-toggle]").all():
        if panel.is_visible():
            panel.click()
            judge(f"panel {panel.get_attribute('aria-label')}")
    look(page, "wagtail-edit")
    page.goto(f"/quan-tri/pages/{lesson.pk}/history/")
    judge("history")
    page.goto(f"/quan-tri/pages/{lesson.pk}/revisions/compare/earliest...latest/")
    judge("compare")
    page.goto(f"/quan-tri/pages/{lesson.pk}/unpublish/")
    judge("unpublish")
    page.goto(f"/quan-tri/pages/{lesson.pk}/usage/")
    judge("usage")
    for path in (
        "images/", "images/multiple/add/", "images/add/", "documents/",
        "documents/multiple/add/", "documents/add/",
    ):  # fmt: skip
        answer = page.goto(f"/quan-tri/{path}")
        assert answer.status == 200
        judge(path)
    assert not leftovers, "\n".join(dict.fromkeys(leftovers))
    assert not page.problems, "\n".join(dict.fromkeys(page.problems))


def test_saving_publishing_and_uploading_speak_vietnamese(
    screens, author, people, tmp_path
):
    page, judge, leftovers = screens
    page.goto("/hoc-lieu/soan/?mon=TOAN&lop=7")
    page.locator("[name=title]").fill("Luỹ thừa")
    page.locator("button.action-save").first.click()
    page.wait_for_url("**/edit/")
    judge("saved")
    page.locator(".w-dropdown__toggle, [data-w-dropdown-target=toggle]").last.click()
    judge("actions")
    page.locator("[name=action-publish]").click()
    page.wait_for_load_state()
    judge("published")
    lesson = lib.LessonPage.objects.get(title="Luỹ thừa")
    assert lesson.live
    picture = tmp_path / "banh.png"
    picture.write_bytes(lib.png())
    page.goto("/quan-tri/images/multiple/add/")
    page.locator("input[type=file]").set_input_files(picture)
    page.locator("#upload-list li .right form").wait_for()
    judge("uploaded")
    wrong = tmp_path / "xau.exe"
    wrong.write_bytes(b"MZ")
    page.goto("/quan-tri/documents/multiple/add/")
    page.locator("input[type=file]").set_input_files(wrong)
    page.wait_for_timeout(800)
    judge("refused upload")
    assert not leftovers, "\n".join(dict.fromkeys(leftovers))
    assert not page.problems, "\n".join(dict.fromkeys(page.problems))


def test_a_preview_is_shown_and_is_the_authors_own(screens, author, people, page_as):
    page, _judge, _leftovers = screens
    lesson = lib.lesson(author, people.school, publish=False, title="Còn nháp")
    page.goto(f"/quan-tri/pages/{lesson.pk}/view_draft/")
    assert "Còn nháp" in page.get_by_role("main").inner_text()
    assert page.locator("math").count() > 0
    assert page.problems == []
