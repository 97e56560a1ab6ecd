"""Every question has the national shape, and what can be computed is computed again here."""

import re
from fractions import Fraction
from itertools import combinations
from math import comb, isqrt

import pytest

from tests.content.reading import banks, content, curriculum, items

F = Fraction


def number(text):
    """Read an integer, a decimal comma number or a LaTeX fraction from an option or an answer."""
    text = re.sub(
        r"\\\(|\\\)|\\,|\^\\circ|[a-z/ =]*(km/h|m/s)?$|^\\\(x=",
        "",
        text.replace("{,}", ",").replace("x=", ""),
    ).strip()
    fraction = re.fullmatch(r"(-?)\\frac\{(-?\d+)\}\{(-?\d+)\}", text)
    if fraction:
        sign, top, bottom = fraction.groups()
        return F(int(top), int(bottom)) * (-1 if sign else 1)
    return F(text.replace(" ", "").replace(",", "."))


CHOICES = {
    "toan7-c03": F(4, 9),
    "toan7-c04": min(F(-1, 2), F(-2, 3), F(0), F(-3, 4)),
    "toan7-c05": F(-3, 4) + F(1, 6),
    "toan7-c06": F(-2, 3) ** 3,
    "toan7-c08": F(1, 2) + F(1, 3),
    "toan7-c09": F(5, 7) * F(4, 9) + F(5, 7) * F(5, 9),
    "toan7-c10": isqrt(144),
    "toan7-c11": F(round(314159 / 1000), 100),
    "toan7-c12": F(5, 3) * 6,
    "toan7-c13": 180 - 58 - 64,
    "toan7-c15": F(180 - 40, 2),
    "toan7-c16": F(84, 7) * 4,
    "khtn7-c03": F(90, 2),
    "khtn7-c04": 15 * F("3.6"),
    "toan4-c01": F(5, 6),
    "toan4-c03": F(2, 3),
    "toan4-c04": F(20, 25),
    "toan4-c05": 700_000,
}
SHORTS = {
    "toan7-s01": F(-7, 10) + F(1, 2),
    "toan7-s02": F(180 - 60, 3) * 2,
    "toan7-s03": F("-1.5") + 7 - F("8.5"),
    "toan7-s04": F(3 * 4, 6),
    "toan7-s05": isqrt(4 * 9),
    "toan7-s06": F("1.5") * F("1.2"),
    "khtn7-s01": F(24, 20),
    "khtn7-s02": 40 * F(45, 60),
    "khtn7-s03": 18 / F("3.6"),
    "khtn7-s04": 20 / ((F("9.8") + F("10.1") * 2) / 3),
    "toan10-s01": F(abs(3 * 2 - 4 * 5 - 1), 5),
    "toan10-s02": comb(8, 3),
    "toan10-s03": isqrt(3**2 + 4**2),
    "toan4-s01": 5 * F(18, 6),
    "toan4-s02": F(24 + 30 + 36, 3),
    "toan4-s03": F(12, 3) * 5,
    "van7-s01": len(["Tấc", "đất", "tấc", "vàng"]),
}
A, B = F(-5, 4), F("-1.2")
STATEMENTS = {
    "toan7-d01": [True, A > B, F("1.2") + B == 0, A + B + F("2.45") == 0],
    "toan7-d02": [
        240 * F("0.9") == 216,
        216 * F("1.1") == 240,
        216 * F("1.1") == F("237.6"),
        F("237.6") / 240 == F("0.99"),
    ],
    "toan7-d03": [90 - 52 == 38, 52 + 38 == 90, 180 - 38 == 128, True],
    "toan7-d04": [
        F(1, 2) ** 2 == F(1, 4),
        abs(-3) == -3,
        F(1, 4) * 8 - 3 == -1,
        F(1, 4) * 8 - 3 > 0,
    ],
    "toan7-d05": [True, True, 2 - 5 + 3 == 0, -2 + 5 + 3 == 0],
    "toan7-d06": [True, True, F(3, 6) == F(1, 2), F(2, 6) == F(1, 2)],
    "khtn7-d01": [F(600, 600) == 1, True, F(900, 15) > F(600, 10), F(1500, 30) == 50],
    "khtn7-d03": [
        36 / F("3.6") == 10,
        10 * F("0.8") == 8,
        72 / F("3.6") * F("0.8") == 8,
        True,
    ],
    "toan10-d01": [
        3 * 4 + 4 * -3 == 0,
        3 * 2 + 4 * 1 - 10 == 0,
        F(abs(3 + 12 - 10), 5) == 2,
        3 + 12 - 15 == 0,
    ],
    "toan10-d02": [18 + 15 - 6 == 27, 18 - 6 == 12, 15 - 6 == 9, 35 - 27 == 2],
    "toan4-d01": [
        F(52, 4) == 13,
        sum(n % 2 for n in (12, 15, 9, 16)) == 2,
        16 - 9 == 6,
        sum((12, 15, 9, 16)) > 50,
    ],
}


@pytest.mark.parametrize("key", CHOICES)
def test_computed_choice_agrees_with_the_marked_option(key):
    item = items()[key]
    values = [
        number(option) for n, option in enumerate(item["options"]) if n == item["right"]
    ]
    assert values == [CHOICES[key]]


@pytest.mark.parametrize("key", SHORTS)
def test_computed_short_answer_agrees(key):
    assert [number(form) for form in items()[key]["answer"]] == [SHORTS[key]] * len(
        items()[key]["answer"]
    )


@pytest.mark.parametrize("key", STATEMENTS)
def test_computed_statements_agree(key):
    assert [
        statement["true"] for statement in items()[key]["statements"]
    ] == STATEMENTS[key]


def test_triangle_sides_and_lines_are_right():
    sides = [
        [int(n) for n in re.findall(r"\d+", option)]
        for option in items()["toan7-c14"]["options"]
    ]
    assert [n for n, (a, b, c) in enumerate(sides) if a + b > c] == [
        items()["toan7-c14"]["right"]
    ]
    line = [2 * x - y - 3 for x, y in ((2, 1), (4, 5))]
    assert line == [0, 0]
    assert (
        "2x-y-3=0" in items()["toan10-c03"]["options"][items()["toan10-c03"]["right"]]
    )
    assert 1 * 2 + -2 * 1 == 0
    roots = [x for x in range(-10, 10) if x * x - 5 * x + 6 == 0]
    assert roots == [2, 3]
    assert (
        items()["toan10-c06"]["options"][items()["toan10-c06"]["right"]] == r"\((2;3)\)"
    )
    assert min((x * x - 4 * x + 1, x) for x in range(-10, 10)) == (-3, 2)


def test_all_short_answers_are_checked_by_computation():
    assert {key for key, item in items().items() if item["format"] == "short"} == set(
        SHORTS
    )


@pytest.mark.parametrize(
    "item", [pytest.param(item, id=key) for key, item in items().items()]
)
def test_item_has_the_national_shape(item):
    assert item["stem"].startswith("<p>")
    assert item["explanation"].startswith("<p>")
    assert item["level"] in {"biet", "hieu", "van_dung"}
    if item["format"] == "choice":
        assert len(set(item["options"])) == len(item["options"]) == 4
        assert item["right"] in range(4)
    elif item["format"] == "true_false":
        assert len({s["text"] for s in item["statements"]}) == 4
        assert {s["true"] for s in item["statements"]} == {True, False}
    else:
        assert item["format"] == "short"
        assert item["answer"]
        assert all(
            re.fullmatch(r"(?=.{1,4}$)-?\d+(,\d+)?", form) for form in item["answer"]
        )


def test_banks_are_large_enough_and_keys_unique():
    keys = [item["key"] for bank in banks() for item in bank["items"]]
    assert len(keys) == len(set(keys))
    wanted = {"toan7": 24, "khtn7": 14, "toan10": 10, "toan4": 8, "van7": 6}
    assert {bank["key"] for bank in banks()} == set(wanted)
    assert all(len(bank["items"]) >= wanted[bank["key"]] for bank in banks())
    toan = next(bank for bank in banks() if bank["key"] == "toan7")["items"]
    count = {
        kind: sum(item["format"] == kind for item in toan)
        for kind in ("choice", "true_false", "short")
    }
    assert count["choice"] >= 14
    assert min(count["true_false"], count["short"]) >= 5


def test_items_and_papers_stay_in_their_subject_and_grade():
    outcomes = {
        o["id"]: (o["subject"], o["grade"]) for o in curriculum("outcomes_demo.json")
    }
    home = {}
    for bank in banks():
        for item in bank["items"]:
            home[item["key"]] = (bank["subject"], bank["grade"])
            assert outcomes[item["outcome"]] == home[item["key"]]
    papers = content("papers.json")
    assert len({paper["key"] for paper in papers}) == len(papers)
    for paper in papers:
        assert paper["kind"] in {"practice", "regular", "midterm"}
        assert len(set(paper["items"])) == len(paper["items"]) >= 5
        assert {home[key] for key in paper["items"]} == {
            (paper["subject"], paper["grade"])
        }
    assert any(
        p["title"] == "Kiểm tra thường xuyên – Số hữu tỉ" and p["minutes"] == 15
        for p in papers
    )


def test_stems_differ():
    stems = [item["stem"] for item in items().values()]
    assert [pair for pair in combinations(stems, 2) if pair[0] == pair[1]] == []
