"""Who may give work, hand it in, read it, mark it.

Teachers of the subject in the class (substitutes: while their dates run) give and
mark. The homeroom teacher and the school's leaders read. A pupil and the pupil's
guardians see that pupil's own work; classmates never do.
"""

import datetime

from lms.assignments.models import Assignment, LessonAssignment, Submission
from lms.classes.permissions import Viewer, viewer_of
from schools.public import (
    Account,
    SchoolClass,
    Subject,
    guardian_children,
    learner_of,
    teaches,
)

Work = Assignment | LessonAssignment


def may_give(
    account: Account,
    school_class: SchoolClass,
    subject: Subject,
    on: datetime.date | None = None,
) -> bool:
    """Return whether the account sets work in a class's subject."""
    return teaches(account, school_class, subject, on)


def may_mark(viewer: Viewer, work: Work) -> bool:
    """Return whether the viewer marks, changes or withdraws a piece of work."""
    return viewer.teaches(work.subject)


def may_read_all(viewer: Viewer, work: Work) -> bool:
    """Return whether the viewer sees everybody's work."""
    return may_mark(viewer, work) or viewer.is_homeroom or viewer.leads


def may_open(viewer: Viewer, work: Work) -> bool:
    """Return whether the viewer opens the page of a piece of work."""
    return may_read_all(viewer, work) or bool(viewer.learners)


def may_hand_in(viewer: Viewer) -> bool:
    """Return whether the viewer learns in the class, and so hands work in."""
    return viewer.learner is not None


def may_see_submission(
    account: Account, submission: Submission, on: datetime.date | None = None
) -> bool:
    """Return whether an account sees one learner's work, wherever they learn now."""
    if not account.is_authenticated:
        return False
    if submission.learner == learner_of(account, on):
        return True
    if submission.learner in guardian_children(account, on):
        return True
    work = submission.assignment
    return may_read_all(viewer_of(account, work.school_class, on), work)


def may_mark_submission(
    account: Account, submission: Submission, on: datetime.date | None = None
) -> bool:
    """Return whether an account marks and returns one learner's work."""
    work = submission.assignment
    return may_give(account, work.school_class, work.subject, on)
