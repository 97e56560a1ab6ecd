"""An attempt's life in the database."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lms.assessment.actions.attempts import (
    RefusedError,
    begin_attempt,
    close_expired,
    decide_late,
    grant_extra_minutes,
    reopen_attempt,
    submit_attempt,
)
from lms.assessment.actions.decision import Decision
from lms.assessment.actions.items import ItemDraft, import_items, write_item
from lms.assessment.actions.marking import correct_key
from lms.assessment.actions.papers import (
    PaperDraft,
    PaperError,
    PartDraft,
    copy_paper,
    write_paper,
)
from lms.assessment.actions.tests import SettingError, call_off, open_room
from lms.assessment.frozen import digest
from lms.assessment.items import ItemError
from lms.assessment.models import AttemptEvent, Paper, Test
from lms.assessment.queries import frozen_paper, results_of
from lms.assessment.rules import Kind, Refusal
from lms.classes.models import PlannedPeriod, TeachingPlan
from schools import clock
from tests.factories import assessment as make

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def test(world):
    return make.a_test(world.c7a, world.mai.person.account)


def decision(world, reason="Đề in nhầm đáp án"):
    return Decision(world.mai.person.account, reason, clock.now())


def kinds(attempt):
    return [event.kind for event in attempt.events.all()]


def test_setting_a_test_freezes_the_paper(test, world):
    paper = test.paper
    assert paper.digest == digest(paper.snapshot)
    with pytest.raises(PaperError):
        write_paper(
            world.mai.person.account, PaperDraft("x", paper.subject, 7, []), paper
        )
    item = paper.parts.first().places.first().item
    changed = {**item.document, "stem": "Câu khác"}
    write_item(paper.owner, item.bank, ItemDraft(item.key, item.format, changed), item)
    assert item.version == 2
    assert item.versions.count() == 2
    stems = [e.document["stem"] for e in frozen_paper(test).entries]
    assert "Câu khác" not in stems
    copy = copy_paper(paper.owner, paper, "Đề 2")
    assert copy.frozen_at is None
    assert [p.points for p in copy.parts.all()] == [p.points for p in paper.parts.all()]


def test_periodic_tests_need_a_decision_in_rules_and_in_the_database(world):
    with pytest.raises(SettingError) as refused:
        make.a_test(world.c7a, world.mai.person.account, kind=Kind.FINAL)
    assert refused.value.found == [("decision_number", "periodic_tests_at_school")]
    assert Paper.objects.get().frozen_at is None  # nothing half-done
    decided = make.a_test(
        world.c7a, world.mai.person.account, kind=Kind.FINAL,
        decision_number="12/QĐ-THCS", decision_date=datetime.date(2026, 11, 2),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Test.objects.filter(pk=decided.pk).update(decision_number="")


def test_one_attempt_and_a_second_tap_goes_on_with_it(test, world):
    first = make.attempt(test, world.inh)
    assert begin_attempt(test, world.inh, "", clock.now()) == first
    submit_attempt(first.pk, clock.now())
    with pytest.raises(RefusedError) as refused:
        begin_attempt(test, world.inh, "", clock.now())
    assert refused.value.refusal == Refusal.USED_UP
    assert first.form in range(101, 105)


def test_practice_may_be_taken_again_and_the_best_counts(world):
    practice = make.a_test(world.c7a, world.mai.person.account, kind=Kind.PRACTICE)
    make.handed_in(practice, world.inh, make.right_answers(practice))
    again = make.handed_in(practice, world.inh, {})
    assert again.number == 2
    row = next(
        r for r in results_of(practice, clock.now()).rows if r.learner == world.inh
    )
    assert (row.attempts, row.attempt.mark) == (2, Decimal("10.00"))


def test_a_test_at_school_opens_with_the_code_of_the_room(world):
    midterm = make.a_test(
        world.c7a, world.mai.person.account, kind=Kind.MIDTERM, at_school=True
    )
    with pytest.raises(RefusedError) as refused:
        begin_attempt(midterm, world.inh, "", clock.now())
    assert refused.value.refusal == Refusal.CODE_NEEDED
    code = open_room(midterm)
    with pytest.raises(RefusedError) as refused:
        begin_attempt(midterm, world.inh, "x" + code, clock.now())
    assert refused.value.refusal == Refusal.CODE_WRONG
    assert begin_attempt(midterm, world.inh, code, clock.now()).state == "open"


def test_submitting_marks_and_gives_a_receipt(test, world):
    attempt = make.handed_in(test, world.inh, make.right_answers(test))
    assert attempt.mark == 10
    assert attempt.scores.get().earned == 2
    assert len(attempt.receipt) == 12
    assert kinds(attempt) == ["started", "submitted"]
    assert submit_attempt(attempt.pk, clock.now()).submitted_at == attempt.submitted_at
    assert kinds(attempt) == ["started", "submitted"]


def test_an_attempt_past_its_time_is_collected_once(test, world):
    now = clock.now()
    attempt = make.attempt(test, world.inh, deadline_at=now - MINUTE)
    make.attempt(test, world.dua)
    assert close_expired(now) == 1
    assert close_expired(now) == 0
    attempt.refresh_from_db()
    assert attempt.state == "expired"
    assert attempt.submitted_at == attempt.deadline_at
    assert attempt.mark == 0


def test_extra_minutes_move_the_deadline_of_a_running_attempt(test, world):
    attempt = make.attempt(test, world.inh)
    grant_extra_minutes(test, world.inh, 15, decision(world, "Khiếm thị nhẹ"))
    before = attempt.deadline_at
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + 15 * MINUTE
    event = attempt.events.last()
    assert (event.kind, event.payload["reason"]) == ("extended", "Khiếm thị nhẹ")
    late = make.attempt(test, world.dua)
    assert late.deadline_at - late.started_at == 45 * MINUTE


def test_minutes_are_never_taken_from_a_running_attempt(test, world):
    attempt = make.handed_in(test, world.inh, {})
    reopened = reopen_attempt(attempt.pk, 90, decision(world))
    grant_extra_minutes(test, world.inh, 1, decision(world))
    before = reopened.deadline_at
    attempt.refresh_from_db()
    assert attempt.deadline_at == before


def test_a_practice_is_not_reopened_beside_one_that_goes_on(world):
    practice = make.a_test(world.c7a, world.mai.person.account, kind=Kind.PRACTICE)
    first = make.handed_in(practice, world.inh, {})
    make.attempt(practice, world.inh)
    assert reopen_attempt(first.pk, 10, decision(world)).state == "submitted"


def test_reopening_keeps_answers_and_history(test, world):
    answers = make.right_answers(test)
    attempt = make.handed_in(test, world.inh, {"q1": answers["q1"]})
    reopened = reopen_attempt(attempt.pk, 10, decision(world, "Mất điện"))
    assert (reopened.state, reopened.mark) == ("open", None)
    assert reopened.answers["q1"][2] == answers["q1"]
    assert attempt.scores.count() == 1
    assert attempt.events.last().payload["mark"] == "1.25"
    again = submit_attempt(attempt.pk, clock.now())
    assert again.mark == Decimal("1.25")
    assert attempt.scores.count() == 2


def test_a_corrected_key_marks_everybody_again_and_forgets_nothing(test, world):
    right = make.handed_in(test, world.inh, make.right_answers(test))
    wrong = make.handed_in(test, world.dua, make.right_answers(test) | {"q1": "3"})
    assert wrong.mark == Decimal("8.75")
    assert correct_key(test, "q1", {"right": 3}, decision(world)) == 2
    right.refresh_from_db()
    wrong.refresh_from_db()
    assert (right.mark, wrong.mark) == (Decimal("8.75"), Decimal("10.00"))
    assert [s.mark for s in right.scores.all()] == [Decimal("10.00"), Decimal("8.75")]
    event = right.events.last()
    assert event.kind == AttemptEvent.Kind.SCORED
    assert event.payload["before"] == "10.00"
    assert digest(test.paper.snapshot) == test.paper.digest


@pytest.mark.parametrize(
    ("key", "change"),
    [("q1", {"right": 9}), ("q9", {"right": 1}), ("q4", {"answer": []})],
)
def test_a_correction_that_fits_nothing_changes_nothing(test, world, key, change):
    with pytest.raises(ItemError):
        correct_key(test, key, change, decision(world))
    assert test.corrections.count() == 0


def late_event(attempt, seq, answers):
    AttemptEvent.objects.create(
        attempt=attempt, kind="late", seq=seq, client_ms=5, at=clock.now(),
        payload={"answers": answers, "reason": "waited_offline"},
    )  # fmt: skip
    type(attempt).objects.filter(pk=attempt.pk).update(late_waiting=True)


def test_late_answers_count_only_when_the_teacher_says_so(test, world):
    answers = make.right_answers(test)
    attempt = make.handed_in(test, world.inh, {})
    late_event(attempt, 7, {"q1": "3"})
    dropped = decide_late(attempt.pk, False, decision(world, "Có bạn bên cạnh"))
    assert (dropped.mark, dropped.late_waiting) == (0, False)
    late_event(attempt, 8, answers)
    kept = decide_late(attempt.pk, True, decision(world, "Mất sóng"))
    assert kept.mark == 10  # and what was dropped before stays dropped
    assert kept.last_seq == 8
    assert [k for k in kinds(attempt) if k.startswith("late")] == [
        "late", "late_dropped", "late", "late_kept"]  # fmt: skip


def test_a_test_somebody_has_begun_is_not_called_off(test, world):
    other = make.a_test(world.c7a, world.mai.person.account)
    assert call_off(other)
    make.attempt(test, world.inh)
    assert not call_off(test)


ROWS = [{"key": f"k{i}", "format": "choice", **make.RAW["choice"]} for i in range(3)]


def test_import_is_all_or_nothing_and_names_row_and_reason(world):
    bank = make.bank(world.mai.person.account)
    bad = [
        *ROWS,
        {**ROWS[0]},
        {**ROWS[0], "key": "x", "right": 9},
        "?",
        {**ROWS[0], "key": "y", "level": "kho"},
    ]
    report = import_items(bank.owner, bank, bad)
    assert [(e.row, e.error.reason) for e in report.errors] == [
        (4, "key_repeated"), (5, "no_right_option"), (6, "not_an_item"), (7, "unknown_level")]  # fmt: skip
    assert bank.items.count() == 0
    dry = import_items(bank.owner, bank, ROWS, dry_run=True)
    assert (dry.new, bank.items.count()) == (3, 0)
    import_items(bank.owner, bank, ROWS)
    again = import_items(bank.owner, bank, [{**ROWS[0], "stem": "Mới"}, *ROWS[1:]])
    assert (again.new, again.changed, again.same) == (0, 1, 2)
    assert sorted(bank.items.values_list("version", flat=True)) == [1, 1, 2]


def test_a_key_of_another_format_is_refused(world):
    bank = make.bank(world.mai.person.account)
    import_items(bank.owner, bank, ROWS)
    other = {"key": "k1", "format": "short", **make.RAW["short"]}
    report = import_items(bank.owner, bank, [other])
    assert report.errors[0].error.reason == "other_format"


def test_a_paper_without_items_is_no_paper(world):
    account = world.mai.person.account
    with pytest.raises(PaperError):
        write_paper(
            account,
            PaperDraft("Trống", world.toan, 7, [PartDraft("I", Decimal(1), [])]),
        )
    assert Paper.objects.count() == 0


class Heard:
    """A sink that remembers."""

    tests: list = []

    def test_held(self, test):
        Heard.tests.append(test)


def test_evidence_is_told_after_the_commit(
    world, settings, django_capture_on_commit_callbacks
):
    settings.LMS_EVIDENCE_SINK = "tests.lms.assessment.test_actions.Heard"
    plan = TeachingPlan.objects.create(
        school_class=world.c7a, subject=world.toan, planned_periods=140
    )
    period = PlannedPeriod.objects.create(plan=plan, number=1)
    tied = make.a_test(world.c7a, world.mai.person.account, planned_period=period)
    loose = make.a_test(world.c7a, world.mai.person.account)
    Heard.tests.clear()
    with django_capture_on_commit_callbacks(execute=True):
        make.handed_in(tied, world.inh, {})
        make.handed_in(loose, world.inh, {})
        assert Heard.tests == []
    assert Heard.tests == [tied]


def test_a_test_with_a_corrected_key_can_be_called_off(world, test):
    correct_key(test, "q1", {"right": 0}, decision(world))
    assert call_off(test)
