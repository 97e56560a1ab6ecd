"""The index in the project's own database, SQLite or PostgreSQL."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from search.analysis.school_words import Hint
from search.backends.full_text import FULL_TEXT, FullText, Sql
from search.backends.stored import documents_from, row_from, tokens_from
from search.documents import Document, indexed_text, newest
from search.models import DocumentToken, IndexedDocument, IndexGeneration
from search.query import Match, Need, Plan, Query
from search.ranking import RELEVANCE
from search.results import Facets, Found

State = IndexGeneration.State
PRUNED_AT_ONCE = 500
NOTHING = Sql("")


class DatabaseBackend:
    """Carries out plans as one SQL statement, permission and filters inside it."""

    @property
    def full_text(self) -> FullText:
        """Give the dialect of the connected database."""
        return FULL_TEXT[connection.vendor]

    # ---- asking

    def search(self, query: Query, plan: Plan) -> Found:
        """Give the page of documents that the query's tokens may see."""
        if not query.tokens:
            return Found(total=0)
        source, where, relevance = self._matching(plan)
        score = self._score(plan, relevance)
        conditions = [*where, *_allowed(query), *_filters(query)]
        page = _select(
            Sql(f"d.id, {score.text}, COUNT(*) OVER ()", score.params),
            source,
            conditions,
            Sql("ORDER BY 2 DESC, d.updated_at DESC, d.id LIMIT %s OFFSET %s",
                (query.limit, query.offset)),
        )  # fmt: skip
        total = page[0][2] if page else self._total(query, source, conditions)
        return Found(
            total=total,
            documents=documents_from([(row[0], float(row[1])) for row in page]),
            facets=self._facets(query, source, where) if query.facets else Facets(),
        )

    def _matching(self, plan: Plan) -> tuple[Sql, list[Sql], Sql]:
        source, where, relevance = Sql("search_indexeddocument d"), [], Sql("0")
        if plan.match:
            source, condition, relevance = self.full_text.matching(plan.match)
            where = [condition]
        return source, [*where, *(self._hint(hint) for hint in plan.must)], relevance

    def _hint(self, hint: Hint) -> Sql:
        """Hold when the document is of the grade or subject, or at least says so."""
        about = _about(hint)
        said = self.full_text.test(Match(hint.words, Need.PHRASE))
        return Sql(f"({about.text} OR {said.text})", (*about.params, *said.params))

    def _score(self, plan: Plan, relevance: Sql) -> Sql:
        text, params = f"{RELEVANCE} * {relevance.text}", [*relevance.params]
        for signal in plan.signals:
            test = (
                self.full_text.test(signal.test)
                if isinstance(signal.test, Match)
                else _about(signal.test)
            )
            text += f" + CASE WHEN {test.text} THEN {signal.weight} ELSE 0 END"
            params.extend(test.params)
        return Sql(text, tuple(params))

    def _total(self, query: Query, source: Sql, conditions: Sequence[Sql]) -> int:
        """Count when the page itself is empty: there is none, or it is past the end."""
        if query.offset == 0:
            return 0
        return _select(Sql("COUNT(*)"), source, conditions)[0][0]

    def _facets(self, query: Query, source: Sql, where: Sequence[Sql]) -> Facets:
        conditions = [*where, *_allowed(query), *_size_and_media(query)]
        facets = Facets()
        for grade, subject, name, count in _select(
            Sql("d.grade, d.subject_code, MAX(d.subject_name), COUNT(*)"),
            source,
            conditions,
            Sql("GROUP BY d.grade, d.subject_code"),
        ):
            if subject and query.grade in (None, grade):
                facets.subjects[subject] = facets.subjects.get(subject, 0) + count
            if subject:
                facets.subject_names[subject] = name
            if grade and query.subject in (None, "", subject):
                facets.grades[grade] = facets.grades.get(grade, 0) + count
        return facets

    # ---- keeping

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents or replace older ones under the same key."""
        given = newest(documents)
        with transaction.atomic():
            for generation in _written():
                self._replace(generation, given)

    def _replace(self, generation: IndexGeneration, given: list[Document]) -> None:
        old = generation.documents.filter(key__in=[one.key for one in given])
        known = dict(old.values_list("key", "updated_at"))
        fresh = [
            one for one in given
            if one.key not in known or known[one.key] <= one.updated_at
        ]  # fmt: skip
        old.filter(key__in=[one.key for one in fresh]).delete()
        self._insert(generation, fresh)

    def _insert(self, generation: IndexGeneration, given: list[Document]) -> None:
        rows = IndexedDocument.objects.bulk_create(
            [row_from(generation, document) for document in given], batch_size=200
        )
        DocumentToken.objects.bulk_create(
            tokens_from(zip(rows, given, strict=True)), batch_size=500
        )
        with connection.cursor() as cursor:
            self.full_text.write(
                cursor,
                [
                    (row.pk, indexed_text(one))
                    for row, one in zip(rows, given, strict=True)
                ],
            )

    def drop(self, keys: Iterable[str]) -> None:
        """Take documents out; a rebuild under way remembers not to bring them back."""
        keys = list(keys)
        with transaction.atomic():
            for generation in _written():
                generation.documents.filter(key__in=keys).delete()
                if generation.state == State.BUILDING:
                    _remember_dropped(generation, keys)

    # ---- rebuilding

    def begin(self) -> int:
        """Start a rebuild and give its number; an unfinished one is given up."""
        with transaction.atomic():
            IndexGeneration.objects.filter(state=State.BUILDING).update(
                state=State.RETIRED
            )
            return IndexGeneration.objects.create(state=State.BUILDING).pk

    def fill(self, number: int, documents: Iterable[Document]) -> int:
        """Bring documents into the rebuild, but none that is there already."""
        given = newest(documents)
        with transaction.atomic():
            generation = IndexGeneration.objects.select_for_update().get(
                pk=number, state=State.BUILDING
            )
            there = set(
                generation.documents.filter(
                    key__in=[one.key for one in given]
                ).values_list("key", flat=True)
            )
            self._insert(generation, [one for one in given if one.key not in there])
        return len(given)

    def finish(self, number: int) -> int:
        """Let the rebuild answer from now on; give how many documents it holds."""
        with transaction.atomic():
            generation = IndexGeneration.objects.select_for_update().get(
                pk=number, state=State.BUILDING
            )
            generation.documents.filter(dropped=True).delete()
            IndexGeneration.objects.filter(state=State.ACTIVE).update(
                state=State.RETIRED
            )
            generation.state = State.ACTIVE
            generation.save(update_fields=["state"])
        _prune()
        return generation.documents.count()

    def abandon(self, number: int) -> None:
        """Throw an unfinished rebuild away."""
        IndexGeneration.objects.filter(pk=number, state=State.BUILDING).update(
            state=State.RETIRED
        )
        _prune()


def _about(hint: Hint) -> Sql:
    """Hold when the document is of the hint's grade and one of its subjects."""
    parts, params = [], []
    if hint.subjects:
        parts.append(f"d.subject_code IN ({_holes(hint.subjects)})")
        params.extend(hint.subjects)
    if hint.grade:
        parts.append("d.grade = %s")
        params.append(hint.grade)
    return Sql(f"COALESCE({' AND '.join(parts)}, FALSE)", tuple(params))


def _allowed(query: Query) -> list[Sql]:
    """Hold for documents of the index in use that one of the tokens opens."""
    return [
        Sql(
            "d.generation_id ="
            " (SELECT g.id FROM search_indexgeneration g WHERE g.state = 'active')"
        ),
        Sql(
            "EXISTS (SELECT 1 FROM search_documenttoken t"  # noqa: S608
            f" WHERE t.document_id = d.id AND t.token IN ({_holes(query.tokens)}))",
            query.tokens,
        ),
    ]


def _filters(query: Query) -> list[Sql]:
    found = _size_and_media(query)
    if query.grade is not None:
        found.append(Sql("d.grade = %s", (query.grade,)))
    if query.subject:
        found.append(Sql("d.subject_code = %s", (query.subject,)))
    return found


def _size_and_media(query: Query) -> list[Sql]:
    found = []
    if query.media:
        escaped = query.media.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        found.append(Sql("d.media LIKE %s ESCAPE '!'", (f"%|{escaped}|%",)))
    if query.max_bytes is not None:
        found.append(Sql("d.bytes <= %s", (query.max_bytes,)))
    return found


def _holes(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _select(
    what: Sql, source: Sql, conditions: Sequence[Sql], end: Sql = NOTHING
) -> list[tuple]:
    where = " AND ".join(condition.text for condition in conditions)
    params = [*what.params, *source.params]
    for condition in conditions:
        params.extend(condition.params)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {what.text} FROM {source.text} WHERE {where} {end.text}",  # noqa: S608
            [*params, *end.params],
        )
        return cursor.fetchall()


def _written() -> list[IndexGeneration]:
    """Lock and give the generations that every change goes to."""
    IndexGeneration.objects.get_or_create(state=State.ACTIVE)
    return list(
        IndexGeneration.objects.select_for_update()
        .exclude(state=State.RETIRED)
        .order_by("pk")
    )


def _remember_dropped(generation: IndexGeneration, keys: list[str]) -> None:
    IndexedDocument.objects.bulk_create(
        [
            IndexedDocument(
                generation=generation, key=key, dropped=True,
                updated_at=generation.started_at,
            )
            for key in dict.fromkeys(keys)
        ]
    )  # fmt: skip


def _prune() -> None:
    """Delete retired generations a little at a time, so that nobody waits for it."""
    retired = IndexGeneration.objects.filter(state=State.RETIRED)
    rows = IndexedDocument.objects.filter(generation__in=retired)
    while some := list(rows.values_list("pk", flat=True)[:PRUNED_AT_ONCE]):
        IndexedDocument.objects.filter(pk__in=some).delete()
    retired.delete()
