"""Reads reference data into rows; says place and reason of everything wrong."""

import re
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:hoaban:curriculum")
OUTCOME_ID = re.compile(r"[A-Z][A-Z0-9_]{0,11}\.\d{1,2}[A-Z]?(\.[A-Z]{1,4})?\.\d{1,4}")
LONGEST_TEXT = 4000
LONGEST_KEY = 80
MOST_OUTCOMES = 50_000
HIGHEST_GRADE = 12
LAST_PRIMARY_GRADE = 5
SUBJECT_OF_SET = {"LSDL_TH": "LSDL", "LSDL_THCS": "LSDL"}


# set, place, grade, strand, topic, outcome: as the file gives them
Found = tuple[str, str, Any, str, str, Any]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome as a file gives it, and where in the file it stands."""

    place: str
    code: str
    guid: uuid.UUID
    subject: str
    grade: int
    text: str
    strand_name: str
    topic_name: str


@dataclass(slots=True)
class Reading:
    """What a file holds: rows that can be used, and what is wrong with the rest."""

    rows: list[OutcomeRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def outcome_guid(code: str) -> uuid.UUID:
    """Return the outcome's identifier, the same on every installation."""
    return uuid.uuid5(NAMESPACE, f"GDPT2018/outcome/{code}")


def strand_guid(subject: str, grade: int, strand: str) -> uuid.UUID:
    """Return a strand's identifier from its keys."""
    return uuid.uuid5(NAMESPACE, f"GDPT2018/{subject}/{grade}/{strand}")


def topic_guid(subject: str, grade: int, strand: str, topic: str) -> uuid.UUID:
    """Return a topic's identifier from its keys."""
    return uuid.uuid5(NAMESPACE, f"GDPT2018/{subject}/{grade}/{strand}/{topic}")


def key_of(name: str) -> str:
    """Return a name's key: lower case, no marks, hyphens."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY].strip("-")


def sentence_case(name: str) -> str:
    """Return a name printed in capitals as one reads it."""
    name = " ".join(name.split())
    return name.capitalize() if name.isupper() else name


def subject_of_set(name: str, grade: int) -> str:
    """Return our subject code for a set of the official file."""
    if name == "NGUVAN":
        return "TV" if grade <= LAST_PRIMARY_GRADE else "VAN"
    return SUBJECT_OF_SET.get(name, name)


def level_of(grade: int) -> str:
    """Return the school level a grade belongs to."""
    return "TH" if grade <= 5 else "THCS" if grade <= 9 else "THPT"


def _items(
    parent: Mapping[str, Any], name: str, place: str, reading: Reading
) -> list[Any]:
    items = parent.get(name, [])
    if not isinstance(items, list):
        reading.errors.append(f"{place}.{name}: a list is expected")
        return []
    return items


def _outcomes(document: Mapping[str, Any], reading: Reading) -> Iterator[Found]:
    """Walk subjects → grades → strands → topics → outcomes."""
    for name, subject in document["subjects"].items():
        where = f"subjects.{name}"
        if not isinstance(subject, dict):
            reading.errors.append(f"{where}: an object is expected")
            continue
        for g, grade in enumerate(_items(subject, "grades", where, reading)):
            yield from _of_grade(name, f"{where}.grades[{g}]", grade, reading)


def _of_grade(name: str, place: str, grade: Any, reading: Reading) -> Iterator[Found]:
    if not isinstance(grade, dict):
        reading.errors.append(f"{place}: an object is expected")
        return
    for s, strand in enumerate(_items(grade, "strands", place, reading)):
        if not isinstance(strand, dict):
            reading.errors.append(f"{place}.strands[{s}]: an object is expected")
            continue
        at = f"{place}.strands[{s}]"
        for t, topic in enumerate(_items(strand, "topics", at, reading)):
            if not isinstance(topic, dict):
                reading.errors.append(f"{at}.topics[{t}]: an object is expected")
                continue
            there = f"{at}.topics[{t}]"
            names = (str(strand.get("strand", "")), str(topic.get("topic", "")))
            for o, outcome in enumerate(_items(topic, "outcomes", there, reading)):
                spot = f"{there}.outcomes[{o}]"
                yield name, spot, grade.get("grade"), *names, outcome


def _row(found: Found) -> OutcomeRow:
    """Make one row or raise ValueError with the reason."""
    name, place, grade, strand, topic, outcome = found
    if not isinstance(grade, int) or not 1 <= grade <= HIGHEST_GRADE:
        raise ValueError(f"grade {grade!r} is not 1–12")
    if not isinstance(outcome, dict):
        raise TypeError("an object with id and text is expected")
    code, text = outcome.get("id"), outcome.get("text")
    if not isinstance(code, str) or not OUTCOME_ID.fullmatch(code):
        raise ValueError(
            f"id {str(code)[:40]!r} is not of the form SUBJECT.GRADE.NUMBER"
        )
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{code}: text is empty")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{code}: text is longer than {LONGEST_TEXT} characters")
    return OutcomeRow(
        place,
        code,
        outcome_guid(code),
        subject_of_set(name, grade),
        grade,
        " ".join(text.replace("\x00", "").split()),
        sentence_case(strand),
        sentence_case(topic),
    )


def read_official(document: object, known_subjects: frozenset[str]) -> Reading:
    """Read the official set; every row is judged, none is dropped in silence."""
    reading = Reading()
    if not isinstance(document, dict) or not isinstance(document.get("subjects"), dict):
        reading.errors.append("subjects: an object of subjects is expected")
        return reading
    seen: dict[str, str] = {}
    for item in _outcomes(document, reading):
        try:
            row = _row(item)
        except (TypeError, ValueError) as error:
            reading.errors.append(f"{item[1]}: {error}")
            continue
        if row.code in seen:
            reading.errors.append(
                f"{row.place}: {row.code} is already at {seen[row.code]}"
            )
        elif row.subject not in known_subjects:
            reading.errors.append(
                f"{row.place}: {row.code}: subject {row.subject} is not in the programme"
            )
        else:
            seen[row.code] = row.place
            reading.rows.append(row)
        if len(seen) > MOST_OUTCOMES:
            reading.errors.append(f"more than {MOST_OUTCOMES} outcomes")
            break
    if not reading.rows and not reading.errors:
        reading.errors.append("subjects: no outcome found")
    return reading
