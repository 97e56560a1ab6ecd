"""Seed the past live lesson that can be replayed, voice and all.

It lasts under six minutes: tied to its tiết it is evidence that does not count,
and the report's "Cần xem lại" says why.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from config.demo.finding import CONTENT, at, content, members, room_of, subject, teacher
from config.demo.steps import Say
from live.public import At, Room, hang_pictures, record_past_lesson, schedule_room
from lms.classes.models import PlannedPeriod
from schools.public import Account, BellTime, today

CAST = {"student": "Lò Thị Inh", "student_2": "Giàng Thị Súa", "student_3": "Thào A Pó"}
PENS = {"plum": 0, "leaf": 1, "sun": 2, "sky": 3}
BOARD = 4095


def seed_past_lesson(say: Say) -> None:
    """Write the log of 7A's last live lesson and prepare its replay."""
    data = content("live_lesson.json")
    where = room_of(data["class"])
    period = (
        PlannedPeriod.objects.filter(
            plan__school_class=where, plan__subject__code="TOAN", date__lt=today()
        )
        .order_by("-date")
        .first()
    )
    if period is None or Room.objects.filter(tie_key=str(period.uuid)).exists():
        return
    bell = BellTime.objects.get(
        school=where.school, session=period.session, period=period.period
    )
    starts = at(period.date, bell.starts.hour, bell.starts.minute)
    room = schedule_room(
        teacher("mai"),
        where,
        subject("TOAN"),
        data["title"],
        starts,
        45,
        str(period.uuid),
    )
    hang_pictures(room, [CONTENT / data["slides"]])
    people = _people(data)
    pupils = list(dict.fromkeys(_joined(data, people)))
    numbers = {account.pk: n for n, account in enumerate(pupils, 2)}  # 1: the teacher
    record_past_lesson(
        room,
        list(_script(data, people, numbers)),
        started_at=starts,
        length=datetime.timedelta(seconds=data["seconds"]),
        present={account: _stay(data, people, account) for account in pupils},
        sound=CONTENT / data["voice"],
    )


def _people(data: dict[str, Any]) -> dict[str, Account]:
    """Return the accounts the script's keys stand for."""
    learners = members(data["class"])
    by_name = {each.person.full_name: each.person.account for each in learners}
    people = {key: by_name[name] for key, name in CAST.items()}
    others = [x for x in learners if x.person.full_name not in CAST.values()]
    people |= {f"pupil:{n}": x.person.account for n, x in enumerate(others, 1)}
    return people


def _joined(data: dict[str, Any], people: dict[str, Account]) -> Iterator[Account]:
    for event in data["events"]:
        if event["kind"] == "join":
            yield people[event["who"]]


def _stay(
    data: dict[str, Any], people: dict[str, Account], account: Account
) -> tuple[float, float]:
    """Return the part of the lesson (0–1) between the first join and the last leave."""
    came, left = 0.0, 1.0
    for event in data["events"]:
        if people.get(event.get("who", "")) == account:
            if event["kind"] == "join" and event["t"] > 5:
                came = came or event["t"] / data["seconds"]
            if event["kind"] == "leave":
                left = event["t"] / data["seconds"]
    return (came, left) if left > came else (came, 1.0)


def _script(
    data: dict[str, Any], people: dict[str, Account], numbers: dict[int, int]
) -> Iterator[At]:
    """Turn the script's events into what browsers would have asked for."""
    for stroke, event in enumerate(data["events"]):
        request = _request(event, people, numbers, stroke)
        if request is not None:
            who = people.get(event.get("who", ""))
            actor = None if event["kind"] == "floor" else who
            yield At(round(event["t"] * 1000), request, actor)


def _request(
    event: dict[str, Any],
    people: dict[str, Account],
    numbers: dict[int, int],
    stroke: int,
) -> dict[str, Any] | None:
    kind = event["kind"]
    if kind == "slide":
        return {"k": "slide", "n": event["page"]}
    if kind == "ink":
        points = [round(value * BOARD) for point in event["points"] for value in point]
        pen = PENS.get(event["colour"], 0)
        return {"k": "ink", "n": event["page"], "w": stroke, "pen": pen, "pts": points}
    if kind == "floor":
        person = numbers[people[event["who"]].pk]
        return {"k": "floor", "p": person, "on": event["granted"]}
    return _small_request(event)


def _small_request(event: dict[str, Any]) -> dict[str, Any] | None:
    kind = event["kind"]
    if kind == "chat":
        return {"k": "chat", "x": event["text"]}
    if kind == "hand":
        return {"k": "hand", "up": event["up"]}
    if kind == "poll":
        return {"k": "poll", "q": event["question"], "o": event["options"]}
    if kind == "vote":
        return {"k": "vote", "o": event["option"]}
    return {"k": "shut"} if kind == "poll_closed" else None
