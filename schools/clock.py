"""What day it is: the wall clock's, or the one a rehearsal sets."""

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """Return the local date (settings.TODAY, an ISO date, overrides it)."""
    if settings.TODAY:
        return datetime.date.fromisoformat(settings.TODAY)
    return timezone.localdate()


def now() -> datetime.datetime:
    """Return the aware time; with settings.TODAY set, that day at this hour."""
    moment = timezone.localtime()
    if settings.TODAY:
        day = datetime.date.fromisoformat(settings.TODAY)
        moment = moment.replace(year=day.year, month=day.month, day=day.day)
    return moment
