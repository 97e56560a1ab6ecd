"""What is dated is never overwritten: rows carry the days they hold for."""

import datetime

from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to`, both days included."""

    def on(self, day: datetime.date) -> "DatedQuerySet":
        """Return the rows that hold on `day`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day
        )


class Dated(models.Model):
    """First and last day (included) for which a row holds; no last day: still holds."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def dates_in_order(name: str) -> models.CheckConstraint:
    """Return the constraint that a row ends no earlier than the day before it began.

    A row withdrawn on its first day ends on the day before: it never held.
    """
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True)
        | Q(valid_to__gte=F("valid_from") - datetime.timedelta(days=1)),
    )
