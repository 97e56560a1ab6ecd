"""The worker of the media queue: reaps at its start and every while, and stops at once."""

import argparse
import logging
import sys
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from media_pipeline import actions, uploading, work
from media_pipeline.jobs import QUEUE

log = logging.getLogger("media_pipeline")
REAP_SECONDS = 20.0


class MediaWorker(Worker):
    """Does not finish a film before it stops: the job goes back to the queue uncounted."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End now; `work.do` gives the lease back and ffmpeg's group is ended."""
        self.running = False
        self.reset_signals()
        sys.exit(0)


class Command(BaseCommand):
    """`manage.py media_worker [--batch]`."""

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
        worker = MediaWorker(
            queue_names=[QUEUE],
            interval=given["interval"],
            batch=given["batch"],
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=work.worker_name(),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        try:
            worker.run()
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
    now = timezone.now()
    try:
        found = actions.reap(now) + actions.collect() + uploading.forget_stale(now)
    except Exception:
        log.exception("reaping failed")
        return
    if found:
        log.info("reaped %s", found)
