"""Texts of questions: maths and a few tags come through, nothing else does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.stems import plain, rich

TAG = re.compile(r"<(/?)([a-z]+)([^>]*)>")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("<b>đậm</b> H<sub>2</sub>O", "<b>đậm</b> H<sub>2</sub>O"),
        ("<b><i>x</i></b>", "<b><i>x</i></b>"),
        ("<p>một</p><p>hai</p>", "một<br>hai"),
        ("dòng\nhai", "dòng<br>hai"),
        ("<b>hở", "&lt;b&gt;hở"),
        ("<b onclick=x>y</b>", "&lt;b onclick=x&gt;y&lt;/b&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("giá 5$", "giá 5$"),
    ],
)
def test_prose(text, html):
    assert rich(text) == html


@pytest.mark.parametrize(
    "text", [r"\(\frac{1}{2}\)", r"\[\frac{1}{2}\]", r"$\frac{1}{2}$"]
)
def test_maths_is_set(text):
    html = rich(f"Viết {text} nhé")
    assert "<mfrac>" in html
    assert "1/2" in html  # for browsers without MathML ½ never becomes 12
    assert html.startswith("Viết ")


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        "<img onerror=alert(1)>",
        "</math><script>",
        "\x00" + "0\x00",
    ],
)
def test_hostile_maths(latex):
    html = rich(rf"\({latex}\)")
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in re.sub(
        r"<code[^>]*>.*?</code>|<span class=\"maths-text\">.*?</span>", "", html
    )


@given(st.text(st.sampled_from(list("<>/bpisu\"'=& on\n\\()$\x00x1")), max_size=60))
def test_no_tag_but_the_few_and_none_with_attributes(text):
    html = re.sub(
        r'<span class="maths">.*?</span></span>|<code class="maths-source">.*?</code>',
        "",
        rich(text),
    )
    for _close, name, attributes in TAG.findall(html):
        assert name in {"b", "i", "u", "br", "sub", "sup"}
        assert attributes == ""


def test_plain():
    assert plain("<p>Chọn <b>sai</b></p><p>x</p>") == "Chọn sai x"
