"""Item banks, papers and tests for tests."""

import datetime
import json
from decimal import Decimal
from typing import Any

from django.test import Client

from lms.assessment.actions.attempts import begin_attempt, submit_attempt
from lms.assessment.actions.items import ItemDraft, write_item
from lms.assessment.actions.papers import PaperDraft, PartDraft, write_paper
from lms.assessment.actions.tests import TestDraft, set_test
from lms.assessment.items import parse_item
from lms.assessment.models import Attempt, Item, ItemBank, Paper, Test
from lms.assessment.rules import Kind, Setting
from lms.assessment.tokens import issue
from schools import clock
from schools.models import Learner, SchoolClass, Subject
from tests.factories import schools as make

HOUR = datetime.timedelta(hours=1)
RAW: dict[str, dict[str, Any]] = {
    "choice": {
        "stem": "Kết quả của \\(2^3\\) là",
        "options": ["6", "8", "9", "5"],
        "right": 1,
        "explanation": "Ba thừa số 2.",
    },
    "true_false": {
        "stem": "Cho số 12.",
        "statements": [
            {"text": "12 là số chẵn.", "right": True},
            {"text": "12 là số nguyên tố.", "right": False},
            {"text": "12 chia hết cho 3.", "right": True},
            {"text": "12 chia hết cho 5.", "right": False},
        ],
    },
    "short": {
        "stem": "Viết \\(\\frac{1}{2}\\) dưới dạng số thập phân.",
        "answer": ["0,5"],
    },
}
RIGHT = {"choice": {"": "1"}, "true_false": {".0": "1", ".1": "0", ".2": "1", ".3": "0"},
         "short": {"": "0,5"}}  # fmt: skip


def bank(owner: Any, subject: Subject | None = None, **fields: Any) -> ItemBank:
    defaults = {"name": f"Ngân hàng {make.number()}", "grade": 7}
    return ItemBank.objects.create(
        owner=owner, subject=subject or make.subject(), **(defaults | fields)
    )


def item(into: ItemBank, name: str = "choice", **raw: Any) -> Item:
    document = parse_item(name, RAW[name] | raw)
    draft = ItemDraft(f"cau-{make.number()}", name, document, "TOAN.07.001")
    return write_item(into.owner, into, draft)


def paper(owner: Any, counts: tuple[int, int, int] = (2, 1, 1), **fields: Any) -> Paper:
    """A paper of ten points at most: choice, true/false and short items."""
    source = bank(owner, fields.get("subject"))
    parts = [
        PartDraft(title, Decimal(points), [item(source, name) for _ in range(count)])
        for title, name, points, count in zip(
            ("Phần I", "Phần II", "Phần III"),
            ("choice", "true_false", "short"),
            ("0.25", "1", "0.5"),
            counts,
            strict=True,
        )
    ]
    draft = PaperDraft(
        fields.get("title", "Kiểm tra thường xuyên – Luỹ thừa"),
        source.subject,
        7,
        parts,
        fields.get("decimals", 2),
        fields.get("ladder", True),
    )
    return write_paper(owner, draft)


def a_test(
    school_class: SchoolClass,
    teacher: Any,
    *,
    opens: datetime.timedelta = -HOUR,
    lasts: datetime.timedelta = 3 * HOUR,
    minutes: int = 45,
    kind: Kind = Kind.REGULAR,
    counts: tuple[int, int, int] = (2, 1, 1),
    **fields: Any,
) -> Test:
    """A test that is open now; `fields` go to the setting or the draft."""
    now = clock.now()
    of = fields.pop("paper", None) or paper(teacher, counts)
    setting = Setting(
        kind,
        now + opens,
        now + opens + lasts,
        minutes,
        fields.pop("at_school", False),
        fields.pop("decision_number", ""),
        fields.pop("decision_date", None),
    )
    draft = TestDraft(of, school_class, of.subject, setting, **fields)
    return set_test(teacher, draft, now)


def attempt(of: Test, learner: Learner, code: str = "", **fields: Any) -> Attempt:
    """An attempt begun now, or as `fields` say."""
    row = begin_attempt(of, learner, code, clock.now())
    if fields:
        Attempt.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    return row


def right_answers(of: Test) -> dict[str, str]:
    """The answers that earn everything."""
    return {
        entry["key"] + suffix: value
        for part in of.paper.snapshot["parts"]
        for entry in part["entries"]
        for suffix, value in RIGHT[entry["format"]].items()
    }


def handed_in(of: Test, learner: Learner, answers: dict[str, str]) -> Attempt:
    """An attempt with these answers, handed in."""
    row = attempt(of, learner)
    row.answers = {name: [1, 0, value] for name, value in answers.items()}
    row.save()
    return submit_attempt(row.pk, clock.now())


def post_save(client: Client, row: Attempt, account: Any, **save: Any) -> Any:
    """Send one save as the test page does; returns Django's response."""
    body = {"seq": 1, "answers": {}, "client_ms": ms(clock.now())} | save
    return client.post(
        f"/kiem-tra/luu/{row.uuid}/",
        json.dumps(body),
        content_type="application/json",
        headers={
            "x-attempt-pass": issue(row.uuid, account.pk),
            "origin": "http://testserver",
        },
    )


def ms(moment: datetime.datetime) -> int:
    return int(moment.timestamp() * 1000)
