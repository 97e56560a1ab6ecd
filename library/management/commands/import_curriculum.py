"""`manage.py import_curriculum [FILE] [--dry-run]`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from library.curriculum.actions import (
    ImportRefusedError,
    Report,
    import_official,
    load_bundled,
    rehearse_bundled,
)
from library.lessons.actions import build_tree

LARGEST = 32 * 1024 * 1024
MOST_SHOWN = 50


class Command(BaseCommand):
    """Load the shipped curriculum, or the official outcomes on top of it."""

    help = (
        "Loads the curriculum that ships with the project (no FILE), or imports the"
        " official outcomes from FILE on top of it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and the rehearsal switch."""
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--bundled", action="store_true", help="the shipped data")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would change, write nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and print what it did."""
        file, dry_run = options["file"], options["dry_run"]
        if file is None or options["bundled"]:
            report = rehearse_bundled() if dry_run else load_bundled()
        else:
            report = self._official(file, dry_run=dry_run)
        if not dry_run:
            build_tree()
        self._tell(report, dry_run=dry_run)

    def _official(self, file: Path, *, dry_run: bool) -> Report:
        document = self._read(file)
        try:
            return import_official(document, dry_run=dry_run)
        except ImportRefusedError as refused:
            for line in refused.errors[:MOST_SHOWN]:
                self.stderr.write(line)
            if len(refused.errors) > MOST_SHOWN:
                self.stderr.write(f"… +{len(refused.errors) - MOST_SHOWN}")
            raise CommandError(
                _("Nothing was imported: %(count)d errors in %(file)s.")
                % {"count": len(refused.errors), "file": file.name}
            ) from refused

    def _read(self, file: Path) -> object:
        try:
            if file.stat().st_size > LARGEST:
                raise CommandError(_("The file is larger than 32 MB."))
            return json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(reason)s")
                % {"file": file.name, "reason": error.strerror}
            ) from error
        except (ValueError, RecursionError) as error:
            raise CommandError(
                _("%(file)s is not JSON in UTF-8: %(reason)s")
                % {"file": file.name, "reason": error}
            ) from error

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        for what, row in report.counts.items():
            numbers = ", ".join(f"{number} {word}" for word, number in row.items())
            self.stdout.write(f"{what}: {numbers}")
        if dry_run:
            self.stdout.write(_("Rehearsal only: nothing was written."))
