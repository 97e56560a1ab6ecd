"""A believable timetable: nobody in two rooms at once, no day of one subject.

Local search from a fixed seed: the same plan gives the same timetable on every
machine.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Slot = tuple[int, str, int]  # weekday 1–6, session, period
ASSEMBLY, HOMEROOM = "Chào cờ", "Sinh hoạt lớp"


@dataclass(frozen=True)
class Lesson:
    """One weekly period of a class: subject, teacher, activity name if any."""

    subject: str
    teacher: str
    activity: str = ""


@dataclass(frozen=True)
class ClassWeek:
    """What a class has to place: its slots and lessons (as many as slots)."""

    name: str
    slots: tuple[Slot, ...]
    lessons: tuple[Lesson, ...]


def slots_of(level: str, count: int) -> tuple[Slot, ...]:
    """Return the week's slots of a level: primary two sessions on five days, else
    one session of at most five periods on six days, the last day ending early."""
    if level == "TH":
        shape = [(day, "morning", p) for day in range(1, 6) for p in range(1, 5)]
        shape += [(day, "afternoon", p) for p in range(1, 4) for day in range(1, 6)]
    else:
        shape = [(day, "morning", p) for p in range(1, 6) for day in range(1, 7)]
    order = {"morning": 0, "afternoon": 1}
    return tuple(
        sorted(shape[:count], key=lambda slot: (slot[0], order[slot[1]], slot[2]))
    )


def week_of_class(
    name: str,
    level: str,
    needs: Mapping[str, int],
    teachers: Mapping[str, Sequence[str]],
) -> ClassWeek:
    """Return a class's lessons, its two fixed activities marked."""
    lessons = []
    for subject, count in needs.items():
        shared = teachers[subject]
        for n in range(count):
            activity = ""
            if subject.startswith("HDTN") and n < 2:
                activity = (ASSEMBLY, HOMEROOM)[n]
            lessons.append(Lesson(subject, shared[n % len(shared)], activity))
    return ClassWeek(name, slots_of(level, len(lessons)), tuple(lessons))


def solve(weeks: Sequence[ClassWeek], seed: int = 7) -> dict[str, dict[Slot, Lesson]]:
    """Place every class's lessons; raise ValueError if no clash-free plan is found."""
    for attempt in range(20):
        plan = _Plan(weeks, random.Random(seed + attempt))  # noqa: S311
        if plan.improve():
            return plan.result()
    raise ValueError("no timetable without a clash was found")


class _Plan:
    def __init__(self, weeks: Sequence[ClassWeek], chance: random.Random) -> None:
        self.chance = chance
        self.weeks = {week.name: week for week in weeks}
        self.grid: dict[str, dict[Slot, Lesson]] = {}
        self.busy: Counter[tuple[str, Slot]] = Counter()
        for week in weeks:
            self._deal(week)

    def _deal(self, week: ClassWeek) -> None:
        fixed = {lesson.activity: lesson for lesson in week.lessons if lesson.activity}
        rest = [lesson for lesson in week.lessons if not lesson.activity]
        self.chance.shuffle(rest)
        first, last = week.slots[0], week.slots[-1]
        grid = {first: fixed[ASSEMBLY], last: fixed[HOMEROOM]}
        free = [slot for slot in week.slots if slot not in grid]
        grid.update(zip(free, rest, strict=True))
        self.grid[week.name] = grid
        for slot, lesson in grid.items():
            self.busy[lesson.teacher, slot] += 1

    def _crowding(self, name: str, day: int) -> int:
        on_day = [x.subject for slot, x in self.grid[name].items() if slot[0] == day]
        total = Counter(lesson.subject for lesson in self.grid[name].values())
        cost = 0
        for subject, count in Counter(on_day).items():
            most = 1 if total[subject] <= 5 else 3
            cost += 4 * max(0, count - most)
        return cost

    def _cost(self, name: str, one: Slot, two: Slot) -> int:
        clashes = sum(
            20 * (self.busy[self.grid[name][slot].teacher, slot] - 1)
            for slot in (one, two)
        )
        return clashes + sum(self._crowding(name, day) for day in {one[0], two[0]})

    def _swap(self, name: str, one: Slot, two: Slot) -> None:
        grid = self.grid[name]
        for slot in (one, two):
            self.busy[grid[slot].teacher, slot] -= 1
        grid[one], grid[two] = grid[two], grid[one]
        for slot in (one, two):
            self.busy[grid[slot].teacher, slot] += 1

    def improve(self, steps: int = 60_000) -> bool:
        names = list(self.weeks)
        for step in range(steps):
            name = self.chance.choice(names)
            slots = self.weeks[name].slots[1:-1]
            one, two = self.chance.sample(slots, 2)
            before = self._cost(name, one, two)
            self._swap(name, one, two)
            if self._cost(name, one, two) > before and self.chance.random() > 0.01:
                self._swap(name, one, two)
            if step % 2000 == 0 and self._clean():
                return True
        return self._clean()

    def _clean(self) -> bool:
        return max(self.busy.values()) == 1 and not any(
            self._crowding(name, day) for name in self.weeks for day in range(1, 7)
        )

    def result(self) -> dict[str, dict[Slot, Lesson]]:
        return {name: dict(sorted(grid.items())) for name, grid in self.grid.items()}
