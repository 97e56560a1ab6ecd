"""Requeue work whose worker is gone; for cron, where no `media_worker` runs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from media_pipeline import actions, uploading


class Command(BaseCommand):
    """`manage.py reap_media_jobs`."""

    help = "Requeue media jobs whose worker is gone, remove bytes nobody owns"

    def handle(self, *args: Any, **options: Any) -> None:
        """Reap once and say how many."""
        now = timezone.now()
        found = actions.reap(now)
        removed = actions.collect() + uploading.forget_stale(now)
        self.stdout.write(f"{found} requeued, {removed} removed")
