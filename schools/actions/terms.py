"""The year's calendar: terms, holidays, bell times."""

import datetime

from django.db import transaction

from schools.models import BellTime, Holiday, Organisation, SchoolYear, Term


def set_terms(
    organisation: Organisation,
    year: SchoolYear,
    first: tuple[datetime.date, int],
    second: tuple[datetime.date, int],
) -> None:
    """Set both terms of a year: (first Monday, counted weeks) each."""
    with transaction.atomic():
        for number, (starts_on, weeks) in enumerate((first, second), start=1):
            Term.objects.update_or_create(
                year=year,
                organisation=organisation,
                number=number,
                defaults={"starts_on": starts_on, "weeks": weeks},
            )


def add_holiday(
    organisation: Organisation,
    year: SchoolYear,
    name: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> Holiday:
    """Add days off for an organisation and all below it."""
    return Holiday.objects.create(
        organisation=organisation,
        year=year,
        name=" ".join(name.split()),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def remove_holiday(holiday: Holiday) -> None:
    """Take a holiday back: its days are school days again."""
    holiday.delete()


@transaction.atomic
def set_bell_times(
    school: Organisation,
    times: list[tuple[str, int, datetime.time, datetime.time]],
) -> None:
    """Replace a school's bell: (session, period, starts, ends) each."""
    BellTime.objects.filter(school=school).delete()
    BellTime.objects.bulk_create(
        BellTime(school=school, session=session, period=period, starts=a, ends=b)
        for session, period, a, b in times
    )
