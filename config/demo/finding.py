"""Find the demo's rows again, so that each step can run on its own."""

import datetime
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from config.demo.province import YEAR
from schools.public import Account, Learner, SchoolClass, Subject, class_members, today

CONTENT = Path(__file__).parent / "content"
DILIGENT = "Lò Thị Inh"  # the story's pupil has done what is past
MEDIA = Path(__file__).parent / "media"


@cache
def content(name: str) -> Any:
    """Return one of the content files."""
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def folder(name: str) -> list[Any]:
    """Return every JSON file of a content folder."""
    paths = sorted((CONTENT / name).glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def teacher(key: str) -> Account:
    """Return a demo teacher's account."""
    return Account.objects.select_related("person").get(username=f"gv.{key}")


def officer(key: str) -> Account:
    """Return a demo officer's account."""
    return Account.objects.select_related("person").get(username=f"cb.{key}")


def room_of(name: str) -> SchoolClass:
    """Return a demo class by its name."""
    return SchoolClass.objects.select_related("school", "year").get(
        name=name, year_id=YEAR, school__is_demo=True
    )


def subject(code: str) -> Subject:
    """Return a subject by its code."""
    return Subject.objects.get(code=code)


def members(name: str) -> list[Learner]:
    """Return a class's learners as they are today, in list order."""
    return class_members(room_of(name), _inside_year())


def _inside_year() -> datetime.date:
    first, last = datetime.date(YEAR, 9, 7), datetime.date(YEAR + 1, 5, 30)
    return min(max(today(), first), last)


def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """Return an aware moment of a day."""
    zone = timezone.get_default_timezone()
    return datetime.datetime.combine(day, datetime.time(hour, minute), zone)


def chance(name: str) -> random.Random:
    """Return a source of chance that is the same on every machine."""
    return random.Random(f"muong-hoa {name}")  # noqa: S311  invented data
