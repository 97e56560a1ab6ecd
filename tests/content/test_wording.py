"""What holds for every string we ship: encoding, spelling, forbidden things, markup, formulas."""

import re
import unicodedata

import pytest
from latex2mathml.converter import convert

from tests.content.reading import CONTENT, INLINE_MATHS, json_files, load, strings

FORBIDDEN = [
    "Nguyễn Văn A",
    "Phòng GDĐT",
    "Phòng GD",
    "Vật lý",
    "Địa lý",
    "Hóa",
    "hóa học",
    "ký hiệu",
    "chu kỳ",
    "tỷ lệ",
    "kỹ năng",
    "mỹ thuật",
    "thủy",
    "hòa",
]
ALLOWED_TAGS = {"p", "ul", "ol", "li", "b", "i"}
TAG = re.compile(r"</?([a-zA-Z0-9]+)([^>]*)>")
FILES = [pytest.param(path, id=path.stem) for path in json_files()]


@pytest.mark.parametrize("path", FILES)
def test_text_is_nfc_and_free_of_stray_characters(path):
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not {"\u200b", "\ufeff", "\ufffd", "\u00ad"} & set(text)


@pytest.mark.parametrize("path", FILES)
def test_orthography_and_names_that_must_not_appear(path):
    for text in strings(load(path)):
        if text == "Nguyễn Văn A" and path.stem == "names":
            continue
        assert [
            word for word in FORBIDDEN if re.search(rf"(?<!\w){word}(?!\w)", text)
        ] == [], text


@pytest.mark.parametrize("path", FILES)
def test_every_formula_becomes_mathml(path):
    for text in strings(load(path)):
        assert text.count("\\(") == text.count("\\)"), text
        for formula in INLINE_MATHS.findall(text):
            mathml = convert(formula)
            assert mathml.startswith("<math")
            assert "\\" not in mathml, formula


@pytest.mark.parametrize(
    "path", [param for param in FILES if CONTENT in param.values[0].parents]
)
def test_html_is_the_agreed_subset_and_balanced(path):
    for text in strings(load(path)):
        opened = []
        for match in TAG.finditer(INLINE_MATHS.sub("", text)):
            name, attributes = match.groups()
            assert name in ALLOWED_TAGS
            assert not attributes.strip(), text
            if match.group().startswith("</"):
                assert opened.pop() == name, text
            else:
                opened.append(name)
        assert opened == [], text


def test_physics_has_no_name_of_its_own_before_grade_10():
    content = [
        load(path) for path in json_files() if path.parent.name in {"lessons", "items"}
    ]
    younger = [text for part in content if part["grade"] < 10 for text in strings(part)]
    assert len(younger) > 500
    assert [text for text in younger if "Vật lí" in text] == []
