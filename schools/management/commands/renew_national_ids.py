"""Re-encrypt national identifiers under the newest key."""

from typing import Any

from django.core.management.base import BaseCommand

from schools.actions.national_ids import renew_encryption


class Command(BaseCommand):
    """Safe to repeat and to break off; old keys may go once it says 0."""

    help = "Re-encrypts national identifiers under the newest of NATIONAL_ID_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew and say how many."""
        self.stdout.write(f"{renew_encryption()} identifiers re-encrypted")
