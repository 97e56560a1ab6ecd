"""The shipped curriculum, and the official outcomes on top of it."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from library.curriculum import bundled
from library.curriculum.actions import ImportRefusedError, import_official, load_bundled
from library.curriculum.models import Outcome, Strand, SubjectGrade, Topic
from library.curriculum.rules import key_of, outcome_guid, read_official
from library.lessons.models import GradePage, LibraryIndex
from library.public import planned_periods
from schools.public import Subject
from tests.factories.library import official_file

KNOWN = frozenset({"TOAN", "VAN", "TV"})


def document(*outcomes, grade=7, subject="TOAN", topic="SỐ HỮU TỈ"):
    topics = [{"topic": topic, "outcomes": list(outcomes)}]
    strands = [{"strand": "SỐ VÀ ĐẠI SỐ", "topics": topics}]
    return {"subjects": {subject: {"grades": [{"grade": grade, "strands": strands}]}}}


def one(code="TOAN.07.001", text="Nhận biết được số hữu tỉ."):
    return {"id": code, "text": text}


def run(*words):
    out = StringIO()
    call_command("import_curriculum", *words, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_shipped_data_twice_changes_nothing():
    run()
    counts = [
        m.objects.count() for m in (SubjectGrade, Strand, Topic, Outcome, GradePage)
    ]
    assert counts[3] == len(bundled.own_outcomes())
    assert LibraryIndex.objects.count() == 1
    again = load_bundled()
    assert again.changed() == 0
    run("--bundled")
    assert counts == [
        m.objects.count() for m in (SubjectGrade, Strand, Topic, Outcome, GradePage)
    ]
    toan = Subject.objects.get(code="TOAN")
    assert planned_periods(toan, 7) == 140
    assert Subject.objects.get(code="AN").component_of.code == "NT"


@pytest.mark.django_db
def test_year_totals_of_the_programme_come_out():
    load_bundled()
    totals = {}
    for row in SubjectGrade.objects.filter(grade__lte=9):
        if row.kind in {"compulsory", "compulsory_activity", "compulsory_local"}:
            totals[row.grade] = totals.get(row.grade, 0) + row.periods_per_year
    expected = {
        1: 875,
        2: 875,
        3: 980,
        4: 1050,
        5: 1050,
        6: 1015,
        7: 1015,
        8: 1032,
        9: 1032,
    }
    assert {g: t for g, t in totals.items() if t >= 800} == expected


@pytest.mark.django_db
def test_an_official_sentence_replaces_ours_under_the_same_identity():
    load_bundled()
    ours = Outcome.objects.get(code="TOAN.07.001")
    import_official(document(one()))
    now = Outcome.objects.get(code="TOAN.07.001")
    assert (now.guid, now.text, now.is_own_words) == (
        ours.guid,
        "Nhận biết được số hữu tỉ.",
        False,
    )
    load_bundled()
    assert Outcome.objects.get(code="TOAN.07.001").text == "Nhận biết được số hữu tỉ."
    assert import_official(document(one())).changed() == 0


@pytest.mark.django_db
def test_dropped_outcomes_retire_and_come_back():
    import_official(document(one(), one("TOAN.07.900", "Mới.")))
    import_official(document(one()))
    assert Outcome.objects.get(code="TOAN.07.900").retired_at
    import_official(document(one(), one("TOAN.07.900", "Mới.")))
    assert Outcome.objects.get(code="TOAN.07.900").retired_at is None
    assert Outcome.objects.get(code="TOAN.04.021").retired_at is None


@pytest.mark.django_db
def test_a_rehearsal_writes_nothing(tmp_path):
    file = tmp_path / "a.json"
    file.write_text(json.dumps(document(one())), encoding="utf-8")
    assert "chưa ghi gì" in run(str(file), "--dry-run")
    assert not Outcome.objects.exists()
    assert "chưa ghi gì" in run("--dry-run")
    assert not Subject.objects.exists()


BAD = [
    (document({"id": "TOAN 7", "text": "x"}), "outcomes[0]: id"),
    (document({"id": "TOAN.07.001"}), "text is empty"),
    (document(one(text="x" * 5000)), "longer than"),
    (document(one(), one()), "is already at"),
    (document(one(), grade=13), "is not 1–12"),
    (document(one("XX.07.001"), subject="XX"), "not in the programme"),
    (document("một câu"), "an object with id and text"),
    (document(), "no outcome found"),
    ({"subjects": {"TOAN": {"grades": "bảy"}}}, "a list is expected"),
    ({"subjects": {"TOAN": [1]}}, "an object is expected"),
    ({"subjects": []}, "an object of subjects"),
    ([], "an object of subjects"),
    (None, "an object of subjects"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("bad", "words"), BAD)
def test_bad_files_are_refused_whole_with_place_and_reason(bad, words):
    with pytest.raises(ImportRefusedError) as refused:
        import_official(bad)
    assert any(words in line for line in refused.value.errors)
    assert not Outcome.objects.exists()


@pytest.mark.django_db
def test_one_bad_row_stops_the_whole_file(tmp_path):
    file = tmp_path / "a.json"
    file.write_text(
        json.dumps(document(one(), {"id": "x", "text": "y"})), encoding="utf-8"
    )
    with pytest.raises(CommandError, match="Chưa nhập gì: 1 lỗi"):
        run(str(file))
    assert not Outcome.objects.exists()
    for content in (b"\xff\xfe", b"{", b"[" * 100_000):
        file.write_bytes(content)
        with pytest.raises(CommandError, match="JSON"):
            run(str(file))
    with pytest.raises(CommandError, match="Không đọc được"):
        run(str(tmp_path / "khong-co.json"))


@settings(max_examples=150)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "subjects",
                        "grades",
                        "strands",
                        "topics",
                        "outcomes",
                        "id",
                        "text",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_without_a_crash(value):
    for document_ in (value, {"subjects": value}, {"subjects": {"TOAN": value}}):
        reading = read_official(document_, KNOWN)
        assert reading.errors or reading.rows


def test_guids_and_keys_match_the_shipped_files():
    for row in bundled.own_outcomes():
        assert str(outcome_guid(row["id"])) == row["guid"]
    for subject in bundled.strands().values():
        for strands in subject["grades"].values():
            for strand in strands:
                assert strand["key"] == key_of(strand["key"])


@pytest.mark.django_db
def test_the_full_official_set():
    path = official_file()
    run(str(path))
    assert Outcome.objects.filter(is_own_words=False).count() == 2588
    text = json.loads(path.read_text(encoding="utf-8"))["subjects"]["TOAN"]
    first = text["grades"][0]["strands"][0]["topics"][0]["outcomes"][0]
    assert Outcome.objects.get(code=first["id"]).text == " ".join(first["text"].split())
    assert not Outcome.objects.filter(is_own_words=False, strand=None).exists()
    counts = (Strand.objects.count(), Topic.objects.count())
    run(str(path))
    assert (Strand.objects.count(), Topic.objects.count()) == counts
    assert Outcome.objects.filter(retired_at__isnull=False).count() == 0


def test_ci_has_the_official_file():
    if os.environ.get("CI"):
        assert official_file().is_file()
