"""Who may see shares and the rows behind them."""

from lms.indicators.models import Evidence
from schools.public import (
    Account,
    Organisation,
    SchoolClass,
    is_homeroom_teacher,
    leads_school,
    oversees,
    teaches,
)


def may_see_organisation(account: Account, organisation: Organisation) -> bool:
    """Return whether the account leads the organisation or one above it."""
    return oversees(account, organisation)


def may_see_class(account: Account, school_class: SchoolClass) -> bool:
    """Return whether the account teaches the class or oversees its school."""
    return (
        teaches(account, school_class)
        or is_homeroom_teacher(account, school_class)
        or oversees(account, school_class.school)
    )


def may_see_evidence(account: Account, evidence: Evidence) -> bool:
    """Return whether the account may open one piece of evidence."""
    return may_see_class(account, evidence.school_class)


def may_record_decision(account: Account, school: Organisation) -> bool:
    """Return whether the account records the school's decisions."""
    return leads_school(account, school)
