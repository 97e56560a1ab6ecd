"""Tests: set for a class, the room's code, marks released, called off."""

import datetime
import secrets
from dataclasses import dataclass

from django.db import transaction

from lms.assessment.actions.papers import freeze_paper
from lms.assessment.models import Paper, Test
from lms.assessment.rules import Release, Setting, faults
from lms.classes.models import PlannedPeriod
from schools.public import Account, SchoolClass, Subject


class SettingError(ValueError):
    """A test that may not be set like this: (field, code) pairs of the rules."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__(str(found))
        self.found = found


@dataclass(frozen=True)
class TestDraft:
    """A paper to be set for a class."""

    __test__ = False

    paper: Paper
    school_class: SchoolClass
    subject: Subject
    setting: Setting
    title: str = ""
    planned_period: PlannedPeriod | None = None
    release: str = Release.SUBMITTED
    shuffled: bool = True
    forms: int = 4


@transaction.atomic
def set_test(account: Account, draft: TestDraft, now: datetime.datetime) -> Test:
    """Set a paper for a class: the paper is frozen, the rules are kept."""
    setting = draft.setting
    found = faults(setting)
    if found:
        raise SettingError(found)
    paper = freeze_paper(draft.paper.pk, now)
    return Test.objects.create(
        title=draft.title or paper.title,
        paper=paper,
        school_class=draft.school_class,
        subject=draft.subject,
        set_by=account,
        kind=setting.kind.value,
        opens_at=setting.opens_at,
        closes_at=setting.closes_at,
        minutes=setting.minutes,
        planned_period=draft.planned_period,
        at_school=setting.at_school,
        decision_number=setting.decision_number.strip(),
        decision_date=setting.decision_date,
        shuffled=draft.shuffled,
        forms=draft.forms if draft.shuffled else 1,
        release=draft.release,
    )


def open_room(test: Test) -> str:
    """Return a fresh code to show in the room; the one before no longer opens it."""
    test.session_code = f"{secrets.randbelow(1_000_000):06d}"
    test.save(update_fields=["session_code"])
    return test.session_code


def release_marks(test: Test, now: datetime.datetime) -> None:
    """Let learners see their marks from now on."""
    if test.released_at is None:
        test.released_at = now
        test.save(update_fields=["released_at"])


@transaction.atomic
def call_off(test: Test) -> bool:
    """Take a test back that nobody has begun; return whether it could be."""
    if test.attempts.select_for_update().exists():
        return False
    test.corrections.all().delete()  # nobody was marked by them
    test.delete()
    return True
