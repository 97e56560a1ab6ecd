"""Words in two forms: with tones and folded."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.text import clean, fold, pattern, word, words

VIETNAMESE = st.text(
    alphabet=unicodedata.normalize(
        "NFC", "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĐÂ "
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Phân số", "phan so"),
        ("ĐƯỜNG THẲNG", "duong thang"),
        ("Nguyễn Huệ", "nguyen hue"),
        ("ước lượng", "uoc luong"),
        (unicodedata.normalize("NFD", "Phép cộng"), "phep cong"),
        ("Ðường", "ðuong"),  # the Icelandic letter is not đ
        ("", ""),
    ],
)
def test_folding_strips_every_mark(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuý", "thúy"), ("hoá", "hóa"),
        ("lí", "lý"), ("kĩ", "kỹ"), ("mĩ", "mỹ"), ("sĩ", "sỹ"), ("tỉ", "tỷ"),
        ("Hoàn", "HÒAN"), ("quý", "qúy"),
        ("phân", unicodedata.normalize("NFD", "phân")),
    ],
)  # fmt: skip
def test_accepted_spellings_are_one_word(one, other):
    assert word(one) == word(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("số", "sơ"), ("hoa", "hoá"), ("quy", "qui"), ("tay", "tai"), ("đa", "da"),
     ("ma", "mạ"), ("á", "as"), ("thuy", "thui")],
)  # fmt: skip
def test_different_words_stay_different(one, other):
    assert word(one).exact != word(other).exact


def test_a_word_knows_whether_marks_were_typed():
    assert word("số").marked
    assert word("đa").marked
    assert not word("so").marked
    assert not word("ly").marked


def test_text_is_cut_into_words_only():
    found = [
        one.folded for one in words('“Phân số” – (bài 3): 1/2, H2O; a_b\x00c 👍"*')
    ]
    assert found == ["phan", "so", "bai", "3", "1", "2", "h2o", "a", "bc"]


def test_clean_drops_what_nobody_sees():
    assert clean("a\x00b\u200b\ufeffc\ud800") == "abc\ufffd"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_does_not_care_about_composition(text):
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(VIETNAMESE)
def test_both_forms_survive_decomposition_and_case(text):
    expected = list(words(text))
    assert list(words(unicodedata.normalize("NFD", text))) == expected
    assert list(words(text.upper())) == expected


@given(st.text())
def test_words_are_letters_and_digits_that_no_engine_reads_as_syntax(text):
    for one in words(text):
        for form in (one.exact, one.folded):
            assert form
            assert not set(form) & set("\"'()*:^-+\\|&!<>{} ")


@given(VIETNAMESE)
def test_the_pattern_finds_every_spelling_of_its_word(text):
    for piece in text.split():
        assert pattern((word(piece).folded,)).search(clean(f"… {piece}, …"))
