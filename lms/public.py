"""The door of lms: what interop and config may use."""

from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.classes.ports import EvidenceSink, get_evidence_sink

__all__ = [
    "EvidenceSink",
    "PlannedPeriod",
    "TeachingPlan",
    "get_evidence_sink",
]
