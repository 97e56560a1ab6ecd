"""Place every class's teaching plans by the timetable as it stands."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.classes.actions import refresh_plans
from schools.public import SchoolClass, current_year, today


class Command(BaseCommand):
    """`manage.py place_periods`: from cron, or after timetables were imported."""

    help = "Opens missing teaching plans and places future periods by the timetables."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh the plans of all classes of the current year."""
        day = today()
        classes = SchoolClass.objects.filter(year=current_year(day))
        moved = sum(
            refresh_plans(each, day)
            for each in classes.select_related("school", "year")
        )
        self.stdout.write(f"{moved} periods placed in {classes.count()} classes")
