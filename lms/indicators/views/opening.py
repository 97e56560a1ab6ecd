"""What the share pages have in common: who asks for what, up to when, by which way."""

import uuid
from decimal import Decimal

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.indicators import queries
from lms.indicators.permissions import may_see_class, may_see_organisation
from lms.indicators.rules import HUNDRED, Rule
from schools.public import (
    Account,
    Organisation,
    SchoolClass,
    SchoolYear,
    current_year,
    now,
    organisations_above,
    roles_of,
    today,
)

Crumb = dict[str, str]


def year_now() -> SchoolYear:
    """Return the running school year."""
    year = current_year(today())
    if year is None:
        raise Http404
    return year


def week_asked(request: HttpRequest) -> int:
    """Return the week the reader asked for (`?tuan=`), 0 for none."""
    week = request.GET.get("tuan", "")
    return int(week) if week.isascii() and week.isdigit() and len(week) < 3 else 0


def cut_for_school(request: HttpRequest, school: Organisation) -> queries.Cut:
    """Return the cut of a page about a school or one of its classes."""
    return queries.current_cut(school, year_now(), now(), week_asked(request))


def open_scope(
    request: HttpRequest, organisation: Organisation
) -> tuple[queries.Scope, queries.Cut]:
    """Return an organisation's schools and classes, and the cut asked for."""
    year = year_now()
    scope = queries.scope_of(organisation, year)
    cut = queries.current_cut(
        organisation, year, now(), week_asked(request), scope.schools
    )
    return scope, cut


def open_organisation(account: Account, key: object) -> Organisation:
    """Return the organisation asked for; one that is not the reader's is not there."""
    try:
        wanted = uuid.UUID(str(key))
    except ValueError as error:
        raise Http404 from error
    organisation = Organisation.objects.filter(uuid=wanted).first()
    if organisation is None or not may_see_organisation(account, organisation):
        raise Http404
    return organisation


def led_organisation(account: Account) -> Organisation | None:
    """Return the first organisation that the reader's offices give sight of."""
    for role in roles_of(account):
        if may_see_organisation(account, role.organisation):
            return role.organisation
    return None


def open_class(account: Account, key: uuid.UUID) -> SchoolClass:
    """Return a class; one that is not the reader's is not there."""
    found = (
        SchoolClass.objects.filter(uuid=key).select_related("school", "year").first()
    )
    if found is None or not may_see_class(account, found):
        raise Http404
    return found


def share_url(organisation: Organisation, tail: str = "") -> str:
    """Return the address of an organisation's figures."""
    return f"{reverse('indicators:share')}?don-vi={organisation.uuid}{tail}"


def tail_of(cut: queries.Cut) -> str:
    """Return what links add to stay in the week the reader chose."""
    return "" if cut.is_today else f"&tuan={cut.week}"


def query_of(cut: queries.Cut) -> str:
    """Return the same as the whole query of a link."""
    return tail_of(cut).replace("&", "?", 1)


def shares_of(rule: Rule) -> dict[str, Decimal]:
    """Return the rule's shares in percent, for the pages that explain it."""
    return {
        "least_percent": HUNDRED * rule.minimum_participation,
        "least_live": HUNDRED * rule.minimum_live_share,
        "least_test": HUNDRED * rule.whole_test_share,
    }


def short(organisation: Organisation) -> str:
    """Return the name of an organisation for narrow places."""
    return organisation.short_name or organisation.name


def trail(account: Account, organisation: Organisation, tail: str = "") -> list[Crumb]:
    """Return the way down to an organisation, as far up as the reader sees."""
    crumbs = [{"label": short(organisation), "url": share_url(organisation, tail)}]
    chain = organisations_above(organisation)
    offices = {role.organisation.pk for role in roles_of(account)}
    for number, above in enumerate(chain[1:], 1):
        held = any(each.pk in offices for each in chain[number:])
        if not held or not may_see_organisation(account, above):
            break
        crumbs.append({"label": short(above), "url": share_url(above, tail)})
    return crumbs[::-1]


def class_trail(
    account: Account, school_class: SchoolClass, tail: str = ""
) -> list[Crumb]:
    """Return the way down to a class."""
    if may_see_organisation(account, school_class.school):
        crumbs = trail(account, school_class.school, tail)
    else:
        crumbs = [{"label": _("My classes"), "url": reverse("indicators:share")}]
    label = _("Class %(name)s") % {"name": school_class.name}
    url = reverse("indicators:class", args=[school_class.uuid])
    return [*crumbs, {"label": label, "url": url + tail.replace("&", "?", 1)}]


def ended(crumbs: list[Crumb], label: str = "") -> list[Crumb]:
    """Return crumbs whose last one is the page itself."""
    if label:
        return [*crumbs, {"label": label}]
    return [*crumbs[:-1], {"label": crumbs[-1]["label"]}]
