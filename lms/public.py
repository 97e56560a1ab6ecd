"""The door of lms: what interop and config may use."""

from lms.assignments.actions.due import tell_due
from lms.assignments.actions.homework import Homework, hand_in, set_homework
from lms.assignments.actions.lessons import Task, assign_lesson
from lms.assignments.actions.marking import ask_revision, return_work
from lms.assignments.actions.photos import add_photo
from lms.assignments.models import (
    Assignment,
    LessonAssignment,
    LessonCompletion,
    Submission,
)
from lms.assignments.queries.home import Due, ToMark, due_for_learner, to_mark
from lms.classes.actions import name_periods, open_plan, refresh_plans
from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.classes.ports import EvidenceSink, get_evidence_sink
from lms.classes.queries import Lesson, MyClasses, my_classes, todays_teaching
from lms.indicators.models import Evidence, OnlinePeriod, ReplacementDecision
from lms.indicators.queries import LeaderSummary, leader_summary, my_doubts
from lms.indicators.sink import recount

__all__ = [
    "Assignment",
    "Due",
    "Evidence",
    "EvidenceSink",
    "Homework",
    "LeaderSummary",
    "Lesson",
    "LessonAssignment",
    "LessonCompletion",
    "MyClasses",
    "OnlinePeriod",
    "PlannedPeriod",
    "ReplacementDecision",
    "Submission",
    "Task",
    "TeachingPlan",
    "ToMark",
    "add_photo",
    "ask_revision",
    "assign_lesson",
    "due_for_learner",
    "get_evidence_sink",
    "hand_in",
    "leader_summary",
    "my_classes",
    "my_doubts",
    "name_periods",
    "open_plan",
    "recount",
    "refresh_plans",
    "return_work",
    "set_homework",
    "tell_due",
    "to_mark",
    "todays_teaching",
]
