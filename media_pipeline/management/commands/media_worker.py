"""The worker of the media queue: db_worker that also reaps, at its start and every while."""

import argparse
import logging
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from media_pipeline import actions
from media_pipeline.jobs import QUEUE

log = logging.getLogger("media_pipeline")
REAP_SECONDS = 20.0


class Command(BaseCommand):
    """`manage.py media_worker [--batch] [--reap-seconds N]`."""

    help = "Work on the media queue; requeue what killed workers left"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take what db_worker takes, as far as it matters here."""
        parser.add_argument(
            "--batch", action="store_true", help="end when nothing is queued"
        )
        parser.add_argument("--interval", type=float, default=1.0)
        parser.add_argument("--reap-seconds", type=float, default=REAP_SECONDS)

    def handle(self, *args: Any, **given: Any) -> None:
        """Reap, then work and keep reaping beside the work."""
        tidy()
        ended = threading.Event()
        reaper = threading.Thread(
            target=keep_tidy, args=(ended, given["reap_seconds"]), daemon=True
        )
        reaper.start()
        try:
            call_command(
                "db_worker",
                queue_name=QUEUE,
                batch=given["batch"],
                interval=given["interval"],
                verbosity=given["verbosity"],
                startup_delay=False,
            )
        finally:
            ended.set()
            reaper.join(timeout=5)


def keep_tidy(ended: threading.Event, seconds: float) -> None:
    """Reap again and again until the worker ends."""
    while not ended.wait(seconds):
        tidy()
    connection.close()


def tidy() -> None:
    """Reap once; a database that is busy is asked again next time."""
    try:
        found = actions.tidy(timezone.now())
    except Exception:
        log.exception("reaping failed")
        return
    if found:
        log.info("reaped %s", found)
