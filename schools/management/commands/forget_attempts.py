"""Forget sign-in attempts that no limit looks at any more; for a daily timer."""

from typing import Any

from django.core.management.base import BaseCommand

from schools.attempts import forget_old_attempts


class Command(BaseCommand):
    """Mistakes are kept 30 days, known devices 180."""

    help = "Deletes sign-in attempts older than every limit's window."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete and say how many."""
        self.stdout.write(f"{forget_old_attempts()} attempts forgotten")
