"""Numbers, sizes and days as a Vietnamese reader writes them."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from config.logging import masked
from config.templatetags import vietnamese as vi


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0\u00a0KB"),
        (600, "1\u00a0KB"),
        (45_300, "45\u00a0KB"),
        (1_430_000, "1,4\u00a0MB"),
        (12_300_000, "12\u00a0MB"),
    ],
)
def test_a_size_is_written_as_its_price(value, text):
    assert vi.size(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("8.00", "8"), ("7.50", "7,5"), ("5.85", "5,85"), ("10", "10"), ("0", "0")],
)
def test_a_mark_has_no_needless_zeros(value, text):
    assert vi.mark(Decimal(value)) == text


def test_thousands_and_shares():
    assert vi.number(2552) == "2\u202f552"
    assert vi.percent(Decimal("3.75")) == "3,8\u00a0%"
    assert vi.percent(None) == "–"
    with translation.override("en"):
        assert vi.number(2552) == "2,552"


def test_days_have_their_names():
    assert vi.day(datetime.date(2026, 11, 23)) == "thứ Hai, 23/11"
    assert vi.day(datetime.date(2026, 11, 22)) == "Chủ nhật, 22/11"


def test_nothing_personal_reaches_a_log():
    line = "GET /tai-khoan/phieu/abc123/?q=Lo 011314758237"
    assert masked(line) == "GET /tai-khoan/phieu/…/?… …"
    assert "011314758237" not in masked("person 011314758237")
