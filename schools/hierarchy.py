"""Who manages whom, by the dated `managed_by` relation."""

import datetime

from schools.clock import today
from schools.models import Organisation, OrganisationLink


def organisations_above(
    organisation: Organisation, on: datetime.date | None = None
) -> list[Organisation]:
    """Return the organisation and those that manage it, nearest first."""
    day = on or today()
    chain = [organisation]
    while len(chain) < 8:  # ministry, province, commune, school, and old districts
        link = (
            OrganisationLink.objects.on(day)
            .filter(child=chain[-1], relation=OrganisationLink.Relation.MANAGED_BY)
            .select_related("parent")
            .first()
        )
        if link is None or link.parent in chain:
            break
        chain.append(link.parent)
    return chain


def organisations_below(
    organisation: Organisation, on: datetime.date | None = None
) -> list[Organisation]:
    """Return the organisation and all it manages, directly or not, by code."""
    day = on or today()
    found = {organisation.id: organisation}
    front = [organisation.id]
    while front:
        links = (
            OrganisationLink.objects.on(day)
            .filter(parent_id__in=front, relation=OrganisationLink.Relation.MANAGED_BY)
            .select_related("child")
        )
        front = [link.child_id for link in links if link.child_id not in found]
        found.update({link.child_id: link.child for link in links})
    return sorted(found.values(), key=lambda each: each.code)


def children_of(
    organisation: Organisation, on: datetime.date | None = None
) -> list[Organisation]:
    """Return the organisations directly managed by one, by code."""
    links = (
        OrganisationLink.objects.on(on or today())
        .filter(parent=organisation, relation=OrganisationLink.Relation.MANAGED_BY)
        .select_related("child")
        .order_by("child__code")
    )
    return [link.child for link in links]
