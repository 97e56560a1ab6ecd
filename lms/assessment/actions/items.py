"""Items of a bank: written, changed (a new version), imported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from lms.assessment.items import ItemError, parse_item
from lms.assessment.items.base import checked_text
from lms.assessment.models import Item, ItemBank, ItemVersion
from schools.public import Account

MOST_ITEMS = 1000
OUTCOME_LENGTH = 60
KEY_LENGTH = 60


@dataclass(frozen=True)
class ItemDraft:
    """A clean item that is ready to be kept."""

    key: str
    format: str
    document: dict[str, Any]
    outcome: str = ""
    level: str = Item.Level.KNOW
    state: str = Item.State.ACTIVE


@dataclass(frozen=True)
class RowError:
    """What is wrong with one question of a file: its row (from 1), key and fault."""

    row: int
    key: str
    error: ItemError


@dataclass
class ImportReport:
    """What an import did, or would do."""

    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[RowError] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing stands against the import."""
        return not self.errors


def draft_item(raw: Mapping[str, Any]) -> ItemDraft:
    """Return a clean item from a row of a file, or raise ItemError."""
    if not isinstance(raw, Mapping):
        raise ItemError("format", "not_an_item")
    level = raw.get("level") or Item.Level.KNOW
    if level not in Item.Level.values:
        raise ItemError("level", "unknown_level")
    return ItemDraft(
        key=checked_text(raw.get("key"), "key", KEY_LENGTH),
        format=raw.get("format", ""),
        document=parse_item(raw.get("format", ""), raw),
        outcome=checked_text(
            raw.get("outcome"), "outcome", OUTCOME_LENGTH, required=False
        ),
        level=level,
    )


@transaction.atomic
def write_item(
    account: Account, bank: ItemBank, draft: ItemDraft, item: Item | None = None
) -> Item:
    """Keep a new item, or a new version of one whose document changed."""
    if item is None:
        item = Item(bank=bank, key=draft.key, format=draft.format, version=0)
    new_document = item.version == 0 or item.document != draft.document
    item.outcome, item.level, item.state = draft.outcome, draft.level, draft.state
    if new_document:
        item.document = draft.document
        item.version += 1
    item.save()
    if new_document:
        ItemVersion.objects.create(
            item=item, version=item.version, document=item.document, author=account
        )
    return item


def check_rows(rows: Iterable[Any]) -> tuple[list[ItemDraft], list[RowError]]:
    """Return the clean items of a file, and every fault with its row."""
    drafts: list[ItemDraft] = []
    errors: list[RowError] = []
    seen: set[str] = set()
    for number, raw in enumerate(rows, 1):
        key = str(raw.get("key", ""))[:KEY_LENGTH] if isinstance(raw, Mapping) else ""
        try:
            draft = draft_item(raw)
            if draft.key in seen:
                raise ItemError("key", "key_repeated")
        except ItemError as error:
            errors.append(RowError(number, key, error))
            continue
        seen.add(draft.key)
        drafts.append(draft)
    return drafts, errors


@transaction.atomic
def import_items(
    account: Account, bank: ItemBank, rows: list[Any], dry_run: bool = False
) -> ImportReport:
    """Import questions by key: all of them or, with one fault, none."""
    drafts, errors = check_rows(rows[:MOST_ITEMS])
    if len(rows) > MOST_ITEMS:
        errors.append(
            RowError(MOST_ITEMS + 1, "", ItemError("", "too_many", MOST_ITEMS))
        )
    known = {item.key: item for item in bank.items.select_for_update()}
    for number, draft in enumerate(drafts, 1):
        if draft.key in known and known[draft.key].format != draft.format:
            errors.append(RowError(number, draft.key, ItemError("key", "other_format")))
    report = ImportReport(errors=errors)
    for draft in drafts:
        _count(report, draft, known.get(draft.key))
        if not dry_run and report.is_clean:
            write_item(account, bank, draft, known.get(draft.key))
    return report


def _count(report: ImportReport, draft: ItemDraft, item: Item | None) -> None:
    if item is None:
        report.new += 1
    elif item.document == draft.document:
        report.same += 1
    else:
        report.changed += 1
