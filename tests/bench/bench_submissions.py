"""Test submissions per CPU-second of the server, against the floor.

A submission: begin (the page included), 28 saves, one of each question, hand in, mark.
`python -m tests.bench.bench_submissions` prints the rows.
"""

import html
import json
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.bench.harness import RESOLVABLE, Paired, abba, show
from tests.lms.assessment.hall import Hall

ITEMS = 28
SITTINGS = 12
SUBMISSIONS_GOAL = 0.2  # of the floor: sign-in, permissions, the page and marks are in
SAVES_GOAL = 2.0  # times the floor: pass, deadline, merge and log are in


def answers_of(n: int) -> dict[str, str]:
    return {f"q{n + 1}": str(n % 4)}


class RealArm:
    """The site as it is, over loopback."""

    def __init__(self, data: Path) -> None:
        self.hall = Hall(data)
        self.seeded = self.hall.prepare(SITTINGS, "sessions")
        self.hall.start()
        self.saves_cpu: list[float] = []

    def submissions(self) -> tuple[float, int]:
        """CPU per submission, and how many answers the database holds for each."""
        before = self.hall.cpu_seconds()
        passes = [self._begin(session) for session in self.seeded["sessions"]]
        ready = self.hall.cpu_seconds()
        for attempt in passes:
            seat = self.hall.seat(attempt)
            for n in range(ITEMS):
                seat.save(n + 1, answers_of(n))
        saved = self.hall.cpu_seconds()
        for attempt in passes:
            body = self.hall.seat(attempt).save(ITEMS + 1, {}, submit=True)
            assert body["receipt"]
        spent = self.hall.cpu_seconds() - before
        self.saves_cpu.append((saved - ready) / SITTINGS / ITEMS)
        return spent / SITTINGS, self._kept(passes)

    def _begin(self, session: str) -> dict[str, str]:
        line = HTTPConnection("127.0.0.1", self.hall.port, timeout=30)
        cookie = {"cookie": f"sessionid={session}"}
        test = self.seeded["test"]
        page = self._get(line, f"/kiem-tra/bai/{test}/", cookie)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = f"csrfmiddlewaretoken={token[1]}"  # type: ignore[index]
        cookie["cookie"] += f"; csrftoken={self.csrf}"
        line.request(
            "POST", f"/kiem-tra/bai/{test}/bat-dau/", form,
            {**cookie, "content-type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        response = line.getresponse()
        response.read()
        where = response.headers["location"]
        page = self._get(line, where, cookie)
        found = re.search(r'data-pass="([^"]+)"', page)
        return {"uuid": where.split("/")[3], "pass": html.unescape(found[1])}  # type: ignore[index]

    def _get(self, line: HTTPConnection, path: str, headers: dict[str, str]) -> str:
        line.request("GET", path, headers=headers)
        response = line.getresponse()
        content = response.read().decode()
        if response.status != 200:
            raise AssertionError(f"{path}: {response.status}")
        for value in response.headers.get_all("set-cookie") or []:
            if value.startswith("csrftoken="):
                self.csrf = value.split(";")[0].split("=", 1)[1]
        return content

    def _kept(self, passes: list[dict[str, str]]) -> int:
        with sqlite3.connect(self.hall.database) as database:
            rows = [
                database.execute(
                    "SELECT answers FROM lms_attempt WHERE uuid = ? AND mark >= 0",
                    [attempt["uuid"].replace("-", "")],
                ).fetchone()
                for attempt in passes
            ]
        return sum(len(json.loads(row[0])) for row in rows)


class FloorArm:
    """The raw app, over the same loopback."""

    def __init__(self, data: Path) -> None:
        self.hall = Hall(data)
        self.hall.start("tests.bench.submission_floor:application")
        self.saves_cpu: list[float] = []

    def submissions(self) -> tuple[float, int]:
        line = HTTPConnection("127.0.0.1", self.hall.port, timeout=30)
        before = self.hall.cpu_seconds()
        ids = [self._post(line, "begin", {})["id"] for _ in range(SITTINGS)]
        ready = self.hall.cpu_seconds()
        for pk in ids:
            for n in range(ITEMS):
                body = {"seq": n + 1, "answers": answers_of(n), "submit": False}
                self._post(line, str(pk), body)
        saved = self.hall.cpu_seconds()
        for pk in ids:
            self._post(line, str(pk), {"seq": ITEMS + 1, "answers": {}, "submit": True})
        spent = self.hall.cpu_seconds() - before
        self.saves_cpu.append((saved - ready) / SITTINGS / ITEMS)
        with sqlite3.connect(self.hall.data / "floor.sqlite3") as database:
            rows = [
                database.execute(
                    "SELECT answers FROM attempt WHERE id = ?", [pk]
                ).fetchone()
                for pk in ids
            ]
        return spent / SITTINGS, sum(len(json.loads(row[0])) for row in rows)

    def _post(self, line: HTTPConnection, path: str, body: Any) -> Any:
        line.request(
            "POST", f"/{path}", json.dumps(body), {"content-type": "application/json"}
        )
        return json.loads(line.getresponse().read())


def _saves(arm: RealArm | FloorArm) -> Callable[[], tuple[float, int]]:
    """Give the CPU of the saves alone, run by run, as they were measured."""
    measured = iter(arm.saves_cpu)
    return lambda: (next(measured), ITEMS)


def _met(pair: Paired, good: bool) -> Any:
    return good if pair.spread <= RESOLVABLE else "not resolvable"


def rows() -> Iterator[dict[str, Any]]:
    """Measure: ABBA pairs, the same answers kept in both arms."""
    with (
        tempfile.TemporaryDirectory() as real_data,
        tempfile.TemporaryDirectory() as floor_data,
    ):
        real, floor = RealArm(Path(real_data)), FloorArm(Path(floor_data))
        try:
            pair = abba(real.submissions, floor.submissions)
            ratio = 1 / pair.ratio
            yield {
                "name": "test submissions per CPU-second",
                "value": round(1 / pair.a, 1),
                "unit": "submissions/CPU-s",
                "floor": round(1 / pair.b, 1),
                "ratio": round(ratio, 3),
                "goal": SUBMISSIONS_GOAL,
                "spread": round(pair.spread, 4),
                "met": _met(pair, ratio >= SUBMISSIONS_GOAL),
            }
            pair = abba(_saves(real), _saves(floor))
            yield {
                "name": "CPU per saved answer",
                "value": round(pair.a * 1000, 3),
                "unit": "ms",
                "floor": round(pair.b * 1000, 3),
                "ratio": round(pair.ratio, 3),
                "goal": SAVES_GOAL,
                "spread": round(pair.spread, 4),
                "met": _met(pair, pair.ratio <= SAVES_GOAL),
            }
        finally:
            real.hall.stop()
            floor.hall.stop()
            time.sleep(0.2)


if __name__ == "__main__":
    show(rows())
