"""Banks and papers an account may use; the paper behind a test."""

import json
import zlib
from functools import lru_cache

from django.db.models import Q, QuerySet

from lms.assessment.frozen import FrozenPaper, corrected, thaw
from lms.assessment.models import Item, ItemBank, KeyCorrection, Paper, Test
from schools.public import Account, roles_of


def banks_for(account: Account) -> QuerySet[ItemBank]:
    """Return the account's own banks and those its schools share."""
    schools = {role.organisation.pk for role in roles_of(account)}
    return ItemBank.objects.filter(
        Q(owner=account) | Q(school_id__in=schools)
    ).select_related("subject", "owner__person", "school")


def usable_items(account: Account, subject_id: int, grade: int) -> QuerySet[Item]:
    """Return the items in use that may go into a paper of a subject and grade."""
    return (
        Item.objects.filter(
            bank__in=banks_for(account),
            bank__subject_id=subject_id,
            bank__grade=grade,
            state=Item.State.ACTIVE,
        )
        .select_related("bank")
        .order_by("format", "bank__name", "id")
    )


@lru_cache(maxsize=64)
def _thawed(paper_id: int, digest: str) -> FrozenPaper:
    paper = Paper.objects.only("snapshot").get(pk=paper_id, digest=digest)
    return thaw(paper.snapshot or {})


def frozen_paper(test: Test) -> FrozenPaper:
    """Return the test's paper as it was set (a snapshot never changes: cached)."""
    return _thawed(test.paper_id, test.paper.digest)


def paper_with_corrections(test: Test) -> FrozenPaper:
    """Return the test's paper with the corrected keys laid over it."""
    changes = KeyCorrection.objects.filter(test=test).order_by("id")
    return corrected(frozen_paper(test), changes.values_list("key", "change"))


@lru_cache(maxsize=64)
def _compressed(paper_id: int, digest: str) -> int:
    snapshot = thaw(
        Paper.objects.only("snapshot").get(pk=paper_id, digest=digest).snapshot or {}
    ).as_json()
    return len(zlib.compress(json.dumps(snapshot, ensure_ascii=False).encode()))


FRAME_BYTES = 16_000  # page frame, styles and script of a first visit


def paper_bytes(test: Test) -> int:
    """Return about how many bytes the test page costs on a first visit."""
    return _compressed(test.paper_id, test.paper.digest) * 5 // 4 + FRAME_BYTES
