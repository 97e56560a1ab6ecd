"""Reads, each with its rows loaded at once."""

from lms.assessment.queries.attempts import (
    attempt_by_uuid,
    attempt_page,
    attempt_review,
    undecided_late,
)
from lms.assessment.queries.papers import (
    banks_for,
    frozen_paper,
    paper_bytes,
    paper_with_corrections,
    usable_items,
)
from lms.assessment.queries.results import live_rows, results_of
from lms.assessment.queries.tests import (
    next_tests_for_learner,
    test_by_uuid,
    tests_for_learner,
    tests_of_class,
    tests_of_teacher,
    tests_read_by,
    tests_to_review,
)

__all__ = [
    "attempt_by_uuid",
    "attempt_page",
    "attempt_review",
    "banks_for",
    "frozen_paper",
    "live_rows",
    "next_tests_for_learner",
    "paper_bytes",
    "paper_with_corrections",
    "results_of",
    "test_by_uuid",
    "tests_for_learner",
    "tests_of_class",
    "tests_of_teacher",
    "tests_read_by",
    "tests_to_review",
    "undecided_late",
    "usable_items",
]
