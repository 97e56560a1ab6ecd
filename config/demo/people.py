"""Synthetic people: names of the region's peoples, drawn without repetition."""

import datetime
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CONTENT = Path(__file__).parent / "content"
MALE, FEMALE = 1, 2


@dataclass(frozen=True)
class Human:
    """A name, a sex, a people and a birth date that belong together."""

    name: str
    sex: int
    people: str
    birth_date: datetime.date
    national_id: str


class Registry:
    """Draws people who do not exist, the same ones on every machine."""

    def __init__(self, seed: int = 2026) -> None:
        self.chance = random.Random(seed)  # noqa: S311  names, not secrets
        names = json.loads((CONTENT / "names.json").read_text(encoding="utf-8"))
        self.peoples = names["peoples"]
        self.taken: set[str] = set()
        self.numbers: set[str] = set()

    def reserve(self, *names: str) -> None:
        """Keep names for people the demo tells of."""
        self.taken.update(names)

    def child(self, grade: int, family: str = "") -> Human:
        """Return a pupil of usual age for a grade in 2026–27."""
        year = 2026 - 5 - grade - (self.chance.random() < 0.07)
        return self._human(year, family)

    def adult(self, sex: int = 0, family: str = "") -> Human:
        """Return a grown person."""
        return self._human(self.chance.randint(1975, 1992), family, sex)

    def named(self, name: str, sex: int, people: str, year: int) -> Human:
        """Return a person of the demo's story."""
        day = self._day(year)
        return Human(name, sex, people, day, self._number(day, sex))

    def _human(self, year: int, family: str = "", sex: int = 0) -> Human:
        sex = sex or self.chance.choice((MALE, FEMALE))
        day = self._day(year)
        for people, name in self._names(sex, family):
            if name not in self.taken:
                self.taken.add(name)
                return Human(name, sex, people, day, self._number(day, sex))
        raise AssertionError

    def _names(self, sex: int, family: str) -> Iterator[tuple[str, str]]:
        side = "male" if sex == MALE else "female"
        shares = [people["share"] for people in self.peoples]
        for _ in range(2000):
            people = self.chance.choices(self.peoples, shares)[0]
            if family and family not in people["family"]:
                continue
            words = (
                family or self.chance.choice(people["family"]),
                self.chance.choice(people[f"{side}_middle"]),
                self.chance.choice(people[side]),
            )
            yield people["people"], " ".join(" ".join(words).split())

    def _day(self, year: int) -> datetime.date:
        return datetime.date(year, 1, 1) + datetime.timedelta(
            days=self.chance.randrange(360)
        )

    def _number(self, birth: datetime.date, sex: int) -> str:
        century = 2 * (birth.year // 100 - 19) + (sex == FEMALE)
        while True:
            province = self.chance.choice(("011", "012", "014", "010"))
            tail = self.chance.randrange(10**6)
            number = f"{province}{century}{birth.year % 100:02}{tail:06}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number
