"""Two workers, one room: one keeps the log, both have pupils."""

import asyncio

import pytest

from live.recording import events_in, load
from tests.live.conftest import LessonServer


@pytest.fixture
def workers(tmp_path, redis_url):
    pair = [LessonServer(tmp_path, LIVE_REDIS_URL=redis_url).start() for _ in range(2)]
    yield pair
    for worker in pair:
        worker.stop()


async def test_a_room_spans_two_workers(workers, room, people):
    keeper, other = workers
    teacher = await people(
        keeper, "teacher", name="Hà Thị Mai", deck=(1, 3), sound=True
    )
    far = await people(other, name="Lò Thị Inh", sound=True)
    near = await people(keeper, name="Vàng A Dua")
    assert (await teacher.ask("start"))["k"] == "ok"
    assert (await far.ask("chat", x="Em ở máy chủ khác"))["k"] == "ok"
    assert (await teacher.ink(1, 1, 0, [5, 5, 9, 9]))["k"] == "ok"
    await near.until(lambda: {"chat", "ink"} <= set(near.kinds()))
    await far.until(lambda: far.s == teacher.s)
    await teacher.say(b"\x4bteacher")
    await far.until(lambda: far.sounds)
    await teacher.ask("floor", p=2, on=True)
    await far.say(b"\x4bpupil")
    await teacher.until(lambda: teacher.sounds)
    assert (await far.ask("slide", n=2))["why"] == "cap"
    assert events_in(load(keeper.log(room))[1])[-1].s == teacher.s


async def test_resuming_at_the_other_worker_leaves_no_gap(workers, people):
    keeper, other = workers
    teacher = await people(keeper, "teacher", deck=(1, 3))
    pupil = await people(keeper)
    await pupil.cut()
    for n in range(8):
        await teacher.ink(1, n, 0, [n, n, n + 1, n + 1])
    pupil.url = pupil.url.replace(str(keeper.port), str(other.port))
    pupil.port, pupil.snap = other.port, None
    await pupil.join()
    await pupil.until(lambda: pupil.s == teacher.s)
    assert pupil.snap is None
    assert [e.d["w"] for e in pupil.events if e.k == "ink"] == list(range(8))


async def test_when_the_keeper_dies_the_other_takes_over_from_the_log(workers, people):
    keeper, other = workers
    teacher = await people(keeper, "teacher")
    pupil = await people(other)
    said = await teacher.ask("chat", x="còn trên đĩa")
    await pupil.until(lambda: pupil.s == said["s"])
    keeper.kill()
    teacher.url, teacher.port = pupil.url, other.port
    async with asyncio.timeout(60):
        while True:
            await asyncio.sleep(1)
            await teacher.join()
            if teacher.hello:
                break
    assert teacher.s == said["s"]
    assert (await teacher.ask("chat", x="học tiếp"))["s"] == said["s"] + 1
