"""A lesson played again: its clock without pauses, its events, its sound.

The sound is not encoded again: the packets of the log are put into a WebM file, with
silence in the holes, so that a place in the file is a moment of the lesson.
"""

import bisect
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from live.opus import BIT_RATE, FRAME_MS, RATE, packet_ms, silence
from live.presence import Span, total
from live.recording import SOUND, Record, events_in, load, sound_of, spans_in
from live.room import Event, fold

HOLE_MS = 2 * FRAME_MS
SHOWN = {
    "deck",
    "slide",
    "ink",
    "undo",
    "clear",
    "chat",
    "hide",
    "poll",
    "shut",
    "vote",
}


class LessonClock:
    """From the log's clock to the replay's, which stands still outside the lesson."""

    def __init__(self, spans: list[Span]) -> None:
        self.spans = spans
        self.starts = [start for start, _ in spans]
        self.before: list[int] = []
        passed = 0
        for start, end in spans:
            self.before.append(passed)
            passed += end - start
        self.length = passed

    def at(self, t: int) -> int:
        """Return the replay's moment of a moment in the log."""
        place = bisect.bisect_right(self.starts, t) - 1
        if place < 0:
            return 0
        start, end = self.spans[place]
        return self.before[place] + min(t, end) - start

    def inside(self, t: int) -> bool:
        """Whether the lesson ran at that moment."""
        place = bisect.bisect_right(self.starts, t) - 1
        return place >= 0 and t <= self.spans[place][1]


def timeline(records: Iterable[Record], clock: LessonClock) -> list[tuple[int, bytes]]:
    """Return (ms, packet) without holes or overlaps; the teacher's voice wins."""
    voices = [
        (record.t, *sound_of(record)) for record in records if record.kind == SOUND
    ]
    teacher = [t for t, slot, _, _ in voices if slot == 0]
    line: list[tuple[int, bytes]] = []
    cursor = 0.0
    for t, slot, _, packet in sorted(voices, key=lambda voice: voice[0]):
        if not clock.inside(t) or (slot and _near(teacher, t)):
            continue
        start = clock.at(t) - packet_ms(packet)
        if start - cursor > HOLE_MS:
            cursor = _fill(line, cursor, start)
        line.append((round(cursor), packet))
        cursor += packet_ms(packet)
    if line and clock.length - cursor > HOLE_MS:
        _fill(line, cursor, clock.length)
    return line


def _near(times: list[int], t: int) -> bool:
    place = bisect.bisect_left(times, t - FRAME_MS)
    return place < len(times) and times[place] <= t + FRAME_MS


def _fill(line: list[tuple[int, bytes]], cursor: float, until: float) -> float:
    while cursor + FRAME_MS <= until:
        line.append((round(cursor), silence()))
        cursor += FRAME_MS
    return cursor


def write_sound(log: Path, target: Path) -> int:
    """Write the sound of a lesson; return how many packets were spoken."""
    _, records = load(log)
    clock = LessonClock(spans_in(records))
    spoken = sum(record.kind == SOUND for record in records)
    line = timeline(records, clock) if spoken else []
    if not line:
        return 0
    part = target.with_suffix(".part")
    with av.open(str(part), "w", format="webm") as container:
        stream = container.add_stream("libopus", rate=RATE)
        stream.codec_context.layout = "mono"
        stream.codec_context.bit_rate = BIT_RATE
        stream.time_base = Fraction(1, 1000)
        container.start_encoding()
        for start, body in line:
            packet = av.Packet(body)
            packet.stream = stream
            packet.time_base = Fraction(1, 1000)
            packet.pts = packet.dts = start
            packet.duration = round(packet_ms(body))
            packet.is_keyframe = True
            container.mux(packet)
    part.replace(target)
    return len(line)


def script_of(records: list[Record]) -> dict[str, Any]:
    """Return what the replay page needs besides the sound."""
    events = events_in(records)
    clock = LessonClock(spans_in(records))
    people = fold(events).people
    hidden = {event.d["m"] for event in events if event.k == "hide"}
    return {
        "length": clock.length,
        "people": {str(n): person.name for n, person in people.items()},
        "events": [
            _shown(event, clock)
            for event in events
            if event.k in SHOWN and event.s not in hidden
        ],
    }


def _shown(event: Event, clock: LessonClock) -> dict[str, Any]:
    data: dict[str, Any] = {"k": event.k, "s": event.s, "at": clock.at(event.t)}
    if event.a and event.k != "vote":
        data["a"] = event.a
    if event.k != "vote":
        data.update(event.d)
    return data


def chat_lines(records: list[Record]) -> list[dict[str, Any]]:
    """Return the talk as text: when, who, what."""
    script = script_of(records)
    return [
        {
            "at": event["at"],
            "clock": f"{event['at'] // 60_000}:{event['at'] // 1000 % 60:02d}",
            "name": script["people"].get(str(event.get("a")), ""),
            "text": event["x"],
        }
        for event in script["events"]
        if event["k"] == "chat"
    ]


def length_of(records: list[Record]) -> int:
    """Return the lesson's length in ms, pauses left out."""
    return total(spans_in(records))
