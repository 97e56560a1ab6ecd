"""What live lessons need from above: who may enter, and who wants to know the end.

Settings name the implementations: ``LIVE_ADMISSION`` and ``LIVE_LESSON_SINK``.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from live.models import Room


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody is in a room; ``role`` None means: not let in."""

    role: str | None
    caps: frozenset[str]
    display_name: str


class Admission(Protocol):
    """Decides who may enter a room."""

    def admit(self, account: Any, room: "Room") -> Grant:
        """Return what this account is in this room."""
        ...

    def rooms_visible_to(self, account: Any) -> Q:
        """Return the condition on rooms this account may see in a list."""
        ...


class LessonSink(Protocol):
    """Hears of a lesson that was taught."""

    def lesson_ended(self, room: "Room") -> None:
        """Take note of an ended lesson; may be called twice for one room."""
        ...


def admission() -> Admission:
    """Return the admission that settings name."""
    implementation: Admission = import_string(settings.LIVE_ADMISSION)()
    return implementation


def lesson_sink() -> LessonSink | None:
    """Return the sink that settings name, if any."""
    name = getattr(settings, "LIVE_LESSON_SINK", None)
    if not name:
        return None
    implementation: LessonSink = import_string(name)()
    return implementation
