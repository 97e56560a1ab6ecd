"""Tables of tests: banks and items, papers, tests, attempts."""

from lms.assessment.models.attempt import Attempt, AttemptEvent, AttemptScore
from lms.assessment.models.bank import Item, ItemBank, ItemVersion
from lms.assessment.models.paper import Paper, PaperItem, PaperPart
from lms.assessment.models.test import Accommodation, KeyCorrection, Test

__all__ = [
    "Accommodation",
    "Attempt",
    "AttemptEvent",
    "AttemptScore",
    "Item",
    "ItemBank",
    "ItemVersion",
    "KeyCorrection",
    "Paper",
    "PaperItem",
    "PaperPart",
    "Test",
]
