"""Writes: record what took place and count its tiết anew; record decisions."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lms.classes.models import PlannedPeriod
from lms.indicators.models import Evidence, OnlinePeriod, ReplacementDecision
from lms.indicators.rule_book import rule_of
from lms.indicators.rules import Counted, Mode, Work, beyond, judge, strongest
from schools.public import Account, Organisation, SchoolClass, Subject


@dataclass(frozen=True)
class Source:
    """Where a piece of evidence comes from: the record that proves it."""

    uuid: uuid.UUID
    title: str
    school_class: SchoolClass
    subject: Subject
    teacher: Account
    planned_period: PlannedPeriod | None
    took_place_at: datetime.datetime
    settles_at: datetime.datetime


def hold(school_class: SchoolClass) -> None:
    """Let nobody else judge this class's work until the transaction ends.

    Whoever counts participants does it after this, in the same transaction: an
    older count can then never overwrite a newer one.
    """
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)


@transaction.atomic
def record(source: Source, work: Work) -> Evidence:
    """Write or judge anew the evidence of one source, then count its tiết.

    A tiết of another class or subject is no tie: the work is then beyond the plan.
    """
    period = _own_period(source)
    if period is None:
        work = beyond(work)
    before = Evidence.objects.filter(
        kind=work.kind.value, source_uuid=source.uuid
    ).first()
    touched = {before.planned_period_id} if before else set()
    evidence, _new = Evidence.objects.update_or_create(
        kind=work.kind.value,
        source_uuid=source.uuid,
        defaults=_fields(source, work, period),
    )
    for period_id in sorted((touched | {evidence.planned_period_id}) - {None}):
        count_period(period_id)
    return evidence


def _fields(
    source: Source, work: Work, period: PlannedPeriod | None
) -> dict[str, object]:
    rule = rule_of(source.school_class.year_id)
    verdict = judge(work, rule)
    return {
        "mode": work.mode.value,
        "title": source.title,
        "school_class": source.school_class,
        "subject": source.subject,
        "teacher": source.teacher,
        "planned_period": period,
        "took_place_at": source.took_place_at,
        "settles_at": source.settles_at,
        "participants": work.participants,
        "enrolled": work.enrolled,
        "minutes": None if work.minutes is None else int(work.minutes),
        "fraction": verdict.fraction,
        "reason": verdict.reason.value,
        "rule": rule.version,
        "judged_at": timezone.now(),
    }


def _own_period(source: Source) -> PlannedPeriod | None:
    period = source.planned_period
    if period is None:
        return None
    plan = period.plan
    same = (
        plan.school_class_id == source.school_class.pk
        and plan.subject_id == source.subject.pk
    )
    return period if same else None


@transaction.atomic
def count_period(period_id: int) -> OnlinePeriod | None:
    """Count a tiết by the strongest evidence there is, once; or not at all."""
    PlannedPeriod.objects.select_for_update().get(pk=period_id)
    rows = Evidence.objects.filter(
        planned_period_id=period_id, reason=Evidence.Reason.COUNTED, fraction__gt=0
    )
    best = strongest(
        Counted(row.pk, row.fraction, Mode(row.mode), row.took_place_at) for row in rows
    )
    if best is None:
        OnlinePeriod.objects.filter(planned_period_id=period_id).delete()
        return None
    counted, _new = OnlinePeriod.objects.update_or_create(
        planned_period_id=period_id,
        defaults={
            "evidence_id": best.key,
            "mode": best.mode.value,
            "fraction": best.fraction,
        },
    )
    return counted


def record_decision(
    school: Organisation, actor: Account, fields: dict[str, object]
) -> ReplacementDecision:
    """Record the decision by which online lessons replace lessons at school."""
    return ReplacementDecision.objects.create(
        school=school, recorded_by=actor, **fields
    )
