"""Judges an answer to a self-check question. Pure: no Django."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

CHOICE, NUMBER, TEXT = "choice", "number", "text"
LONGEST_ANSWER = 300
_NUMBER = re.compile(r"[+-]?(\d{1,18}([.,]\d{1,18})?|\d{1,18}\s*/\s*\d{1,18})")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, whether it is right, and what to say about it."""

    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and what counts as right."""

    kind: str
    answer: str = ""
    options: Sequence[Option] = ()
    feedback_right: str = ""
    feedback_wrong: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to tell the pupil. `understood` is False for an empty or odd answer."""

    understood: bool
    right: bool = False
    feedback: str = ""
    detail: str = ""


def judge(question: Question, given: str) -> Verdict:
    """Judge one answer."""
    given = unicodedata.normalize("NFC", given).strip()[:LONGEST_ANSWER]
    if not given:
        return Verdict(understood=False)
    if question.kind == CHOICE:
        return _judge_choice(question, given)
    if question.kind == NUMBER:
        value = as_number(given)
        if value is None:
            return Verdict(understood=False)
        right = value in {as_number(each) for each in accepted(question.answer)}
    else:
        right = plain(given) in {plain(each) for each in accepted(question.answer)}
    return _verdict(question, right=right)


def _judge_choice(question: Question, given: str) -> Verdict:
    if not given.isdecimal() or int(given) >= len(question.options):
        return Verdict(understood=False)
    option = question.options[int(given)]
    return _verdict(question, right=option.right, detail=option.feedback)


def _verdict(question: Question, *, right: bool, detail: str = "") -> Verdict:
    feedback = question.feedback_right if right else question.feedback_wrong
    return Verdict(understood=True, right=right, feedback=feedback, detail=detail)


def accepted(answer: str) -> list[str]:
    """Return the answers that count: one, or several parted by `|`."""
    return [part.strip() for part in answer.split("|") if part.strip()]


def as_number(text: str) -> Fraction | None:
    """Read `2,5`, `2.5`, `−3/4`, `50 °`; None if it is no number."""
    text = text.replace("−", "-").replace("–", "-").replace("\u202f", "")
    text = text.rstrip("°%").replace(" ", "")
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Fraction(text.replace(",", "."))
    except ZeroDivisionError:
        return None


def plain(text: str) -> str:
    """Return text as it is compared: composed, small letters, single spaces."""
    text = unicodedata.normalize("NFC", text).casefold()
    return " ".join(text.strip(" .!?;:").split())
