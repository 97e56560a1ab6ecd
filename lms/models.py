"""Tables of all slices; one app label, one migration history."""

from lms.classes.models import PlannedPeriod, TeachingPlan

__all__ = ["PlannedPeriod", "TeachingPlan"]
