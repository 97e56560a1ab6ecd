"""The past live lesson, the homework and the names hold together."""

import subprocess

import imageio_ffmpeg
import pypdfium2
import pytest

from tests.content.reading import CONTENT, content, lessons

KINDS = {
    "slide",
    "ink",
    "chat",
    "hand",
    "floor",
    "poll",
    "poll_closed",
    "vote",
    "say",
    "join",
    "leave",
    "end",
}


def test_live_events_are_in_order_and_name_known_people():
    lesson = content("live_lesson.json")
    cast = content("names.json")["cast"]
    times = [event["t"] for event in lesson["events"]]
    assert times == sorted(times)
    assert 300 <= lesson["seconds"] <= 420
    assert times[-1] <= lesson["seconds"] + 0.1
    assert {event["kind"] for event in lesson["events"]} == KINDS
    for event in lesson["events"]:
        who = event.get("who")
        assert (
            who is None
            or who in cast
            or (who.startswith("pupil:") and 1 <= int(who[6:]) <= 31)
        )
    assert lesson["lesson"] in {entry["key"] for entry in lessons()}


def test_everybody_who_acts_is_in_the_room():
    here = {"teacher_toan", None}
    for event in content("live_lesson.json")["events"]:
        if event["kind"] == "join":
            assert event["who"] not in here
            here.add(event["who"])
        assert event.get("who") in here, event
        if event["kind"] == "leave":
            here.discard(event["who"])
    assert len(here) == 2 + 33


def test_ink_lies_on_the_page_shown():
    page = 0
    for event in content("live_lesson.json")["events"]:
        if event["kind"] == "slide":
            page = event["page"]
        if event["kind"] == "ink":
            assert event["page"] == page
            assert len(event["points"]) >= 2
            assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in event["points"])


def test_one_vote_a_pupil_while_the_poll_is_open():
    events = content("live_lesson.json")["events"]
    poll = next(event for event in events if event["kind"] == "poll")
    closed = next(event for event in events if event["kind"] == "poll_closed")
    votes = [event for event in events if event["kind"] == "vote"]
    assert len({vote["who"] for vote in votes}) == len(votes) == 30
    assert all(
        poll["t"] < vote["t"] < closed["t"] and vote["option"] in range(4)
        for vote in votes
    )
    assert sum(vote["option"] == poll["right"] for vote in votes) == 24
    assert poll["options"][poll["right"]] == "60°"


def test_only_one_person_speaks_at_a_time_and_pupils_only_with_the_floor():
    floor, free_at = None, 0.0
    for event in content("live_lesson.json")["events"]:
        if event["kind"] == "floor":
            floor = event["who"] if event["granted"] else None
        if event["kind"] == "say":
            assert event["t"] >= free_at
            assert event["who"] in {"teacher_toan", floor}
            free_at = event["t"] + event["seconds"]


def test_slides_open_and_are_small():
    path = CONTENT / "live_slides.pdf"
    assert path.stat().st_size <= 200 * 1024
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == content("live_lesson.json")["pages"] == 6
        assert [round(side) for side in document[0].get_size()] == [960, 540]


def test_voice_is_as_long_as_the_script_and_loud_where_somebody_speaks():
    path = CONTENT / "live_voice.ogg"
    lesson = content("live_lesson.json")
    assert path.stat().st_size <= 400 * 1024
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        str(path),
        "-ac",
        "1",
        "-ar",
        "8000",
        "-f",
        "u8",
        "-",
    ]
    sound = subprocess.run(command, capture_output=True, check=True).stdout
    assert len(sound) / 8000 == pytest.approx(lesson["seconds"], abs=1)
    for event in lesson["events"]:
        if event["kind"] == "say":
            part = sound[
                int(event["t"] * 8000) : int((event["t"] + event["seconds"]) * 8000)
            ]
            assert max(part) - min(part) > 40, event["text"]


def test_homework_answers_are_varied_and_answered():
    for task in content("homework.json"):
        assert 8 <= len(task["answers"]) <= 10
        assert len({answer["text"] for answer in task["answers"]}) == len(
            task["answers"]
        )
        assert len({answer["comment"] for answer in task["answers"]}) == len(
            task["answers"]
        )
        assert task["lesson"] in {entry["key"] for entry in lessons()}
        marks = [answer["mark"] for answer in task["answers"]]
        if task["grade"] <= 5:
            assert set(marks) == {None}
        else:
            assert all(
                0 <= float(mark) <= 10 and float(mark) * 2 % 1 == 0 for mark in marks
            )
            assert sum(int(part["points"]) for part in task["rubric"]) == 10


def test_names_give_hundreds_of_people_without_repetition():
    names = content("names.json")
    full = set()
    for people in names["peoples"]:
        for sex in ("male", "female"):
            assert len(set(people[sex])) == len(people[sex])
            for family in people["family"]:
                for middle in people[f"{sex}_middle"]:
                    full |= {f"{family} {middle} {given}" for given in people[sex]}
    assert len(full) > 3000
    assert not full & set(names["rules"]["never_full"])
    assert sum(people["share"] for people in names["peoples"]) == 100
