"""Reads: shares rolled up, and the rows behind each figure."""

from lms.indicators.queries.home import LeaderSummary, leader_summary, my_doubts
from lms.indicators.queries.rows import (
    counted_evidence,
    decisions_of,
    doubtful_evidence,
    evidence_by_uuid,
    evidence_of_periods,
    is_running,
    other_evidence,
    replaced_without_decision,
)
from lms.indicators.queries.scope import (
    Cut,
    Scope,
    current_cut,
    length_of_period,
    scope_of,
    scope_of_classes,
    weeks_to_choose,
)
from lms.indicators.queries.shares import (
    Cell,
    Line,
    cells,
    line_of_all,
    lines_by_child,
    lines_by_class,
    lines_by_class_and_subject,
    lines_by_level,
    lines_by_subject,
)

__all__ = [
    "Cell",
    "Cut",
    "LeaderSummary",
    "Line",
    "Scope",
    "cells",
    "counted_evidence",
    "current_cut",
    "decisions_of",
    "doubtful_evidence",
    "evidence_by_uuid",
    "evidence_of_periods",
    "is_running",
    "leader_summary",
    "length_of_period",
    "line_of_all",
    "lines_by_child",
    "lines_by_class",
    "lines_by_class_and_subject",
    "lines_by_level",
    "lines_by_subject",
    "my_doubts",
    "other_evidence",
    "replaced_without_decision",
    "scope_of",
    "scope_of_classes",
    "weeks_to_choose",
]
