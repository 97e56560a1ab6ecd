"""Tables of all slices; one app label, one migration history."""

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
    "Assignment",
    "Attachment",
    "LessonAssignment",
    "LessonCompletion",
    "PhotoUpload",
    "PlannedPeriod",
    "Submission",
    "SubmissionPhoto",
    "SubmissionVersion",
    "TeachingPlan",
    "UploadChunk",
]
