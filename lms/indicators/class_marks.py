"""What the class page shows of online periods: marks beside tiết, a short summary.

`lms/class_page.py` registers both with the classes slice.
"""

import datetime
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.classes.models import PlannedPeriod
from lms.classes.permissions import Viewer
from lms.classes.sections import EvidenceMark, Section
from lms.indicators import queries
from lms.indicators.models import Evidence
from lms.indicators.queries import Cut
from schools.public import now


def evidence_marks(
    viewer: Viewer, periods: Sequence[PlannedPeriod]
) -> Mapping[int, EvidenceMark]:
    """Return a mark for each tiết with online work; its rows open for staff only."""
    staff = viewer.is_staff or viewer.oversees
    marks: dict[int, EvidenceMark] = {}
    for row in queries.evidence_of_periods(each.pk for each in periods):
        online = getattr(row.planned_period, "online", None)
        if online is not None and online.evidence_id == row.pk:
            marks[row.planned_period_id] = _counted(row, staff)
        elif online is None and staff:
            marks[row.planned_period_id] = _uncounted(row)
    return marks


def _counted(row: Evidence, staff: bool) -> EvidenceMark:
    label = _("online") if row.fraction == 1 else _("partly online")
    return EvidenceMark(label, "ok", _url(row) if staff else "")


def _uncounted(row: Evidence) -> EvidenceMark:
    if queries.is_running(row, now()):
        return EvidenceMark(_("online, under way"), "info", _url(row))
    return EvidenceMark(_("online, not counted"), "wait", _url(row))


def _url(row: Evidence) -> str:
    return reverse("indicators:evidence", args=[row.uuid])


def online_section(viewer: Viewer, moment: datetime.datetime) -> Section | None:
    """Return the class's share in one card, for staff and those above."""
    if not (viewer.is_staff or viewer.oversees):
        return None
    school_class = viewer.school_class
    cut: Cut = queries.current_cut(school_class.school, school_class.year, moment)
    scope = queries.scope_of_classes([school_class])
    whole = queries.line_of_all(queries.cells(scope, cut), cut)
    if not whole.is_planned:
        return None
    context = {
        "line": whole,
        "doubts": queries.doubtful_evidence(scope.rows, cut).count(),
        "url": reverse("indicators:class", args=[school_class.uuid]),
    }
    return Section(
        "online", _("Taught online"), "indicators/class_section.html", context
    )
