"""Papers: put together from items, frozen when set, copied."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from lms.assessment.frozen import Entry, FrozenPaper, Part, digest
from lms.assessment.models import Item, Paper, PaperItem, PaperPart
from schools.public import Account, Subject


class PaperError(ValueError):
    """A paper that cannot be written or set: the reason as a code."""


@dataclass(frozen=True)
class PartDraft:
    """A part as its author wants it."""

    title: str
    points: Decimal
    items: Sequence[Item]
    alternative: str = ""


@dataclass(frozen=True)
class PaperDraft:
    """A paper as its author wants it."""

    title: str
    subject: Subject
    grade: int
    parts: Sequence[PartDraft]
    decimals: int = 2
    ladder: bool = True


@transaction.atomic
def write_paper(
    account: Account, draft: PaperDraft, paper: Paper | None = None
) -> Paper:
    """Keep a new paper, or change one that is not set yet."""
    if paper is None:
        paper = Paper(owner=account)
    elif paper.frozen_at is not None:
        raise PaperError("frozen")
    parts = [part for part in draft.parts if part.items]
    if not parts:
        raise PaperError("no_items")
    paper.title, paper.subject, paper.grade = draft.title, draft.subject, draft.grade
    paper.decimals, paper.ladder = draft.decimals, draft.ladder
    paper.save()
    paper.parts.all().delete()
    for position, part in enumerate(parts, 1):
        row = PaperPart.objects.create(
            paper=paper,
            position=position,
            title=part.title,
            points=part.points,
            alternative=part.alternative,
        )
        PaperItem.objects.bulk_create(
            PaperItem(part=row, item=item, position=place)
            for place, item in enumerate(part.items, 1)
        )
    return paper


@transaction.atomic
def freeze_paper(paper_id: int, now: datetime.datetime) -> Paper:
    """Take the snapshot that tests and marks rest on; once taken it stays."""
    paper = Paper.objects.select_for_update().get(pk=paper_id)
    if paper.frozen_at is not None:
        return paper
    snapshot = snapshot_of(paper)
    if not snapshot["parts"]:
        raise PaperError("no_items")
    paper.snapshot, paper.digest, paper.frozen_at = snapshot, digest(snapshot), now
    paper.save(update_fields=["snapshot", "digest", "frozen_at"])
    return paper


def snapshot_of(paper: Paper) -> dict[str, Any]:
    """Return what the paper says now."""
    number = 0
    parts = []
    for part in paper.parts.prefetch_related("places__item").order_by("position"):
        entries = []
        for place in part.places.all():
            number += 1
            entries.append(_entry(f"q{number}", place.item))
        points = part.points.normalize()
        parts.append(
            Part(part.title, Decimal(f"{points:f}"), part.alternative, tuple(entries))
        )
    return FrozenPaper(
        paper.title, paper.decimals, paper.ladder, tuple(parts)
    ).as_json()


def _entry(key: str, item: Item) -> Entry:
    return Entry(
        key=key,
        item=item.uuid.hex,
        version=item.version,
        format=item.format,
        outcome=item.outcome,
        level=item.level,
        document=item.document,
    )


@transaction.atomic
def copy_paper(account: Account, paper: Paper, title: str) -> Paper:
    """Make a draft with the newest versions of the same items."""
    parts = [
        PartDraft(
            part.title,
            part.points,
            [place.item for place in part.places.all()],
            part.alternative,
        )
        for part in paper.parts.prefetch_related("places__item").order_by("position")
    ]
    draft = PaperDraft(
        title, paper.subject, paper.grade, parts, paper.decimals, paper.ladder
    )
    return write_paper(account, draft)
