"""What other slices put on the class page.

The page belongs to this slice; lessons, homework, tests and live lessons belong
to slices above it, which this one may not import. They register here, in
`lms/class_page.py`.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.classes.models import PlannedPeriod
from lms.classes.permissions import Viewer


@dataclass(frozen=True)
class Section:
    """A part of the class page: a heading and a template with its context."""

    key: str
    heading: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EvidenceMark:
    """What stands beside a tiết of the plan: a word, its kind of chip, its rows."""

    label: str
    kind: str = ""  # "", "ok", "wait", "info"
    url: str = ""


SectionProvider = Callable[[Viewer, datetime.datetime], Section | None]
EvidenceProvider = Callable[
    [Viewer, Sequence[PlannedPeriod]], Mapping[int, EvidenceMark]
]


class ClassPage:
    """The providers of the class page, in the order of their positions."""

    def __init__(self) -> None:
        self._sections: dict[str, tuple[int, SectionProvider]] = {}
        self._evidence: list[EvidenceProvider] = []

    def add_section(self, key: str, position: int, provider: SectionProvider) -> None:
        """Add a section; the same key again replaces it."""
        self._sections[key] = (position, provider)

    def add_evidence(self, provider: EvidenceProvider) -> None:
        """Add a provider of marks beside the plan's periods (by period id)."""
        if provider not in self._evidence:
            self._evidence.append(provider)

    def sections(self, viewer: Viewer, now: datetime.datetime) -> list[Section]:
        """Return the sections there are for a viewer."""
        ordered = sorted(self._sections.values(), key=lambda pair: pair[0])
        built = (provider(viewer, now) for _position, provider in ordered)
        return [section for section in built if section is not None]

    def evidence(
        self, viewer: Viewer, periods: Sequence[PlannedPeriod]
    ) -> dict[int, EvidenceMark]:
        """Return the marks of periods, by period id."""
        marks: dict[int, EvidenceMark] = {}
        for provider in self._evidence:
            marks.update(provider(viewer, periods))
        return marks


class_page = ClassPage()
