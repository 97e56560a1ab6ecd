"""Collects the attempts whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.assessment.actions.attempts import close_expired
from schools.public import now


class Command(BaseCommand):
    """For cron, every few minutes; attempts are also collected by whoever looks."""

    help = "Collects the attempts whose time is over, and marks them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect and say how many."""
        self.stdout.write(f"{close_expired(now())} collected")
