"""Tables of assigned lessons and homework."""

from lms.assignments.models.homework import (
    Assignment,
    Attachment,
    PhotoUpload,
    Submission,
    SubmissionPhoto,
    SubmissionVersion,
    UploadChunk,
)
from lms.assignments.models.lessons import LessonAssignment, LessonCompletion

__all__ = [
    "Assignment",
    "Attachment",
    "LessonAssignment",
    "LessonCompletion",
    "PhotoUpload",
    "Submission",
    "SubmissionPhoto",
    "SubmissionVersion",
    "UploadChunk",
]
