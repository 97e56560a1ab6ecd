"""Keep the Vietnamese catalogues complete."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import translations


class Command(BaseCommand):
    """`--update APP`, `--check [APP…]`, `--compile`."""

    help = "Extracts messages, checks that Vietnamese is complete, compiles catalogues."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--update", nargs="+", metavar="APP", default=[])
        parser.add_argument("--check", nargs="*", metavar="APP")
        parser.add_argument("--compile", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, in the order update, check, compile."""
        for app in options["update"]:
            lacking = translations.update(app)
            self.stdout.write(f"{app}: {lacking} without Vietnamese words")
        if options["check"] is not None:
            apps = options["check"] or translations.APPS
            lacking = [line for app in apps for line in translations.missing(app)]
            if lacking:
                raise CommandError("\n".join(lacking))
        if options["compile"]:
            self.stdout.write(f"{translations.compile_all()} catalogues compiled")
