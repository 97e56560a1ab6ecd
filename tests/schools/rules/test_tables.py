"""Dates and cells as people type and Excel writes them."""

import datetime

import pytest

from schools.rules.tables import folded, looks_like_formula, read_date, split_pasted


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2/3/2014", (2014, 3, 2)),
        ("02/03/2014", (2014, 3, 2)),
        ("2-3-2014", (2014, 3, 2)),
        ("2.3.2014", (2014, 3, 2)),
        ("2 / 3 / 2014", (2014, 3, 2)),
        ("2014-03-02", (2014, 3, 2)),
        ("2014-03-02 00:00:00", (2014, 3, 2)),
        ("41700", (2014, 3, 2)),
        ("41700.0", (2014, 3, 2)),
        ("29/2/2012", (2012, 2, 29)),
        ("29/2/2014", None),
        ("31/4/2014", None),
        ("13/13/2014", None),
        ("2/3/14", None),
        ("2014", None),
        ("", None),
        ("tháng 3", None),
        ("99999", (2173, 10, 13)),
    ],
)
def test_read_date(text, day):
    assert read_date(text) == (datetime.date(*day) if day else None)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a;b\nc;d", [["a", "b"], ["c", "d"]]),
        ("Lò Thị Inh\nVàng A Dua", [["Lò Thị Inh"], ["Vàng A Dua"]]),
        ("a\tb\n\nc\td", [["a", "b"], [""], ["c", "d"]]),  # lines keep their number
        ('"a ""x"""\tb', [['a "x"', "b"]]),
        ("Lo\u0300\u00a0 Thị\u200b\tb", [["Lò Thị", "b"]]),
    ],
)
def test_split_pasted(text, rows):
    assert split_pasted(text) == rows


def test_folded_words_have_no_tones_or_marks():
    assert folded("  Họ và TÊN đệm (*) ") == "ho va ten dem"


@pytest.mark.parametrize("text", ["=1+1", "+84", "@SUM(A1)", "-2+3", '=HYPERLINK("x")'])
def test_formulas_are_known(text):
    assert looks_like_formula(text)


def test_a_dash_for_nothing_is_no_formula():
    assert not looks_like_formula("-")
