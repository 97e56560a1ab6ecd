"""Does one job: claims it, runs the pipeline under a heartbeat, records the end."""

import logging
import os
import socket
import time
import uuid
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone

from media_pipeline import leases, pipeline, store
from media_pipeline.package import Manifest
from media_pipeline.probe import Refused
from media_pipeline.run import Failed, Stopped

log = logging.getLogger("media_pipeline")

BEAT_SECONDS = 2.0

Outcome = Literal["done", "failed", "cancelled", "again", "nothing"]


class Heartbeat:
    """Turns the pipeline's reports into beats, not oftener than every two seconds."""

    def __init__(self, held: leases.Claim) -> None:
        self.held = held
        self.last = 0.0
        self.stage = ""

    def __call__(self, stage: str, percent: float) -> None:
        """Take a report; stop the work when the job was cancelled or taken away."""
        moment = time.monotonic()
        if stage == self.stage and moment - self.last < BEAT_SECONDS:
            return
        self.last, self.stage = moment, stage
        answer = leases.beat(self.held, stage, percent, timezone.now())
        if answer != "go":
            raise Stopped(answer)


@dataclass(frozen=True)
class Worked:
    """How a job ended, and how long to wait if it is to be tried again."""

    outcome: Outcome
    delay_seconds: int = 0


def worker_name() -> str:
    """Name this process for the job's row."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def do(job: uuid.UUID) -> Worked:
    """Work on one job to its end."""
    held = leases.claim(job, worker_name(), timezone.now())
    if held is None:
        return Worked("nothing")
    try:
        made = made_from(held)
    except Stopped as order:
        return stopped(held, str(order))
    except Refused as verdict:
        leases.fail(held, verdict.code, verdict.params, timezone.now())
        return Worked("failed")
    except Failed as fault:
        log.warning("job %s: %s %s", job, fault.code, fault.detail)
        return broken(held, fault.code)
    except Exception:
        log.exception("job %s broke", job)
        return broken(held, "internal")
    except BaseException:  # the worker is being stopped: somebody else continues
        leases.release(held, timezone.now(), counted=False)
        raise
    done = leases.finish(held, made, timezone.now())
    return Worked("done" if done else "nothing")


def made_from(held: leases.Claim) -> Manifest:
    """Run the pipeline on the job's source."""
    source = store.source_path(held.sha256)
    if not source.is_file():
        raise Refused("source_missing")
    target = store.package_path(pipeline.package_key(held.sha256))
    return pipeline.transcode(
        source, target, store.temp(), Heartbeat(held), sha256=held.sha256
    )


def stopped(held: leases.Claim, answer: str) -> Worked:
    """End after an order: cancelled is recorded, a lost lease is not ours to record."""
    if answer == "cancel":
        leases.cancelled(held, timezone.now())
        return Worked("cancelled")
    return Worked("nothing")


def broken(held: leases.Claim, code: str) -> Worked:
    """Try again later, or give up when the limit is reached."""
    if held.attempts >= held.max_attempts:
        leases.fail(held, code, {}, timezone.now())
        return Worked("failed")
    leases.release(held, timezone.now(), counted=True)
    return Worked("again", delay_seconds=15 * held.attempts)
