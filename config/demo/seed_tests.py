"""Seed item banks, papers, a finished test, a running one, one to come."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from config.demo.finding import (
    DILIGENT,
    at,
    chance,
    content,
    folder,
    members,
    room_of,
    subject,
    teacher,
)
from config.demo.steps import Say
from lms.assessment.actions.attempts import begin_attempt, save_form, submit_attempt
from lms.assessment.actions.items import import_items
from lms.assessment.actions.papers import PaperDraft, PartDraft, write_paper
from lms.assessment.actions.tests import TestDraft, set_test
from lms.assessment.items import format_of
from lms.assessment.models import Item, ItemBank, Paper, Test
from lms.assessment.queries.papers import frozen_paper
from lms.assessment.rules import Kind, Setting
from lms.assessment.scoring import known_fields
from lms.classes.models import PlannedPeriod
from schools.public import Account, Learner, SchoolClass, now, today

OWNERS = {
    "TOAN7": "mai",
    "KHTN7": "sung",
    "TOAN10": "tam",
    "TOAN4": "von",
    "VAN7": "huong",
}
PARTS = (
    ("choice", "Phần I. Trắc nghiệm nhiều phương án lựa chọn", "0.25"),
    ("true_false", "Phần II. Trắc nghiệm đúng sai", "1"),
    ("short", "Phần III. Trả lời ngắn", "0.5"),
)


def seed_banks(say: Say) -> None:
    """Import the question banks and write the papers."""
    for bank in folder("items"):
        owner = teacher(OWNERS[f"{bank['subject']}{bank['grade']}"])
        school = owner.person.appointments.first().organisation
        row, _new = ItemBank.objects.get_or_create(
            owner=owner,
            name=bank["title"],
            defaults={
                "subject": subject(bank["subject"]),
                "grade": bank["grade"],
                "school": school,
            },
        )
        report = import_items(owner, row, bank["items"])
        if not report.is_clean:
            raise ValueError(report.errors)
    Item.objects.update(state=Item.State.ACTIVE)
    for paper in content("papers.json"):
        _paper(paper)


def _paper(data: dict[str, Any]) -> Paper:
    owner = teacher(OWNERS[f"{data['subject']}{data['grade']}"])
    known = Paper.objects.filter(owner=owner, title=data["title"]).first()
    if known is not None:
        return known
    items = {item.key: item for item in Item.objects.filter(key__in=data["items"])}
    chosen = [items[key] for key in data["items"]]
    parts = [
        PartDraft(title, Decimal(points), [i for i in chosen if i.format == form])
        for form, title, points in PARTS
    ]
    draft = PaperDraft(data["title"], subject(data["subject"]), data["grade"], parts)
    return write_paper(owner, draft)


def seed_tests(say: Say) -> None:
    """Set tests around today: two open for some days, three over and marked.

    In the first days of the year there is no past for these three.
    """
    day = today()
    for who, where, key, days_ago, came, knew in (
        ("mai", "7A", "toan7-tx-so-huu-ti", 9, 0.93, 0.72),
        ("sung", "7A", "khtn7-tx-toc-do", 6, 0.88, 0.66),
        ("tam", "10A1", "toan10-tx-duong-thang", 5, 0.9, 0.7),
    ):
        times = _tied(where, key, day - datetime.timedelta(days=days_ago))
        if times is not None:
            _sit_all(_set(who, where, key, times), where, came, knew)
    _set("mai", "7A", "toan7-lt-tam-giac", _open_now(day, days=3))
    _set("von", "4A", "toan4-lt-phan-so", _open_now(day, days=4))
    say(f"    {Test.objects.count()} bài kiểm tra")


@dataclass(frozen=True)
class Times:
    """When a test opens, for how many days (0: one sitting), in which tiết."""

    opens: datetime.datetime
    days: int = 0
    period: PlannedPeriod | None = None


def _open_now(day: datetime.date, days: int) -> Times:
    """Return an opening that has passed and an evening some days on."""
    opens = at(day, 6)
    if now() <= opens:
        opens = at(day - datetime.timedelta(days=1), 18)
    return Times(opens, days)


def _tied(name: str, key: str, day: datetime.date) -> Times | None:
    """Return the sitting in the subject's last tiết up to a day, if there was one."""
    code = next(p["subject"] for p in content("papers.json") if p["key"] == key)
    period = (
        PlannedPeriod.objects.filter(
            plan__school_class=room_of(name),
            plan__subject__code=code,
            date__lte=day,
        )
        .order_by("-date")
        .first()
    )
    if period is None:
        return None
    return Times(at(period.date, 7, 15), period=period)


def _set(who: str, where: str, key: str, times: Times) -> Test:
    data = next(paper for paper in content("papers.json") if paper["key"] == key)
    account: Account = teacher(who)
    school_class: SchoolClass = room_of(where)
    paper = Paper.objects.get(owner=account, title=data["title"])
    known = Test.objects.filter(paper=paper, school_class=school_class).first()
    if known is not None:
        return known
    opens, period = times.opens, times.period
    closes = opens + datetime.timedelta(minutes=data["minutes"] + 30)
    if times.days:
        closes = at(timezone.localdate(opens) + datetime.timedelta(days=times.days), 21)
    setting = Setting(
        kind=Kind(data["kind"]),
        opens_at=opens,
        closes_at=closes,
        minutes=data["minutes"],
        at_school=False,
    )
    draft = TestDraft(
        paper, school_class, subject(data["subject"]), setting, planned_period=period
    )
    return set_test(account, draft, opens - datetime.timedelta(days=2))


def _sit_all(test: Test, where: str, came: float, knew: float) -> None:
    """Let a class sit a past test, each pupil as able as chance has it."""
    luck = chance(str(test.title) + where)
    if test.attempts.exists():
        return
    for learner in members(where):
        if luck.random() > came and learner.person.full_name != DILIGENT:
            continue
        ability = min(0.98, max(0.2, luck.gauss(knew, 0.17)))
        if learner.person.full_name == DILIGENT:
            ability = 0.9
        _sit(test, learner, ability, luck)


def _sit(test: Test, learner: Learner, ability: float, luck: Any) -> None:
    begun = test.opens_at + datetime.timedelta(seconds=luck.randint(20, 180))
    attempt = begin_attempt(test, learner, "", begun)
    answers = {}
    for name, (entry, suffix) in known_fields(frozen_paper(test)).items():
        key = format_of(entry.format).key(entry.document)
        right = str(key.get("value", key.get(suffix, "")))
        answers[name] = (
            right if luck.random() < ability else _slip(entry.format, right, luck)
        )
    length = datetime.timedelta(minutes=test.minutes)
    ended = begun + length * luck.uniform(0.45, 0.95)
    save_form(attempt.pk, answers, ended - datetime.timedelta(seconds=5))
    submit_attempt(attempt.pk, ended)


def _slip(form: str, right: str, luck: Any) -> str:
    if form == "choice":
        return str(luck.choice([x for x in "0123" if x != right]))
    if form == "true_false":
        return "0" if right == "1" else "1"
    return str(luck.choice(["", "1", "12", "0,5"]))
