"""Saves over the line: what is kept, what is refused, what never changes twice."""

import datetime
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoCase

from lms.assessment.clock import GRACE
from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.saves import Save, record_save
from lms.assessment.tokens import issue
from schools import clock
from tests.factories import assessment as make
from tests.factories import schools

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def attempt(world):
    return make.attempt(make.a_test(world.c7a, world.mai.person.account), world.inh)


@pytest.fixture
def account(world):
    return world.inh.person.account


def kept(attempt):
    attempt.refresh_from_db()
    return {name: stamp[2] for name, stamp in attempt.answers.items()}


def test_a_save_is_kept_acknowledged_and_logged(client, attempt, account):
    answer = make.post_save(client, attempt, account, seq=1, answers={"q1": "2"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["acked"], body["seq"], body["state"]) == (1, 1, "open")
    assert 44 * 60_000 < body["remaining_ms"] <= 45 * 60_000
    assert answer["ETag"] == '"1"'
    assert kept(attempt) == {"q1": "2"}
    event = attempt.events.get(kind="saved")
    assert event.payload["answers"] == {"q1": "2"}


def test_the_same_save_twice_is_one_event(client, attempt, account):
    for _ in range(3):
        answer = make.post_save(
            client, attempt, account, seq=4, answers={"q1": "2"}, client_ms=7
        )
        assert answer.json()["acked"] == 4
    assert attempt.events.filter(kind="saved").count() == 1


def test_an_older_save_does_not_undo_a_newer_one(client, attempt, account):
    make.post_save(client, attempt, account, seq=5, answers={"q1": "3"})
    answer = make.post_save(
        client, attempt, account, seq=2, answers={"q1": "0", "q2": "1"}
    )
    assert answer.json()["seq"] == 5
    assert kept(attempt) == {"q1": "3", "q2": "1"}


def test_handing_in_over_the_line_gives_the_receipt(client, attempt, account):
    answers = make.right_answers(attempt.test)
    body = make.post_save(
        client, attempt, account, seq=9, answers=answers, submit=True
    ).json()
    attempt.refresh_from_db()
    assert (body["state"], body["receipt"]) == ("submitted", attempt.receipt)
    assert attempt.mark == 10
    again = make.post_save(
        client, attempt, account, seq=9, answers=answers, submit=True
    )
    assert again.status_code == 409
    assert again.json()["receipt"] == attempt.receipt
    late = make.post_save(client, attempt, account, seq=10, answers={"q1": "0"})
    assert late.json()["reason"] == "handed_in"
    assert kept(attempt)["q1"] == answers["q1"]


def test_after_the_end_only_a_small_grace(client, attempt, account):
    Attempt.objects.update(deadline_at=clock.now() - GRACE / 2)
    assert (
        make.post_save(client, attempt, account, answers={"q1": "1"}).status_code == 200
    )
    Attempt.objects.update(deadline_at=clock.now() - 2 * GRACE)
    refused = make.post_save(client, attempt, account, seq=2, answers={"q1": "3"})
    assert refused.status_code == 409
    assert (
        refused.json() | {"state": "expired", "reason": "no_evidence"} == refused.json()
    )
    assert kept(attempt) == {"q1": "1"}
    assert attempt.state == "expired"  # whoever looks collects it


def test_answers_that_waited_offline_are_logged_for_the_teacher(
    client, attempt, account
):
    now = make.ms(clock.now())
    Attempt.objects.update(deadline_at=clock.now() - 10 * MINUTE, skew_ms=0)
    save = {
        "seq": 6,
        "answers": {"q1": "1"},
        "client_ms": now,
        "at_ms": now - 12 * 60_000,
    }
    for _ in range(2):
        body = make.post_save(client, attempt, account, **save).json()
        assert (body["acked"], body["reason"], body["state"]) == (
            6,
            "waited_offline",
            "expired",
        )
    attempt.refresh_from_db()
    assert attempt.late_waiting
    assert attempt.answers == {}
    assert attempt.mark == 0
    assert attempt.events.filter(kind="late").count() == 1
    after = make.post_save(client, attempt, account, **{**save, "seq": 7, "at_ms": now})
    assert after.json()["reason"] == "answered_late"


def test_half_an_emoji_does_not_keep_the_class_from_its_marks(
    client, attempt, account, world, signed_in
):
    """A field's length limit cuts one in two, and JSON carries the half."""
    short = next(
        entry["key"]
        for part in attempt.test.paper.snapshot["parts"]
        for entry in part["entries"]
        if entry["format"] == "short"
    )
    save = {"seq": 1, "answers": {short: "1\ud83d"}, "submit": True}
    body = make.post_save(client, attempt, account, **save).json()
    assert body["state"] == "submitted"
    assert kept(attempt) == {short: "1"}
    page = signed_in(world.mai.person.account).get(
        f"/kiem-tra/ket-qua/{attempt.test.uuid}/"
    )
    assert page.status_code == 200


def test_the_pass_names_one_account_and_one_attempt(client, attempt, account, world):
    other = make.attempt(attempt.test, world.dua)
    url = f"/kiem-tra/luu/{attempt.uuid}/"
    body = json.dumps({"seq": 1, "answers": {"q1": "1"}, "client_ms": 0})
    bad = [
        "", "x", issue(other.uuid, account.pk), issue(attempt.uuid, account.pk)[:-1],
        issue(attempt.uuid, account.pk, life=-1), "a" * 500,
    ]  # fmt: skip
    for token in bad:
        headers = {"x-attempt-pass": token, "origin": "http://testserver"}
        answer = client.post(
            url, body, content_type="application/json", headers=headers
        )
        assert answer.status_code == 401
    assert kept(attempt) == {}


def test_a_pass_is_renewed_while_it_is_used(client, attempt, account):
    headers = {
        "x-attempt-pass": issue(attempt.uuid, account.pk, life=60),
        "origin": "http://testserver",
    }
    answer = client.post(
        f"/kiem-tra/luu/{attempt.uuid}/", json.dumps({"seq": 1, "client_ms": 0}),
        content_type="application/json", headers=headers,
    )  # fmt: skip
    headers["x-attempt-pass"] = answer.json()["pass"]
    again = client.post(
        f"/kiem-tra/luu/{attempt.uuid}/", json.dumps({"seq": 2, "client_ms": 0}),
        content_type="application/json", headers=headers,
    )  # fmt: skip
    assert again.status_code == 200
    assert "pass" not in again.json()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"body": b"{"}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b'{"seq": -1, "client_ms": 0}'}, 400),
        ({"body": b'{"seq": 1.5, "client_ms": 0}'}, 400),
        ({"body": b'{"seq": true, "client_ms": 0}'}, 400),
        ({"body": b'{"seq": 1, "client_ms": 0, "answers": {"q1": 5}}'}, 400),
        ({"body": b'{"seq": 1, "client_ms": 0, "flags": 3}'}, 400),
        ({"body": b"[" * 60_000}, 400),
        ({"body": b"x" * 70_000}, 413),
        ({"method": "GET"}, 405),
    ],
)
def test_what_is_no_save_changes_nothing(client, attempt, account, change, status):
    answer = client.generic(
        change.get("method", "POST"),
        f"/kiem-tra/luu/{attempt.uuid}/",
        change.get("body", b'{"seq": 1, "client_ms": 0, "answers": {"q1": "1"}}'),
        content_type=change.get("content_type", "application/json"),
        headers={
            "x-attempt-pass": issue(attempt.uuid, account.pk),
            "origin": change.get("origin", "http://testserver"),
        },
    )
    assert answer.status_code == status
    assert kept(attempt) == {}


fields = st.dictionaries(
    st.sampled_from(["q1", "q2", "q3.0", "q4"]),
    st.sampled_from(["", "0", "1"]),
    min_size=1,
)
saves = st.lists(
    st.builds(Save, st.integers(1, 9), fields, st.integers(0, 9)), max_size=12
)


class TestConvergence(DjangoCase):
    """However saves arrive, the row in the database ends the same."""

    def setUp(self):
        world = schools.world()
        test = make.a_test(world.c7a, world.mai.person.account)
        self.pair = [make.attempt(test, who) for who in (world.inh, world.dua)]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(saves, st.randoms(), st.lists(st.integers(0, 11), max_size=6))
    def test_any_order_and_repetition(self, sequence, random, again):
        Attempt.objects.update(answers={}, last_seq=0)
        AttemptEvent.objects.filter(kind="saved").delete()
        other = sequence + [sequence[i] for i in again if i < len(sequence)]
        random.shuffle(other)
        now = clock.now()
        for attempt, order in zip(self.pair, (sequence, other), strict=True):
            for save in order:
                record_save(attempt.uuid, save, now)
            attempt.refresh_from_db()
        first, second = self.pair
        assert first.answers == second.answers
        assert first.last_seq == second.last_seq
