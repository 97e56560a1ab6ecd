"""Tell the evidence of assigned lessons whose due moment has passed."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.assignments.actions.due import tell_due
from schools.public import now


class Command(BaseCommand):
    """`manage.py tell_due_lessons`: from cron, where the queue cannot wait."""

    help = "Tells the evidence of assigned lessons that have become due, once each."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what is due now."""
        self.stdout.write(f"{tell_due(now())} assigned lessons were due")
