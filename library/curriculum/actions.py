"""Loads the shipped reference data and imports the official outcomes."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils import timezone

from library.curriculum import bundled
from library.curriculum.models import (
    Outcome,
    Programme,
    Strand,
    SubjectGrade,
    Topic,
)
from library.curriculum.rules import (
    OutcomeRow,
    key_of,
    read_official,
    strand_guid,
    topic_guid,
)
from schools.public import Subject


class ImportRefusedError(Exception):
    """Nothing was written; `errors` says where and why."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass
class Report:
    """How many rows were added, changed, left alone, retired."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, what: str, outcome: str, number: int = 1) -> None:
        """Count rows of one kind."""
        row = self.counts.setdefault(what, {"added": 0, "changed": 0, "same": 0})
        row[outcome] = row.get(outcome, 0) + number

    def changed(self) -> int:
        """Return how many rows were touched at all."""
        return sum(
            number
            for row in self.counts.values()
            for outcome, number in row.items()
            if outcome != "same"
        )


def _put(
    report: Report, manager: models.Manager, key: dict[str, object], values: dict
) -> models.Model:
    """Create a row, or change it only where it differs."""
    row = manager.filter(**key).first()
    name = manager.model.__name__
    if row is None:
        report.add(name, "added")
        return manager.create(**key, **values)
    if _differs(row, values):
        row.save(update_fields=list(values))
        report.add(name, "changed")
    else:
        report.add(name, "same")
    return row


def _differs(row: models.Model, values: dict[str, object]) -> bool:
    """Set the values; return whether any of them was new."""
    differs = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            differs = True
    return differs


@transaction.atomic
def load_bundled() -> Report:
    """Load programme, subjects, periods, strands, topics and our own outcomes."""
    report = Report()
    data = bundled.programme()
    programme = _put(
        report,
        Programme.objects,
        {"code": data["code"]},
        {
            "name": data["name"],
            "legal_basis": data["legal_basis"],
            "valid_from": datetime.date.fromisoformat(data["valid_from"]),
            "weeks_per_year": data["weeks_per_year"],
        },
    )
    _load_subjects(report)
    grades = _load_periods(report, programme)
    _load_strands(report, grades)
    _load_own_outcomes(report, grades)
    return report


def _load_subjects(report: Report) -> None:
    rows = bundled.subjects()
    for data in rows:
        _put(
            report,
            Subject.objects,
            {"code": data["code"]},
            {
                "name_vi": data["name_vi"],
                "name_en": data["name_en"],
                "short": data["short"],
                "position": data["position"],
                "is_scored": data["kind"] == "scored",
                "levels": data["levels"],
                "part_at": data.get("component_levels", []),
            },
        )
    ids = dict(Subject.objects.values_list("code", "id"))
    for data in rows:
        if data.get("component_of"):
            Subject.objects.filter(code=data["code"]).exclude(
                component_of=ids[data["component_of"]]
            ).update(component_of=ids[data["component_of"]])


def _load_periods(
    report: Report, programme: Programme
) -> dict[tuple[str, int], SubjectGrade]:
    subjects = {subject.code: subject for subject in Subject.objects.all()}
    grades = {}
    for row in bundled.periods():
        code, grade = row["subject_code"], int(row["grade"])
        grades[code, grade] = _put(
            report,
            SubjectGrade.objects,
            {"programme": programme, "subject": subjects[code], "grade": grade},
            {
                "level": row["level"],
                "kind": row["kind"],
                "periods_per_year": int(row["periods_per_year"]),
            },
        )
    return grades


def _load_strands(report: Report, grades: dict[tuple[str, int], SubjectGrade]) -> None:
    known_strands = {str(row.guid): row for row in Strand.objects.all()}
    known_topics = {str(row.guid): row for row in Topic.objects.all()}
    for code, subject in bundled.strands().items():
        for grade, strands in subject["grades"].items():
            for position, data in enumerate(strands):
                strand = _put_known(
                    report,
                    known_strands,
                    Strand(
                        guid=uuid.UUID(data["guid"]),
                        subject_grade=grades[code, int(grade)],
                        key=data["key"],
                        name=data["name"],
                        position=position,
                    ),
                )
                for place, topic in enumerate(data["topics"]):
                    _put_known(
                        report,
                        known_topics,
                        Topic(
                            guid=uuid.UUID(topic["guid"]),
                            strand=strand,
                            key=topic["key"],
                            name=topic["name"],
                            position=place,
                        ),
                    )


def _put_known(
    report: Report, known: dict[str, models.Model], wanted: models.Model
) -> models.Model:
    """Save a strand or topic if it is new or named otherwise."""
    name = type(wanted).__name__
    row = known.get(str(wanted.guid))
    if row is None:
        wanted.save(force_insert=True)
        report.add(name, "added")
        return wanted
    if _differs(row, {"name": wanted.name, "position": wanted.position}):
        row.save(update_fields=["name", "position"])
        report.add(name, "changed")
    else:
        report.add(name, "same")
    return row


def _load_own_outcomes(
    report: Report, grades: dict[tuple[str, int], SubjectGrade]
) -> None:
    """Load the sentences in our own words; official ones are never overwritten."""
    known = {row.code: row for row in Outcome.objects.all()}
    strands = {(s.subject_grade_id, s.key): s for s in Strand.objects.all()}
    topics = {(t.strand_id, t.key): t for t in Topic.objects.all()}
    for data in bundled.own_outcomes():
        row = known.get(data["id"])
        if row is not None and (not row.is_own_words or row.text == data["text_vi"]):
            report.add("Outcome", "same")
            continue
        grade = grades[data["subject"], data["grade"]]
        strand = strands.get((grade.id, data["strand"]))
        topic = topics.get((strand.id, data["topic"])) if strand else None
        Outcome.objects.update_or_create(
            code=data["id"],
            defaults={
                "guid": uuid.UUID(data["guid"]),
                "subject_grade": grade,
                "strand": strand,
                "topic": topic,
                "text": data["text_vi"],
                "is_own_words": True,
            },
        )
        report.add("Outcome", "changed" if row else "added")


class _Undo(Exception):  # noqa: N818 - ends a rehearsal, no error
    pass


def import_official(document: object, *, dry_run: bool = False) -> Report:
    """Import the official outcomes: all of the file, or nothing and the reasons."""
    reading = read_official(
        document, frozenset(row["code"] for row in bundled.subjects())
    )
    if reading.errors:
        raise ImportRefusedError(reading.errors)
    report = Report()
    try:
        with transaction.atomic():
            report = load_bundled()
            _write_official(report, reading.rows)
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return report


def rehearse_bundled() -> Report:
    """Load the shipped data, report, and take it all back."""
    report = Report()
    try:
        with transaction.atomic():
            report = load_bundled()
            raise _Undo
    except _Undo:
        return report


def _write_official(report: Report, rows: list[OutcomeRow]) -> None:
    grades = {
        (row.subject.code, row.grade): row
        for row in SubjectGrade.objects.select_related("subject")
    }
    missing = [r for r in rows if (r.subject, r.grade) not in grades]
    if missing:
        raise ImportRefusedError(
            [
                f"{r.place}: {r.code}: {r.subject} is not taught in grade {r.grade}"
                for r in missing
            ]
        )
    places = _Places(report)
    known = {row.code: row for row in Outcome.objects.all()}
    for row in rows:
        _write_one(report, row, known.get(row.code), grades, places)
    _retire(report, rows, grades)


def _write_one(
    report: Report,
    row: OutcomeRow,
    known: Outcome | None,
    grades: dict[tuple[str, int], SubjectGrade],
    places: "_Places",
) -> None:
    if known is not None:
        values = {"text": row.text, "is_own_words": False, "retired_at": None}
        if _differs(known, values):
            known.save(update_fields=list(values))
            report.add("Outcome", "changed")
        else:
            report.add("Outcome", "same")
        return
    grade = grades[row.subject, row.grade]
    strand, topic = places.of(row, grade)
    Outcome.objects.create(
        code=row.code,
        guid=row.guid,
        subject_grade=grade,
        strand=strand,
        topic=topic,
        text=row.text,
    )
    report.add("Outcome", "added")


class _Places:
    """Finds (or, for an unknown name, makes) an outcome's strand and topic."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.by_code = bundled.places()
        self.strands = {str(row.guid): row for row in Strand.objects.all()}
        self.topics = {str(row.guid): row for row in Topic.objects.all()}

    def of(
        self, row: OutcomeRow, grade: SubjectGrade
    ) -> tuple[Strand | None, Topic | None]:
        """Return where an outcome belongs: by its id, else by the names given."""
        if row.code in self.by_code:
            strand, topic = self.by_code[row.code]
            return self.strands[strand], self.topics[topic]
        if not row.strand_name:
            return None, None
        strand = self._strand(row, grade)
        return strand, self._topic(row, strand) if row.topic_name else None

    def _strand(self, row: OutcomeRow, grade: SubjectGrade) -> Strand:
        key = key_of(row.strand_name)
        guid = strand_guid(row.subject, row.grade, key)
        if str(guid) not in self.strands:
            self.strands[str(guid)] = Strand.objects.create(
                guid=guid,
                subject_grade=grade,
                key=key,
                name=row.strand_name[:250],
                position=999,
            )
            self.report.add("Strand", "added")
        return self.strands[str(guid)]

    def _topic(self, row: OutcomeRow, strand: Strand) -> Topic:
        key = key_of(row.topic_name)
        guid = topic_guid(row.subject, row.grade, strand.key, key)
        if str(guid) not in self.topics:
            self.topics[str(guid)] = Topic.objects.create(
                guid=guid,
                strand=strand,
                key=key,
                name=row.topic_name[:400],
                position=999,
            )
            self.report.add("Topic", "added")
        return self.topics[str(guid)]


def _retire(
    report: Report,
    rows: Iterable[OutcomeRow],
    grades: dict[tuple[str, int], SubjectGrade],
) -> None:
    """Retire official outcomes the file no longer has, in the grades it covers."""
    rows = list(rows)
    covered = {grades[row.subject, row.grade].id for row in rows}
    number = (
        Outcome.objects.filter(
            subject_grade__in=covered, is_own_words=False, retired_at=None
        )
        .exclude(code__in=[row.code for row in rows])
        .update(retired_at=timezone.now())
    )
    if number:
        report.add("Outcome", "retired", number)
