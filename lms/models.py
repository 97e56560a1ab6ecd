"""Tables of all slices; one app label, one migration history."""

from lms.assessment.models import (
    Accommodation,
    Attempt,
    AttemptEvent,
    AttemptScore,
    Item,
    ItemBank,
    ItemVersion,
    KeyCorrection,
    Paper,
    PaperItem,
    PaperPart,
    Test,
)
from lms.assignments.models import (
    Assignment,
    Attachment,
    LessonAssignment,
    LessonCompletion,
    PhotoUpload,
    Submission,
    SubmissionPhoto,
    SubmissionVersion,
    UploadChunk,
)
from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.indicators.models import Evidence, OnlinePeriod, ReplacementDecision

__all__ = [
    "Accommodation",
    "Assignment",
    "Attachment",
    "Attempt",
    "AttemptEvent",
    "AttemptScore",
    "Evidence",
    "Item",
    "ItemBank",
    "ItemVersion",
    "KeyCorrection",
    "LessonAssignment",
    "LessonCompletion",
    "OnlinePeriod",
    "Paper",
    "PaperItem",
    "PaperPart",
    "PhotoUpload",
    "PlannedPeriod",
    "ReplacementDecision",
    "Submission",
    "SubmissionPhoto",
    "SubmissionVersion",
    "TeachingPlan",
    "Test",
    "UploadChunk",
]
