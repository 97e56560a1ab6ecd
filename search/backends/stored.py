"""Documents as rows and back."""

from collections.abc import Iterable, Iterator, Sequence

from search.documents import LONGEST_LINE, Document, readable
from search.models import DocumentToken, IndexedDocument, IndexGeneration


def row_from(generation: IndexGeneration, document: Document) -> IndexedDocument:
    """Give the row that keeps a document."""
    return IndexedDocument(
        generation=generation,
        key=document.key,
        kind=document.kind,
        title=readable(document.title, LONGEST_LINE),
        body=readable(document.body),
        url=document.url,
        grade=document.grade,
        subject_code=document.subject_code,
        subject_name=readable(document.subject_name, 200),
        strand=readable(document.strand, 300),
        headings=[readable(heading, LONGEST_LINE) for heading in document.headings],
        media="".join(f"|{kind}" for kind in document.media)
        + "|" * bool(document.media),
        bytes=document.bytes,
        licence=readable(document.licence, 100),
        updated_at=document.updated_at,
    )


def tokens_from(
    pairs: Iterable[tuple[IndexedDocument, Document]],
) -> Iterator[DocumentToken]:
    """Give the rows that say who may find the documents."""
    for row, document in pairs:
        for token in dict.fromkeys(document.visible_to):
            yield DocumentToken(document=row, token=token)


def documents_from(
    found: Sequence[tuple[int, float]],
) -> tuple[tuple[Document, float], ...]:
    """Load the documents found, in the order found; whom else they open to stays here."""
    rows = IndexedDocument.objects.in_bulk([row_id for row_id, _ in found])
    return tuple(
        (_document_from(rows[row_id]), score)
        for row_id, score in found
        if row_id in rows
    )


def _document_from(row: IndexedDocument) -> Document:
    return Document(
        key=row.key,
        kind=row.kind,
        title=row.title,
        body=row.body,
        url=row.url,
        grade=row.grade,
        subject_code=row.subject_code,
        subject_name=row.subject_name,
        strand=row.strand,
        headings=tuple(row.headings),
        media=tuple(kind for kind in row.media.split("|") if kind),
        bytes=row.bytes,
        licence=row.licence,
        updated_at=row.updated_at,
    )
