"""Pages with the rows behind the figures: evidence, what is in doubt, decisions."""

import uuid
from math import ceil

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.indicators import queries
from lms.indicators.actions import record_decision
from lms.indicators.forms import DecisionForm
from lms.indicators.models import Evidence
from lms.indicators.permissions import may_record_decision, may_see_evidence
from lms.indicators.rule_book import rule_of
from lms.indicators.sources import source_url
from lms.indicators.views.opening import (
    class_trail,
    ended,
    open_organisation,
    open_scope,
    share_url,
    shares_of,
    tail_of,
    trail,
)
from schools.public import now

PER_PAGE = 100
SHOWN = 300


@login_required
def rows(request: HttpRequest, organisation_uuid: uuid.UUID) -> HttpResponse:
    """List the tiết an organisation's figure counts, each with its evidence."""
    organisation = open_organisation(request.user, organisation_uuid)
    scope, cut = open_scope(request, organisation)
    found = queries.counted_evidence(scope.rows, cut)
    only_replaced = request.GET.get("muc") == "thay-the"
    if only_replaced:
        found = found.filter(mode=Evidence.Mode.REPLACES)
    tail = tail_of(cut)
    context = {
        "organisation": organisation,
        "cut": cut,
        "tail": tail,
        "only_replaced": only_replaced,
        "whole": queries.line_of_all(queries.cells(scope, cut), cut),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("trang")),
        "crumbs": ended(
            trail(request.user, organisation, tail), _("Periods taught online")
        ),
    }
    return render(request, "indicators/rows.html", context)


@login_required
def evidence(request: HttpRequest, evidence_uuid: uuid.UUID) -> HttpResponse:
    """Show one piece of evidence: what took place, who took part, how it was judged."""
    row = queries.evidence_by_uuid(evidence_uuid)
    if row is None or not may_see_evidence(request.user, row):
        raise Http404
    rule = rule_of(row.school_class.year_id)
    minutes = queries.length_of_period(row.school_class, row.planned_period)
    context = {
        "evidence": row,
        **shares_of(rule),
        "period_minutes": minutes,
        "least_minutes": ceil(rule.minimum_live_share * minutes),
        "is_running": queries.is_running(row, now()),
        "source_url": source_url(request.user, row),
        "crumbs": ended(class_trail(request.user, row.school_class), row.title),
    }
    return render(request, "indicators/evidence.html", context)


@login_required
def doubtful(request: HttpRequest, organisation_uuid: uuid.UUID) -> HttpResponse:
    """List what took place online and does not count as it stands."""
    organisation = open_organisation(request.user, organisation_uuid)
    scope, cut = open_scope(request, organisation)
    tail = tail_of(cut)
    context = {
        "organisation": organisation,
        "cut": cut,
        "tail": tail,
        "rows": queries.doubtful_evidence(scope.rows, cut)[:SHOWN],
        "undecided": queries.replaced_without_decision(organisation, cut)[:SHOWN],
        "may_decide": may_record_decision(request.user, organisation),
        "crumbs": ended(trail(request.user, organisation, tail), _("To look at again")),
    }
    return render(request, "indicators/doubtful.html", context)


@login_required
def decision(request: HttpRequest, organisation_uuid: uuid.UUID) -> HttpResponse:
    """Record a decision by which online lessons replace lessons at school."""
    school = open_organisation(request.user, organisation_uuid)
    if not may_record_decision(request.user, school):
        raise Http404
    form = DecisionForm(request.POST or None, school=school)
    if request.method == "POST" and form.is_valid():
        record_decision(school, request.user, form.cleaned_data)
        messages.success(request, _("The decision is recorded."))
        return redirect(share_url(school))
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "school": school,
        "crumbs": ended(trail(request.user, school), _("Record a decision")),
    }
    return render(request, "indicators/decision.html", context, status=status)
