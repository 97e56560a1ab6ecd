"""What the library needs from above: who was given a lesson by its own right.

The setting ``LIBRARY_LESSON_GRANTS`` names the implementation; without one, nobody.
"""

import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class LessonGrants(Protocol):
    """Knows which lessons were given to somebody, whoever teaches them today."""

    def lessons_given_to(self, account: Any, on: datetime.date) -> frozenset[int]:
        """Return the ids of the lesson pages."""
        ...


def lesson_grants(account: Any, on: datetime.date) -> frozenset[int]:
    """Return the lessons given to an account, as the setting's port knows them."""
    name = getattr(settings, "LIBRARY_LESSON_GRANTS", "")
    if not name:
        return frozenset()
    port: LessonGrants = import_string(name)()
    return port.lessons_given_to(account, on)
