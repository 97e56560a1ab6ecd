r"""LaTeX comes out as maths and nothing else, whatever is typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from library.lessons import maths
from library.lessons.rich_text import plain_line, plain_text, render_text, with_maths

HOSTILE = [
    r"\href{javascript:alert(1)}{x}",
    r"\text{<img src=x onerror=alert(1)>}",
    r"\text{</math><script>alert(1)</script>}",
    r"\style{background:url(//evil)}{x}",
    r"\class{btn}{x}",
    r"\color{red;background:url(x)}{x}",
    r"\mathrm{<svg/onload=alert(1)>}",
    '"><img src=x onerror=alert(1)>',
    r"\unicode{60}img",
    r"\htmlId{a}{b}",
    r"\textcolor{expression(alert(1))}{x}",
    r"\text{&lt;img src=x onerror=alert(1)&gt;}",
]
COMMANDS = st.sampled_from(
    [r"\frac", r"\sqrt", r"\text", r"\href", r"\left(", r"\right)", r"\begin{cases}",
     r"\end{cases}", "{", "}", "^", "_", "&", r"\\", "<", ">", '"', "'", "1", "x", " ",
     r"\widehat", r"\color", r"\style", "onclick=", "javascript:", "<script>"]
)  # fmt: skip


def assert_only_maths(source: str) -> None:
    out = maths.render(source, block=True)
    root = html.fragment_fromstring(out, create_parent="div")
    for element in root.iter():
        if element is root:
            continue
        name = (
            etree.QName(element).localname if ":" in str(element.tag) else element.tag
        )
        assert name in maths.ELEMENTS | {"span", "code"}, (source, name)
        for key, value in element.attrib.items():
            if name in {"span", "code"}:
                assert key == "class"
                continue
            assert key in maths.WORDS or key in maths.LENGTHS or key == "xmlns", key
            assert ":" not in value or key == "xmlns"
            assert not key.startswith("on")


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_formulas_are_made_harmless(source):
    assert_only_maths(source)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_made_harmless(source):
    assert_only_maths(source)


@settings(max_examples=300, deadline=None)
@given(st.lists(COMMANDS, max_size=25).map("".join))
def test_any_sequence_of_commands_is_made_harmless(source):
    assert_only_maths(source)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_block_keeps_the_list_of_elements(source):
    root = html.fragment_fromstring(render_text(source), create_parent="div")
    for element in root.iter():
        if element is not root and element.tag not in maths.ELEMENTS | {"span", "code"}:
            assert element.tag in {
                "p", "b", "strong", "i", "em", "ul", "ol", "li", "sub", "sup", "br", "hr",
            }  # fmt: skip
            assert not element.attrib


@pytest.mark.parametrize(
    "source",
    [
        "{" * 5000,
        r"\frac" * 900,
        "{" * 900 + "x" + "}" * 900,
        "x" * (maths.LONGEST + 1),
        r"\left(" * 200 + r"\right)" * 200,
        "^" * 1500,
        r"\begin{matrix}" * 200,
        "",
        "\x00\x01",
    ],
)
def test_huge_and_broken_formulas_are_shown_as_typed(source):
    out = maths.render(source)
    assert "<math" not in out or len(out) < 200_000
    assert_only_maths(source)


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"\frac{1}{2}", "1/2"),
        (r"1\frac{1}{2}", "1 1/2"),
        (r"\frac{a+1}{b}", "(a+1)/b"),
        (r"-\frac{2}{3}", "−2/3"),
        (r"3{,}6", "3,6"),
        (r"180^\circ", "180°"),
        (r"x^2", "x^2"),
        (r"2^34", "2^3 4"),
        (r"\mathrm{H_2O}", "H_2 O"),
        (r"\sqrt{2}", "√(2)"),
        (r"\sqrt[3]{8}", "3√(8)"),
        (r"\widehat{ABC}=60^\circ", "góc ABC=60°"),
        (r"a\in\mathbb{Z}", "a∈ℤ"),
        ("{{{", "{{{"),
    ],
)
def test_the_line_for_browsers_without_mathml(latex, line):
    assert maths.linear(latex) == line


@given(st.integers(0, 999), st.integers(1, 999))
def test_a_fraction_never_reads_as_one_number(top, bottom):
    assert maths.linear(rf"\frac{{{top}}}{{{bottom}}}") == f"{top}/{bottom}"
    whole = maths.linear(rf"5\frac{{{top}}}{{{bottom}}}")
    assert whole == f"5 {top}/{bottom}"


@pytest.mark.parametrize(
    ("latex", "number"),
    [
        (r"1{,}5", "1,5"),
        (r"240\,000", "240\u00a0000"),
        (r"1\,250\,000{,}5", "1\u00a0250\u00a0000,5"),
        (r"1{,}5^2", "1,5"),
        (r"\frac{2{,}5}{x}", "2,5"),
    ],
)
def test_a_vietnamese_number_is_one_number(latex, number):
    assert f"<mn>{number}</mn>" in maths.mathml(latex)


@pytest.mark.parametrize("latex", [r"(1,2)", r"2\,3", r"2\,\text{cm}", r"x_1{,}2"])
def test_numbers_that_stand_apart_stay_apart(latex):
    assert "<mn>2</mn>" in maths.mathml(latex)


def test_a_hat_is_as_wide_as_its_angle():
    assert '<mo stretchy="true">^</mo>' in maths.mathml(r"\widehat{xAB}")
    assert '<mo stretchy="false">^</mo>' in maths.mathml(r"\widehat{A}")


def test_inline_maths_inside_text():
    out = render_text(
        r"<p>Một nửa \(\frac{1}{2}\) <script>x</script><a href=x>b</a></p>"
    )
    assert "<math" in out
    assert "<script" not in out
    assert "<a" not in out
    assert 'class="maths-text">1/2<' in out
    assert plain_text(r"<p>Một nửa</p><p>\(\frac{1}{2}\)</p>") == "Một nửa 1/2"
    assert plain_line(r"bằng \(\frac{3}{4}\)") == "bằng 3/4"
    assert with_maths(r"a < b \(x\)").startswith("a &lt; b <span")
