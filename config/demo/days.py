"""Which days the demo's events fall on: inside its school year, not in a holiday."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from config.demo.finding import at, room_of
from config.demo.seed_schools import START
from lms.classes.models import PlannedPeriod
from schools.public import now

BEGIN = at(START, 7)  # the first bell of the year
SUNDAY = 6


def school_day_before(day: datetime.date) -> datetime.date | None:
    """Return the last school day up to this one, None before the year."""
    days = _school_days().filter(date__lte=day)
    return days.values_list("date", flat=True).order_by("-date").first()


def due_day(day: datetime.date) -> datetime.date | None:
    """Return the day, or the first school day after the holiday it lies in.

    A Sunday between two weeks will do; None once the year is over.
    """
    days = _school_days().filter(date__gte=day)
    first = days.values_list("date", flat=True).order_by("date").first()
    if first is None:
        return None
    near = first - day == datetime.timedelta(days=1)
    return day if near and day.weekday() == SUNDAY else first


def given_at(wished: datetime.datetime) -> datetime.datetime | None:
    """Return the moment or, if it was before the year, the year's first bell.

    None if that is still to come.
    """
    moment = max(wished, BEGIN)
    return moment if moment <= now() else None


def awake(moment: datetime.datetime) -> datetime.datetime:
    """Return the moment; one in the night moved back into the evening before."""
    hour = timezone.localtime(moment).hour
    if 6 <= hour < 22:
        return moment
    return moment - datetime.timedelta(hours=hour - 20 if hour >= 22 else hour + 4)


def _school_days() -> QuerySet[PlannedPeriod]:
    return PlannedPeriod.objects.filter(plan__school_class=room_of("7A"))
