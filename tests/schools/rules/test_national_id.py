"""The twelve digits, by table and by algebra."""

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.rules.national_id import PROVINCES, check, masked

SAMPLES = json.loads(
    (Path(__file__).parents[2] / "samples/schools/national_id.json").read_text()
)
SEX = {"M": 1, "F": 2}


@pytest.mark.parametrize("sample", SAMPLES["valid"], ids=lambda s: s["id"])
def test_valid_samples_say_place_sex_and_year(sample):
    checked = check(
        sample["id"],
        birth_date=datetime.date(sample["year"], 5, 1),
        sex=SEX[sample["sex"]],
    )
    assert checked.findings == ()
    assert (checked.place, checked.sex, checked.birth_year) == (
        sample["province"],
        SEX[sample["sex"]],
        sample["year"],
    )


@pytest.mark.parametrize("sample", SAMPLES["invalid"], ids=lambda s: s["why"])
def test_invalid_samples_are_refused(sample):
    profile = sample.get("with_profile", {})
    born = profile.get("birth_year")
    checked = check(
        sample["id"],
        birth_date=datetime.date(born, 5, 1) if born else None,
        sex=SEX.get(profile.get("sex"), 0),
    )
    assert not checked.is_valid


@pytest.mark.parametrize(
    ("text", "findings", "suggestion"),
    [
        ("", ("empty",), ""),
        ("   ", ("empty",), ""),
        ("011 314 000 123", (), ""),
        ("011.314.000.123", (), ""),
        ("11314000123", ("lost_zero",), "011314000123"),
        ("00121500000", ("length",), ""),  # a 0 before it makes no place
        ("٠١١٣١٤٠٠٠١٢٣", ("not_digits",), ""),
        ("<b>011314000123", ("not_digits",), ""),
        ("123214000123", ("foreign_place",), ""),  # registered abroad: a warning
        ("005214000123", ("place",), ""),
    ],
)
def test_form(text, findings, suggestion):
    checked = check(text)
    assert (checked.findings, checked.suggestion) == (findings, suggestion)


def test_a_place_abroad_is_only_a_warning():
    checked = check("123214000123")
    assert checked.is_valid
    assert checked.warnings == ("foreign_place",)


def test_the_lost_zero_is_offered_only_where_it_fits_the_person():
    born = datetime.date(2014, 3, 2)
    assert check("11314000123", birth_date=born, sex=2).suggestion
    assert not check("11314000123", birth_date=born, sex=1).suggestion
    assert not check("11314000123", birth_date=born, sex=2).is_valid


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.sampled_from([1, 2]),
    st.integers(1900, 2399),
    st.integers(0, 999_999),
)
def test_every_number_made_by_the_rule_is_valid_and_reads_back(place, sex, year, tail):
    digit = (year - 1900) // 100 * 2 + sex - 1
    number = f"{place}{digit}{year % 100:02}{tail:06}"
    checked = check(number, birth_date=datetime.date(year, 1, 1), sex=sex)
    assert checked.findings == ()
    assert (checked.birth_year, checked.sex) == (year, sex)
    without = check(number[1:], birth_date=datetime.date(year, 1, 1), sex=sex)
    assert without.suggestion == (number if number[0] == "0" else "")


@given(st.text(max_size=40))
def test_no_text_breaks_the_check(text):
    checked = check(text)
    assert checked.is_valid == (not checked.errors)
    assert checked.is_valid <= (len(checked.digits) == 12)


def test_a_masked_number_shows_four_digits():
    assert masked("011314000123") == "••••••0123"
