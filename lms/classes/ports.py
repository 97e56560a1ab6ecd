"""What classes, assignments and tests tell whoever counts online periods."""

from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class EvidenceSink(Protocol):
    """Hears of work that took place online. Each call may come more than once."""

    def lesson_assignment_done(self, assignment: Any) -> None:
        """Hear that a learner finished, or the due date passed."""

    def test_held(self, test: Any) -> None:
        """Hear that a test closed."""

    def lesson_taught(self, room: Any) -> None:
        """Hear that a live lesson ended."""


class Unheard:
    """The sink of an installation that counts nothing."""

    def lesson_assignment_done(self, assignment: Any) -> None:
        """Let it pass."""

    def test_held(self, test: Any) -> None:
        """Let it pass."""

    def lesson_taught(self, room: Any) -> None:
        """Let it pass."""


def get_evidence_sink() -> EvidenceSink:
    """Return the sink the settings name."""
    name = settings.LMS_EVIDENCE_SINK
    return cast(EvidenceSink, import_string(name)()) if name else Unheard()
