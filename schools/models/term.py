"""School years, terms of counted weeks, holidays."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from schools.models.organisation import Organisation


class SchoolYear(models.Model):
    """The year that begins in September of `code`: 2026 is 2026–2027."""

    code = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=20)

    class Meta:
        ordering = ("-code",)

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """Half a year's counted weeks as an organisation sets them for all below it."""

    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="terms")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="terms"
    )
    number = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(2)]
    )
    starts_on = models.DateField()  # a Monday
    weeks = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("year", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "organisation", "number"], name="one_term"
            ),
            models.CheckConstraint(
                condition=models.Q(number__in=[1, 2]), name="two_terms"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.year_id}"


class Holiday(models.Model):
    """Days without lessons; a week wholly inside one is not counted."""

    year = models.ForeignKey(
        SchoolYear, on_delete=models.PROTECT, related_name="holidays"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="holidays"
    )
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("starts_on",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="holiday_dates",
            )
        ]

    def __str__(self) -> str:
        return self.name
