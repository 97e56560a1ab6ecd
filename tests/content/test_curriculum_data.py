"""The reference data agrees with itself and, where the official set is at hand, copies no sentence of it."""

import csv
import json
import os
import re
import uuid
from pathlib import Path

import pytest

from tests.content.reading import CURRICULUM, curriculum

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:hoaban:curriculum")
OFFICIAL = Path(
    os.environ.get(
        "HOABAN_OFFICIAL_OUTCOMES",
        CURRICULUM.parents[3] / "shared" / "data" / "curriculum_strands.json",
    )
)


def guid(*parts):
    return str(uuid.uuid5(NAMESPACE, "/".join(["GDPT2018", *map(str, parts)])))


def periods():
    with (CURRICULUM / "periods.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_strands():
    for subject, entry in curriculum("strands.json")["subjects"].items():
        for grade, strands in entry["grades"].items():
            for strand in strands:
                yield subject, int(grade), strand


def words(text):
    return re.findall(r"[^\W_]+", text.lower())


def test_subjects_are_exactly_those_of_the_periods():
    subjects = curriculum("subjects.json")
    rows = periods()
    assert {s["code"] for s in subjects} == {row["subject_code"] for row in rows}
    assert sorted(s["position"] for s in subjects) == list(range(1, len(subjects) + 1))
    assert all(
        s["kind"] in {"scored", "comment"} and len(s["short"]) <= 9 for s in subjects
    )
    assert len({s["short"] for s in subjects}) == len(subjects)


def test_levels_grades_and_components_follow_the_periods():
    for subject in curriculum("subjects.json"):
        rows = [row for row in periods() if row["subject_code"] == subject["code"]]
        assert {row["level"] for row in rows} == set(subject["levels"])
        assert {int(row["grade"]) for row in rows} == set(subject["grades"])
        parts = {
            (row["level"], row["kind"].split(":")[1])
            for row in rows
            if row["kind"].startswith("component:")
        }
        assert {level for level, _ in parts} == set(subject.get("component_levels", []))
        assert {parent for _, parent in parts} == (
            {subject["component_of"]} if "component_of" in subject else set()
        )


def test_periods_reproduce_the_official_totals():
    totals = {}
    for row in periods():
        if row["kind"].startswith("compulsory"):
            totals[int(row["grade"])] = totals.get(int(row["grade"]), 0) + int(
                row["periods_per_year"]
            )
    assert [totals[grade] for grade in range(1, 10)] == [
        875,
        875,
        980,
        1050,
        1050,
        1015,
        1015,
        1032,
        1032,
    ]


def test_strand_and_topic_guids_follow_the_key_scheme():
    seen = set()
    for subject, grade, strand in all_strands():
        assert strand["guid"] == guid(subject, grade, strand["key"])
        for topic in strand["topics"]:
            assert topic["guid"] == guid(subject, grade, strand["key"], topic["key"])
        found = [strand["guid"], *(topic["guid"] for topic in strand["topics"])]
        assert len(set(found)) == len(found)
        assert not seen & set(found)
        seen |= set(found)
    assert len(seen) > 900


def test_keys_are_plain_and_names_are_not_shouted():
    for _, _, strand in all_strands():
        for node in [strand, *strand["topics"]]:
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", node["key"])
            assert len(node["key"]) <= 80
            assert node["name"] != node["name"].upper()


def test_every_official_outcome_id_has_one_place():
    ids = [
        i
        for _, _, strand in all_strands()
        for topic in strand["topics"]
        for i in topic.get("outcomes", [])
    ]
    assert len(ids) == len(set(ids)) == 2588


def test_outcomes_point_at_existing_topics():
    places = {
        (s, g, strand["key"], topic["key"]): topic
        for s, g, strand in all_strands()
        for topic in strand["topics"]
    }
    outcomes = curriculum("outcomes_demo.json")
    assert len({o["id"] for o in outcomes}) == len(outcomes)
    for outcome in outcomes:
        topic = places[
            outcome["subject"], outcome["grade"], outcome["strand"], outcome["topic"]
        ]
        assert outcome["own"] != (outcome["id"] in topic.get("outcomes", []))
        assert outcome["guid"] == guid("outcome", outcome["id"])
        assert outcome["text_vi"][0].isupper()
        assert outcome["text_vi"].endswith(".")


def test_mathematics_7_is_complete_and_the_other_sets_are_reasonable():
    outcomes = curriculum("outcomes_demo.json")
    count = {}
    for outcome in outcomes:
        count[outcome["subject"], outcome["grade"]] = (
            count.get((outcome["subject"], outcome["grade"]), 0) + 1
        )
    assert {o["id"] for o in outcomes if o["id"].startswith("TOAN.07.")} == {
        f"TOAN.07.{n:03}" for n in range(1, 82)
    }
    wanted = [
        ("TOAN", 4),
        ("TOAN", 10),
        ("TV", 4),
        ("VAN", 7),
        ("TIN", 7),
        ("KHTN", 7),
        ("LSDL", 4),
        ("LSDL", 7),
    ]
    assert all(count[key] >= 8 for key in wanted)


@pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the official set is not on this machine"
)
def test_no_outcome_shares_six_words_in_a_row_with_the_official_text():
    runs = set()
    for subject in json.loads(OFFICIAL.read_text(encoding="utf-8"))[
        "subjects"
    ].values():
        for grade in subject["grades"]:
            for strand in grade["strands"]:
                for topic in strand.get("topics", []):
                    for outcome in topic.get("outcomes", []):
                        text = words(outcome["text"])
                        runs |= {tuple(text[n : n + 6]) for n in range(len(text) - 5)}
    assert len(runs) > 10_000
    for outcome in curriculum("outcomes_demo.json"):
        text = words(outcome["text_vi"])
        assert not {tuple(text[n : n + 6]) for n in range(len(text) - 5)} & runs, (
            outcome["id"]
        )
