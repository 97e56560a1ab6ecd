"""Prepare one file from the command line, without the web part and without a database."""

import argparse
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from media_pipeline import ladder, messages, package, pipeline, run
from media_pipeline.package import Manifest
from media_pipeline.probe import Refused

REFUSED = 2


class Command(BaseCommand):
    """`manage.py transcode SOURCE OUTDIR [--json]`."""

    help = "Make renditions, playlists and poster of SOURCE in OUTDIR"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take a source, a folder, and whether a program reads the answer."""
        parser.add_argument("source", type=Path)
        parser.add_argument("outdir", type=Path)
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on stdout"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        """Run the pipeline; refusals end with code 2 and one line."""
        self.shown = ("", -1)
        started = time.monotonic()
        try:
            made = self.transcode(given["source"], given["outdir"])
        except Refused as verdict:
            self.refuse(verdict.code, verdict.params, given["json"])
        except run.Failed as fault:
            self.refuse(fault.code, {}, given["json"], status=1)
        else:
            self.report(made, time.monotonic() - started, given["json"])

    def transcode(self, source: Path, outdir: Path) -> Manifest:
        """Check the two paths, then make the package."""
        if not source.is_file():
            raise Refused("no_such_file")
        outdir = outdir.absolute()
        if outdir.is_dir() and not any(outdir.iterdir()):
            outdir.rmdir()
        elif outdir.exists() and not self.is_same(source, outdir):
            raise Refused("output_not_empty")
        outdir.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=".transcode-", dir=outdir.parent
        ) as temp:
            return pipeline.transcode(source, outdir, Path(temp), self.progress)

    def is_same(self, source: Path, outdir: Path) -> bool:
        """Whether the folder already holds the package of this very file."""
        there = package.load(outdir) if outdir.is_dir() else None
        key = pipeline.package_key(pipeline.source_hash(source))
        return there is not None and there.key == key

    def progress(self, stage: str, percent: float) -> None:
        """Show a stage and its percentage on stderr when they change."""
        now = (stage, round(percent))
        if now != self.shown:
            self.shown = now
            self.stderr.write(f"{now[1]:3d} % {messages.stage(stage)}")

    def report(self, made: Manifest, seconds: float, as_json: bool) -> None:
        """Say what was planned and what came out."""
        if as_json:
            whole = {"status": "done", "wall_seconds": round(seconds, 2)} | asdict(made)
            self.stdout.write(json.dumps(whole, ensure_ascii=False, default=str))
            return
        fps = made.plan["fps"]
        self.stdout.write(
            f"{made.kind}, {made.seconds:.1f} s, {fps} fps, v{made.pipeline}"
        )
        if made.plan["rungs"]:
            rungs = ", ".join(f"{r['width']}×{r['height']}" for r in made.plan["rungs"])
            every, planned = ladder.SEGMENT_SECONDS, _("Plan")
            self.stdout.write(
                f"{planned}: {rungs}; HLS {every} s; {made.plan['preset']}"
            )
        for each in made.renditions:
            size = f"{each.width}×{each.height}" if each.width else "–"
            self.stdout.write(
                f"{each.name:>6} {size:>10} {each.kbps:8.1f} kbit/s"
                f" {each.bytes / 1e6:8.2f} MB"
            )
        for code in made.warnings:
            self.stdout.write(messages.warning(code))

    def refuse(
        self, code: str, params: dict[str, Any], as_json: bool, status: int = REFUSED
    ) -> None:
        """End with one line that says why."""
        reason = messages.text(code, params)
        if as_json:
            answer = {"status": "refused" if status == REFUSED else "failed"}
            answer |= {"code": code, "reason": reason}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        self.stderr.write(f"{code}: {reason}")
        raise SystemExit(status)
