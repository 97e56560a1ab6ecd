"""Class lists in Vietnamese order."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from schools.rules.names import sort_key, split_name

NAMES = st.lists(
    st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặ", min_size=1, max_size=6),
    min_size=1,
    max_size=4,
).map(" ".join)


def key(name: str) -> str:
    return sort_key(*split_name(name))


def test_given_name_first_then_family_then_middle():
    names = [
        "Vàng A Dua",
        "Lò Thị Inh",
        "Cà Văn An",
        "Hà Thị Ánh",
        "Cà Thị An",
        "Đèo A Ăn",
    ]
    assert sorted(names, key=key) == [
        "Cà Thị An",
        "Cà Văn An",
        "Hà Thị Ánh",
        "Đèo A Ăn",
        "Vàng A Dua",
        "Lò Thị Inh",
    ]


def test_tones_follow_the_dictionary():
    names = [f"Lò {given}" for given in ("Lan", "Làn", "Lản", "Lãn", "Lán", "Lạn")]
    backwards = names[::-1]
    assert sorted(backwards, key=key) == names


def test_d_comes_before_crossed_d():
    assert key("Lò Duy") < key("Lò Đào")


@given(NAMES, NAMES, NAMES)
def test_the_order_is_total(a, b, c):
    assert (key(a) <= key(b)) or (key(b) <= key(a))
    if key(a) <= key(b) <= key(c):
        assert key(a) <= key(c)
    if key(a) == key(b):
        assert split_name(a) == split_name(b)


@given(NAMES)
def test_case_and_composition_do_not_matter(name):
    assert key(unicodedata.normalize("NFD", name)) == key(name)
    assert key(name.upper()) == key(name)
