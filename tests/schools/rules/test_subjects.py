"""Which subjects stand in lists: a part is no subject of its own at its levels."""

import pytest
from django.urls import reverse

from library.public import load_bundled
from schools.directory import subjects_at
from schools.rules.subjects import level_of, stands_alone
from tests.factories import schools as make


def test_levels_of_grades():
    assert [level_of(grade) for grade in (1, 5, 6, 9, 10, 12, 13)] == [
        "TH", "TH", "THCS", "THCS", "THPT", "THPT", "",
    ]  # fmt: skip


def test_a_part_stands_alone_where_it_is_no_part():
    assert not stands_alone(["TH", "THCS"], ["TH"], ["TH"])
    assert stands_alone(["TH", "THCS"], ["TH"], ["THCS"])
    assert stands_alone(["TH", "THCS"], ["TH"], ["TH", "THCS"])
    assert not stands_alone(["THPT"], [], ["THCS"])
    assert stands_alone([], [], ["THCS"])
    assert stands_alone(["THPT"], [], [])


@pytest.mark.parametrize(
    ("level", "shown", "hidden"),
    [
        ("TH", {"TV", "TINCN", "NT"}, {"TIN", "CN", "AN", "MT", "VL", "VAN"}),
        ("THCS", {"TIN", "CN", "NT", "KHTN", "VAN"}, {"TINCN", "AN", "MT", "VL", "TV"}),
        ("THPT", {"TIN", "CN", "AN", "MT", "VL"}, {"TINCN", "NT", "KHTN"}),
    ],
)
def test_the_programme_s_subjects_by_level(db, level, shown, hidden):
    load_bundled()
    codes = set(subjects_at([level]).values_list("code", flat=True))
    assert shown <= codes
    assert not hidden & codes


def test_informatics_can_be_assigned_in_a_lower_secondary_class(
    world, office, signed_in
):
    load_bundled()
    url = reverse("schools:teaching", args=[world.c7a.uuid])
    page = signed_in(office).get(url).content.decode()
    assert '<option value="TIN">Tin học</option>' in page
    assert 'value="VL"' not in page
    sent = {"teacher": world.mai.uuid, "subject": "TIN", "kind": "main",
            "since": "23/11/2026"}  # fmt: skip
    assert signed_in(office).post(url, sent).status_code == 302
    assert world.c7a.assignments.filter(subject__code="TIN").exists()
    assert make.subject("TIN").name_vi == "Tin học"
