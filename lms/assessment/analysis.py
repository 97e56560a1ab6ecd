"""What a class's answers say about each question and each outcome. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.assessment.frozen import Entry, FrozenPaper, Part
from lms.assessment.items import format_of
from lms.assessment.scoring import answer_to, score


@dataclass(frozen=True)
class Chosen:
    """How often an answer was given; `right` marks the key."""

    value: str
    count: int
    right: bool


@dataclass(frozen=True)
class Decision:
    """One thing to be decided in a question (a statement, or the question itself)."""

    label: str
    chosen: tuple[Chosen, ...]
    right: int
    unanswered: int


@dataclass(frozen=True)
class Question:
    """A question's figures over all who were asked it."""

    number: int
    entry: Entry
    part: Part
    asked: int
    earned: Decimal
    decisions: tuple[Decision, ...]

    @property
    def share(self) -> Decimal | None:
        """Points earned of those possible, in percent: low is hard."""
        if not self.asked:
            return None
        return self.earned * 100 / (self.part.points * self.asked)


@dataclass(frozen=True)
class OutcomeFigure:
    """An outcome's figures over its questions."""

    outcome: str
    questions: int
    earned: Decimal
    possible: Decimal

    @property
    def share(self) -> Decimal | None:
        """Points earned of those possible, in percent."""
        return self.earned * 100 / self.possible if self.possible else None


def questions(
    paper: FrozenPaper, answers: Sequence[Mapping[str, str]]
) -> list[Question]:
    """Return every question's figures, in the paper's own order."""
    scores = [score(paper, one) for one in answers]
    out = []
    number = 0
    for part in paper.parts:
        for entry in part.entries:
            number += 1
            asked = [
                (one, s.items[entry.key])
                for one, s in zip(answers, scores, strict=True)
                if entry.key in s.items
            ]
            earned = sum((s.earned for _one, s in asked), Decimal(0))
            decisions = _decisions(entry, [one for one, _s in asked])
            out.append(Question(number, entry, part, len(asked), earned, decisions))
    return out


def _decisions(
    entry: Entry, answers: Sequence[Mapping[str, str]]
) -> tuple[Decision, ...]:
    kind = format_of(entry.format)
    told = [kind.tell(entry.document, answer_to(entry, one)) for one in answers]
    out = []
    for i, (label, _key) in enumerate(right_answer(entry)):
        right = right_values(entry, i)
        counts = Counter(each[i][1] for each in told)
        shown = sorted(
            {*counts, *right} - {""}, key=lambda v: (v not in right, -counts[v], v)
        )
        chosen = tuple(Chosen(v, counts[v], v in right) for v in shown[:6])
        out.append(Decision(label, chosen, sum(counts[v] for v in right), counts[""]))
    return tuple(out)


def right_answer(entry: Entry) -> list[tuple[str, str]]:
    """Return the key as people read it."""
    kind = format_of(entry.format)
    key = kind.key(entry.document)
    fields = {s: key.get(s, key.get("value", "")) for s in kind.fields(entry.document)}
    return kind.tell(entry.document, fields)


def right_values(entry: Entry, i: int) -> set[str]:
    """Return every value that is right for the i-th decision."""
    kind = format_of(entry.format)
    forms = kind.key(entry.document).get("forms")
    if forms is None:
        return {right_answer(entry)[i][1]}
    return {kind.tell(entry.document, {"": form})[0][1] for form in forms}


def outcomes(found: Sequence[Question]) -> list[OutcomeFigure]:
    """Return the figures by outcome; questions without one come last, together."""
    by_code: dict[str, list[Question]] = {}
    for question in found:
        by_code.setdefault(question.entry.outcome, []).append(question)
    return [
        OutcomeFigure(
            code,
            len(rows),
            sum((q.earned for q in rows), Decimal(0)),
            sum((q.part.points * q.asked for q in rows), Decimal(0)),
        )
        for code, rows in sorted(
            by_code.items(), key=lambda pair: (pair[0] == "", pair[0])
        )
    ]
