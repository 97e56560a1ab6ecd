"""Who may do what with banks, papers, tests and attempts: by object, on the server."""

import datetime

from lms.assessment.models import Attempt, ItemBank, Paper, Test
from schools.public import (
    Account,
    SchoolClass,
    Subject,
    guardian_children,
    is_enrolled,
    is_homeroom_teacher,
    leads_school,
    roles_of,
    teacher_of,
    teaches,
)


def is_teacher(account: Account) -> bool:
    """Return whether the account is a teacher today: may keep banks and papers."""
    return teacher_of(account) is not None


def may_edit_bank(account: Account, bank: ItemBank) -> bool:
    """Only who keeps a bank writes in it."""
    return bool(bank.owner_id == account.pk)


def may_use_bank(account: Account, bank: ItemBank) -> bool:
    """Return whether the account may read a bank's items, keys included."""
    if may_edit_bank(account, bank):
        return True
    if bank.school_id is None:
        return False
    offices = {role.organisation.pk for role in roles_of(account)}
    return bank.school_id in offices and is_teacher(account)


def may_edit_paper(account: Account, paper: Paper) -> bool:
    """Only its author, and only until it is set."""
    return bool(paper.owner_id == account.pk and paper.frozen_at is None)


def may_use_paper(account: Account, paper: Paper) -> bool:
    """Only its author sees a paper with its keys, copies it and sets it."""
    return bool(paper.owner_id == account.pk)


def may_set_test(
    account: Account,
    school_class: SchoolClass,
    subject: Subject,
    on: datetime.date | None = None,
) -> bool:
    """Who teaches the class this subject today; a substitute while it lasts."""
    return bool(teaches(account, school_class, subject, on))


def may_manage(account: Account, test: Test, on: datetime.date | None = None) -> bool:
    """Follow it live, extend, reopen, correct, release: who teaches it today."""
    return may_set_test(account, test.school_class, test.subject, on)


def may_read_results(
    account: Account, test: Test, on: datetime.date | None = None
) -> bool:
    """Return whether the account reads the results of the whole class."""
    return (
        may_manage(account, test, on)
        or is_homeroom_teacher(account, test.school_class, on)
        or leads_school(account, test.school_class.school, on)
    )


def may_take(account: Account, test: Test, on: datetime.date | None = None) -> bool:
    """Return whether the account learns in the class."""
    return bool(is_enrolled(account, test.school_class, on))


def owns_attempt(account: Account, attempt: Attempt) -> bool:
    """Return whether the account's person is the one who sits it."""
    return (
        account.person_id is not None and attempt.learner.person_id == account.person_id
    )


def is_guardian_of(account: Account, attempt: Attempt) -> bool:
    """Return whether the account's person answers for the one who sat it."""
    return any(child.pk == attempt.learner_id for child in guardian_children(account))


def may_read_attempt(account: Account, attempt: Attempt) -> bool:
    """Return whether it is theirs, their child's, or of a class they may read."""
    return (
        owns_attempt(account, attempt)
        or is_guardian_of(account, attempt)
        or may_read_results(account, attempt.test)
    )
