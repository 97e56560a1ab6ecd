"""Rules of the house that no linter knows."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
OURS = (
    "config",
    "schools",
    "library",
    "search",
    "media_pipeline",
    "live",
    "lms",
    "interop",
)
TOP = {
    *OURS,
    "tests",
    "deploy",
    "manage.py",
    "pyproject.toml",
    "Makefile",
    "README.md",
    "LICENSE",
}
HOMELESS = {"utils", "helpers", "common", "misc", "util"}


def tracked():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [Path(line) for line in listed.stdout.splitlines()]


def files(*suffixes):
    return [
        path
        for path in tracked()
        if path.suffix in suffixes and path.parts[0] in OURS and (ROOT / path).exists()
    ]


def test_the_top_level_holds_only_the_rooms_of_the_map():
    tops = {path.parts[0] for path in tracked()}
    assert {name for name in tops if not name.startswith(".")} <= TOP


def test_no_module_is_a_drawer_for_everything():
    assert not [path for path in tracked() if path.stem in HOMELESS]


def test_every_app_explains_itself_on_one_page():
    for app in ("schools", "library", "search", "media_pipeline", "live", "lms"):
        text = (ROOT / app / "README.md").read_text(encoding="utf-8")
        assert len(text) > 500, app


@pytest.mark.parametrize("path", files(".html"), ids=str)
def test_a_template_has_nothing_inline(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    if "wagtail" in str(path):
        return  # Wagtail's own templates get nonces
    assert not re.search(r"\sstyle\s*=", text), "style attribute: blocked by the CSP"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "event handler attribute"
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or "application/json" in tag or "ld+json" in tag, tag


def is_hidden_from_colours(path):
    return path.name == "tokens.css" or "vendor" in path.parts or "wagtail" in path.name


@pytest.mark.parametrize(
    "path", [p for p in files(".css") if not is_hidden_from_colours(p)], ids=str
)
def test_raw_colours_live_in_the_tokens_only(path):
    text = re.sub(
        r"/\*.*?\*/", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.S
    )
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text)
    assert not found, found


def test_what_is_named_in_an_address_is_never_a_number():
    """Public addresses carry UUIDs; a serial number says how many there are."""
    numbered = []

    def walk(patterns, prefix=""):
        for each in patterns:
            route = prefix + str(each.pattern)
            if isinstance(each, URLResolver):
                walk(each.url_patterns, route)
            elif isinstance(each, URLPattern) and re.search(r"<int:\w*(id|pk)>", route):
                numbered.append(route)

    walk(get_resolver().url_patterns)
    assert not [route for route in numbered if not route.startswith("quan-tri/")]


def test_every_public_object_has_a_uuid():
    for label in (
        "schools.Person",
        "schools.SchoolClass",
        "live.Room",
        "media_pipeline.Asset",
    ):
        assert apps.get_model(label)._meta.get_field("uuid").unique
