"""Show how far the demo's video is, from the pipeline's own job rows."""

import time

from django.db import connection

from config.demo.processes import Together
from config.demo.steps import Say
from media_pipeline.public import Asset

WAITING = (Asset.Status.NEW, Asset.Status.PROCESSING, Asset.Status.PLAYABLE)


class Watch:
    """Prints the progress of assets until none is waiting."""

    def __init__(self, say: Say) -> None:
        self.say = say

    def until_ready(self, together: Together) -> None:
        """Return when every asset is ready or failed, or a process has ended."""
        shown = ""
        while not together.fallen():
            waiting = list(Asset.objects.filter(status__in=WAITING))
            if not waiting:
                if shown:
                    self.say("· Video bài học đã sẵn sàng")
                break
            text = ", ".join(
                f"{asset.title}: {_progress(asset)} %" for asset in waiting
            )
            if text != shown:
                self.say(f"· Đang xử lí video – {text}")
                shown = text
            time.sleep(2)
        connection.close()


def _progress(asset: Asset) -> int:
    job = asset.jobs.order_by("-id").first()
    return int(job.progress) if job else 0
