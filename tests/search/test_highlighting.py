"""Words in bold, as data."""

from hypothesis import given
from hypothesis import strategies as st

from search.analysis.text import clean, words
from search.highlighting import Highlighter, plain


def bold(query, text):
    marks = Highlighter.of(tuple(words(query)))
    return [one.text for one in marks.title(text) if one.hit]


def test_words_are_found_in_whatever_spelling():
    assert bold("phan so", "Phân số, phần SƠ") == ["Phân", "số", "phần", "SƠ"]
    assert bold("hoa ly", "Hóa lí; hoá lý; hoà") == ["Hóa", "lí", "hoá", "lý", "hoà"]


def test_as_typed_first():
    assert bold("phân số", "Phân số và phần sơ lược") == ["Phân", "số"]
    assert bold("phân số", "phần sơ") == ["phần", "sơ"]


def test_whole_words_only():
    assert bold("an", "an toàn, bàn, bán ăn") == ["an", "ăn"]
    assert bold("", "an") == []


def test_the_snippet_is_where_the_words_are():
    body = "mở đầu " * 200 + "phép cộng hai phân số khác mẫu " + "kết thúc " * 200
    snippet = Highlighter.of(tuple(words("phân số"))).snippet(body)
    text = plain(snippet)
    assert "phân số" in text
    assert len(text) < 260
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert [one.text for one in snippet if one.hit] == ["phân", "số"]


def test_a_body_without_the_words_shows_its_beginning():
    snippet = Highlighter.of(tuple(words("phân số"))).snippet("Một hai ba. " * 50)
    assert plain(snippet).startswith("Một hai ba.")


@given(st.text(), st.text())
def test_no_text_is_lost_or_made_up(query, text):
    marks = Highlighter.of(tuple(words(query)))
    assert plain(marks.title(text)) == clean(text)
