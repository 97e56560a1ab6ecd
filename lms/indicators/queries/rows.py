"""The rows behind the figures: evidence that counts, and what does not, and why."""

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Count, F, Q, QuerySet

from lms.classes.models import TeachingPlan
from lms.indicators.models import Evidence, OnlinePeriod, ReplacementDecision
from lms.indicators.queries.scope import Cut, Scope
from lms.indicators.rules import Mode
from schools.public import Organisation

DOUBTFUL = (
    Evidence.Reason.TOO_FEW,
    Evidence.Reason.TOO_SHORT,
    Evidence.Reason.NOBODY_ENROLLED,
)
RELATED = (
    "school_class__school",
    "subject",
    "teacher__person",
    "planned_period__online",
    "planned_period__plan",
)


def _rows(condition: Q) -> QuerySet[Evidence]:
    return Evidence.objects.filter(condition).select_related(*RELATED)


def _in_cut(cut: Cut) -> Q:
    """Tied evidence goes by its tiết's day; what has no tiết is never cut off."""
    return cut.upto("planned_period__") | Q(planned_period__isnull=True)


def counted_evidence(scope: Q, cut: Cut) -> QuerySet[Evidence]:
    """Return the rows that tiết are counted by, newest first."""
    return _rows(
        scope
        & cut.upto("planned_period__")
        & Q(planned_period__online__evidence_id=F("id"))
    )


def other_evidence(scope: Q, cut: Cut) -> QuerySet[Evidence]:
    """Return the rows that no tiết is counted by: each says why."""
    return _rows(scope & _in_cut(cut)).exclude(
        planned_period__online__evidence_id=F("id")
    )


def doubtful_evidence(scope: Q, cut: Cut) -> QuerySet[Evidence]:
    """Return what took place in a tiết, is over, and does not count as it stands.

    A tiết that other evidence makes online is not in doubt.
    """
    return _rows(
        scope
        & cut.upto("planned_period__")
        & Q(
            reason__in=DOUBTFUL,
            settles_at__lte=cut.now,
            planned_period__online__isnull=True,
        )
    )


def is_running(row: Evidence, moment: datetime.datetime) -> bool:
    """Return whether more may still take part: due, closing or ending later."""
    return row.settles_at > moment


def doubts_by(key: str, scope: Scope, cut: Cut) -> dict[int, int]:
    """Return how many doubtful rows each class, school or subject has."""
    rows = (
        doubtful_evidence(scope.rows, cut)
        .order_by()
        .values(key)
        .annotate(count=Count("id"))
    )
    return {row[key]: row["count"] for row in rows}


def evidence_by_uuid(uuid: object) -> Evidence | None:
    """Return one piece with all its page shows."""
    return (
        Evidence.objects.filter(uuid=uuid)
        .select_related(*RELATED, "school_class__year")
        .first()
    )


def evidence_of_periods(periods: Iterable[int]) -> QuerySet[Evidence]:
    """Return all evidence tied to some tiết."""
    return Evidence.objects.filter(planned_period__in=list(periods)).select_related(
        "planned_period__online"
    )


def plans_of(scope: Scope) -> dict[int, object]:
    """Return {subject id: uuid of its plan} of a scope of one class."""
    rows = TeachingPlan.objects.filter(scope.rows)
    return dict(rows.values_list("subject_id", "uuid"))


def decisions_of(school: Organisation) -> QuerySet[ReplacementDecision]:
    """Return a school's recorded decisions, newest first."""
    return ReplacementDecision.objects.filter(school=school)


def replaced_without_decision(school: Organisation, cut: Cut) -> QuerySet[OnlinePeriod]:
    """Return replaced periods on days that no recorded decision covers."""
    covered = [
        Q(planned_period__date__range=(row.valid_from, row.valid_to))
        for row in decisions_of(school)
    ]
    rows = OnlinePeriod.objects.filter(
        cut.upto("planned_period__"),
        planned_period__plan__school_class__school=school,
        planned_period__plan__school_class__year=cut.year,
        mode=Mode.REPLACES.value,
    ).select_related("evidence__school_class", "evidence__subject", "planned_period")
    if covered:
        rows = rows.exclude(reduce(or_, covered))
    return rows.order_by("-planned_period__date", "id")
