"""What the home page says about the share: to leaders and to teachers."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from lms.indicators.models import Evidence
from lms.indicators.permissions import may_see_organisation
from lms.indicators.queries.rows import doubtful_evidence, replaced_without_decision
from lms.indicators.queries.scope import Cut, current_cut, scope_of, scope_of_classes
from lms.indicators.queries.shares import cells, line_of_all, lines_by_class
from lms.indicators.rules import Share
from schools.public import (
    Account,
    Organisation,
    classes_taught,
    current_year,
    now,
    roles_of,
)


@dataclass(frozen=True)
class LeaderSummary:
    """What a leader sees first: the share, and what is missing."""

    organisation: Organisation
    to_date: Share
    whole_year: Share
    target: Decimal | None
    doubtful: int
    undecided: int
    without_online: tuple[str, ...]  # classes without any online tiết yet
    url: str


def _moment_of(day: datetime.date) -> datetime.datetime:
    """Return now on the running day, else the end of the day."""
    moment = now()
    if moment.date() == day:
        return moment
    zone = timezone.get_current_timezone()
    return datetime.datetime.combine(day, datetime.time.max, zone)


def _led_by(account: Account, day: datetime.date) -> Organisation | None:
    for role in roles_of(account, day):
        if may_see_organisation(account, role.organisation):
            return role.organisation
    return None


def leader_summary(account: Account, day: datetime.date) -> LeaderSummary | None:
    """Return the share of the organisation an account leads, or None."""
    organisation, year = _led_by(account, day), current_year(day)
    if organisation is None or year is None:
        return None
    scope = scope_of(organisation, year)
    cut = current_cut(organisation, year, _moment_of(day), schools=scope.schools)
    found = cells(scope, cut)
    whole = line_of_all(found, cut)
    is_school = organisation.kind == Organisation.Kind.SCHOOL
    return LeaderSummary(
        organisation=organisation,
        to_date=whole.to_date,
        whole_year=whole.whole_year,
        target=whole.target,
        doubtful=doubtful_evidence(scope.rows, cut).count(),
        undecided=(
            replaced_without_decision(organisation, cut).count() if is_school else 0
        ),
        without_online=tuple(
            line.label
            for line in lines_by_class(scope, found, cut)
            if is_school and line.is_planned and not line.to_date.online
        ),
        url=f"{reverse('indicators:share')}?don-vi={organisation.uuid}",
    )


def my_doubts(account: Account, day: datetime.date) -> list[Evidence]:
    """Return the account's own online work that does not count as it stands."""
    year = current_year(day)
    if year is None:
        return []
    classes = list(classes_taught(account, day).filter(year=year))
    if not classes:
        return []
    cut: Cut = current_cut(classes[0].school, year, _moment_of(day))
    own = scope_of_classes(classes).rows & Q(teacher=account)
    return list(doubtful_evidence(own, cut))
