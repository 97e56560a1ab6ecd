"""Pages with figures: an organisation, the teacher's classes, one class, the rule."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lms.indicators import queries
from lms.indicators.excel import workbook_bytes
from lms.indicators.permissions import may_record_decision
from lms.indicators.rule_book import rule_data, rule_of
from lms.indicators.views.opening import (
    class_trail,
    cut_for_school,
    ended,
    led_organisation,
    open_class,
    open_organisation,
    open_scope,
    query_of,
    shares_of,
    tail_of,
    trail,
    year_now,
)
from lms.indicators.wording import level_name
from schools.public import Organisation, classes_taught, teacher_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OTHERS_SHOWN = 200


@login_required
def share(request: HttpRequest) -> HttpResponse:
    """Show the share of the organisation asked for, or of the reader's own."""
    if key := request.GET.get("don-vi", ""):
        return _organisation(request, open_organisation(request.user, key))
    organisation = led_organisation(request.user)
    if organisation is not None:
        return _organisation(request, organisation)
    if teacher_of(request.user) is None:
        raise Http404
    return _own_classes(request)


def _organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    scope, cut = open_scope(request, organisation)
    found = queries.cells(scope, cut)
    is_school = organisation.kind == Organisation.Kind.SCHOOL
    tail = tail_of(cut)
    lines = (
        queries.lines_by_class(scope, found, cut)
        if is_school
        else queries.lines_by_child(scope, found, cut)
    )
    context: dict[str, Any] = {
        "organisation": organisation,
        "is_school": is_school,
        "cut": cut,
        "tail": tail,
        "query": query_of(cut),
        "weeks": queries.weeks_to_choose(cut),
        "whole": queries.line_of_all(found, cut),
        "levels": queries.lines_by_level(found, cut),
        "lines": lines,
        "doubtful": sum(line.doubts for line in lines),
        "undecided": 0,
        "decisions": (),
        "crumbs": ended(trail(request.user, organisation, tail)),
    }
    if is_school:
        context["undecided"] = queries.replaced_without_decision(
            organisation, cut
        ).count()
        context["decisions"] = queries.decisions_of(organisation)
        context["may_decide"] = may_record_decision(request.user, organisation)
    return render(request, "indicators/share.html", context)


def _own_classes(request: HttpRequest) -> HttpResponse:
    """Show a teacher the classes they teach, and what of theirs is in doubt."""
    year = year_now()
    classes = list(classes_taught(request.user).filter(year=year))
    context: dict[str, Any] = {"year": year, "lines": ()}
    if classes:
        cut = cut_for_school(request, classes[0].school)
        scope = queries.scope_of_classes(classes)
        context |= {
            "cut": cut,
            "tail": tail_of(cut),
            "query": query_of(cut),
            "weeks": queries.weeks_to_choose(cut),
            "lines": queries.lines_by_class(scope, queries.cells(scope, cut), cut),
            "doubts": queries.my_doubts(request.user, cut.day),
        }
    return render(request, "indicators/own.html", context)


@login_required
def class_share(request: HttpRequest, class_uuid: uuid.UUID) -> HttpResponse:
    """Show a class's share by subject, and every row it was computed from."""
    school_class = open_class(request.user, class_uuid)
    cut = cut_for_school(request, school_class.school)
    scope = queries.scope_of_classes([school_class])
    found = queries.cells(scope, cut)
    lines = queries.lines_by_subject(scope, found, cut)
    code = request.GET.get("mon", "")[:12]
    chosen = next((line for line in lines if line.key == code), None)
    rows = queries.counted_evidence(scope.rows, cut)
    others = queries.other_evidence(scope.rows, cut)
    if chosen:
        rows = rows.filter(subject__code=code)
        others = others.filter(subject__code=code)
    tail = tail_of(cut)
    context = {
        "school_class": school_class,
        "cut": cut,
        "tail": tail,
        "weeks": queries.weeks_to_choose(cut),
        "whole": queries.line_of_all(found, cut),
        "lines": lines,
        "chosen": chosen,
        "rows": rows,
        "others": others[:OTHERS_SHOWN],
        "crumbs": ended(class_trail(request.user, school_class, tail)),
    }
    return render(request, "indicators/class.html", context)


@login_required
def method(request: HttpRequest) -> HttpResponse:
    """Explain the rule: what counts, of what, and where that is written."""
    year = year_now()
    rule = rule_of(year.code)
    context = {
        "year": year,
        "rule": rule,
        **shares_of(rule),
        "targets": [(level_name(level), target) for level, target in rule.targets],
        "sources": rule_data(year.code)["sources"],
    }
    return render(request, "indicators/method.html", context)


@login_required
def excel(request: HttpRequest, organisation_uuid: uuid.UUID) -> HttpResponse:
    """Give the figures and all their rows as a workbook."""
    organisation = open_organisation(request.user, organisation_uuid)
    scope, cut = open_scope(request, organisation)
    response = HttpResponse(workbook_bytes(scope, cut), content_type=XLSX)
    name = f"ti-trong-truc-tuyen-{organisation.code}-tuan-{cut.week}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
