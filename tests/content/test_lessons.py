"""The demo's lessons are whole, on real outcomes, and their self-checks can be answered."""

import re

import pytest
from latex2mathml.converter import convert
from PIL import Image

from tests.content.reading import CONTENT, curriculum, lessons, strings

KINDS = {
    "heading",
    "text",
    "maths",
    "callout",
    "picture",
    "video",
    "self_check",
    "file",
}
LESSONS = [pytest.param(lesson, id=lesson["key"]) for lesson in lessons()]


def blocks(lesson, kind):
    return [block["value"] for block in lesson["body"] if block["type"] == kind]


def test_the_set_covers_what_the_demo_promises():
    found = {(lesson["subject"], lesson["grade"]) for lesson in lessons()}
    assert {
        ("TOAN", 7),
        ("KHTN", 7),
        ("VAN", 7),
        ("TOAN", 4),
        ("TOAN", 10),
        ("TIN", 7),
    } <= found
    titles = [lesson["title"] for lesson in lessons()]
    assert len(set(titles)) == len(titles) >= 8
    assert any("Phân số" in title for title in titles)
    assert any("Đường thẳng" in title for title in titles)
    assert sum(len(blocks(lesson, "video")) for lesson in lessons()) == 1


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_stands_on_outcomes_of_its_own_subject_and_grade(lesson):
    outcomes = {o["id"]: o for o in curriculum("outcomes_demo.json")}
    assert lesson["outcomes"]
    for code in lesson["outcomes"]:
        assert (outcomes[code]["subject"], outcomes[code]["grade"]) == (
            lesson["subject"],
            lesson["grade"],
        )
    strands = curriculum("strands.json")["subjects"][lesson["subject"]]["grades"][
        str(lesson["grade"])
    ]
    strand = next(s for s in strands if s["key"] == lesson["strand"])
    assert lesson["topic"] in {topic["key"] for topic in strand["topics"]}


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_is_complete_enough_to_teach_from(lesson):
    assert {block["type"] for block in lesson["body"]} <= KINDS
    prose = re.sub(r"\\\(.+?\\\)|<[^>]+>", " ", " ".join(strings(lesson["body"])))
    assert 600 <= len(re.findall(r"[^\W\d_]+", prose)) <= 1400
    assert 2 <= len(blocks(lesson, "self_check")) <= 4
    assert lesson["body"][0]["type"] == "heading"
    assert any(c["title"] == "Điều em cần nhớ" for c in blocks(lesson, "callout"))
    assert {c["kind"] for c in blocks(lesson, "callout")} == {
        "remember",
        "example",
        "warning",
    }
    assert lesson["minutes"] == (35 if lesson["grade"] <= 5 else 45)
    assert lesson["licence"] == "CC BY 4.0"
    assert all(
        "<math" in convert(m["latex"]) and "\\" not in convert(m["latex"])
        for m in blocks(lesson, "maths")
    )


@pytest.mark.parametrize("lesson", LESSONS)
def test_self_checks_have_exactly_one_answer_and_feedback(lesson):
    for check in blocks(lesson, "self_check"):
        assert check["question"]
        assert check["feedback_right"]
        assert check["feedback_wrong"]
        if check["kind"] == "choice":
            right = [option for option in check["options"] if option["right"]]
            assert [option["text"] for option in right] == [check["answer"]]
            assert (
                len({option["text"] for option in check["options"]})
                == len(check["options"])
                >= 3
            )
            assert all(option["feedback"] for option in check["options"])
        else:
            assert check["options"] is None
            assert check["answer"]
        if check["kind"] == "number":
            assert re.fullmatch(r"-?\d+(,\d+)?", check["answer"])


@pytest.mark.parametrize("lesson", LESSONS)
def test_pictures_exist_are_small_and_described(lesson):
    for picture in blocks(lesson, "picture"):
        path = CONTENT / "pictures" / picture["file"]
        assert path.stat().st_size <= 20 * 1024
        assert len(picture["alt"]) >= 20
        assert picture["caption"]
        with Image.open(path) as image:
            assert image.width == 720


def test_no_picture_is_left_over():
    used = {
        picture["file"] for lesson in lessons() for picture in blocks(lesson, "picture")
    }
    assert used == {path.name for path in (CONTENT / "pictures").iterdir()}
