"""End live lessons that nobody ended."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from live.sweeping import close_abandoned


class Command(BaseCommand):
    """`manage.py close_lessons`: from cron, where the queue cannot wait."""

    help = "Ends live lessons that fell silent, so that their attendance counts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Close what is silent now."""
        self.stdout.write(f"{close_abandoned(timezone.now())} lessons were left open")
