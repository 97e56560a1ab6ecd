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

__all__ = [
    "Accommodation",
    "Assignment",
    "Attachment",
    "Attempt",
    "AttemptEvent",
    "AttemptScore",
    "Item",
    "ItemBank",
    "ItemVersion",
    "KeyCorrection",
    "LessonAssignment",
    "LessonCompletion",
    "Paper",
    "PaperItem",
    "PaperPart",
    "PhotoUpload",
    "PlannedPeriod",
    "Submission",
    "SubmissionPhoto",
    "SubmissionVersion",
    "TeachingPlan",
    "Test",
    "UploadChunk",
]
