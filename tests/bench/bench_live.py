"""Live lessons: CPU time per delivered message, and the downlink of a whole lesson.

Loopback only. Both arms run the same uvicorn, protocol class and clients; the floor
is an ASGI app that does nothing but ``await send()`` to every socket.
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from typing import Any

import django
from django.conf import settings
from websockets.asyncio.client import connect

from live.messages import ACK, AUDIO, PING, pack
from live.opus import encode
from tests.bench.harness import abba, row
from tests.live.conftest import ROOT, free_port, wait_for_port
from tests.live.phone import Phone, claims

SEATS = 100
MESSAGES = 48  # the first forty are what the rate limit lets through at once
PACE, SLOW_PACE = 0.04, 0.09
PACKET = 240
VOICE = ROOT / "tests" / "samples" / "voice" / "chao-cac-em.wav"
IP_TCP, TLS, WS = 52, 22, 2

if not settings.configured:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()


class Server:
    """One server process and what it reports of its own CPU time."""

    def __init__(self, kind: str) -> None:
        self.kind, self.port = kind, free_port()
        self.folder = tempfile.mkdtemp(prefix="bench-live-")
        command = [sys.executable, "-m", "tests.bench.live_servers"]
        self.process = subprocess.Popen(
            [*command, kind, str(self.port), self.folder], cwd=ROOT, env=os.environ
        )
        wait_for_port(self.port, self.process)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def seat(self, who: Any) -> "Socket":
        return Socket(self, who)


class Socket(Phone):
    """A phone that only counts; for the raw server it says no hello."""

    def __init__(self, server: Server, who: Any) -> None:
        super().__init__(server.port, who, sound=True)
        self.raw = server.kind == "raw"
        self.got = 0
        self.last = 0

    async def join(self, *_: Any, **__: Any) -> "Socket":
        if not self.raw:
            await super().join()
            return self
        self.socket = await connect(
            self.url, subprotocols=["lesson.v1"], compression=None, max_queue=None
        )
        self.reader = asyncio.create_task(self.read())
        return self

    def take(self, data: Any) -> None:
        if isinstance(data, bytes) and data[0] == AUDIO:
            self.got += 1
            self.last = int.from_bytes(data[2:4], "big")
            if self.got % 5 == 0:
                ack = self.socket.send(pack(ACK, 1, self.last, 0))
                self.ack_task = asyncio.ensure_future(ack)
        elif not self.raw:
            super().take(data)


async def cpu(control: Any) -> float:
    await control.send("cpu")
    return float(await control.recv())


async def broadcast(server: Server) -> tuple[float, Any]:
    """Let one speak to all others; return (CPU µs per delivered message, delivered)."""
    room = str(uuid.uuid4())
    speaker = await server.seat(claims(room, "teacher")).join()
    seats = [await server.seat(claims(room)).join() for _ in range(SEATS)]
    async with connect(f"ws://127.0.0.1:{server.port}/cpu") as control:
        before = await cpu(control)
        for number in range(MESSAGES):
            await speaker.socket.send(pack(AUDIO, 0, number, 0, bytes(PACKET)))
            await asyncio.sleep(PACE if number < 36 else SLOW_PACE)
        for _ in range(100):
            if all(seat.got == MESSAGES for seat in seats):
                break
            await asyncio.sleep(0.02)
        after = await cpu(control)
    delivered = sum(seat.got for seat in seats)
    for each in (speaker, *seats):
        await each.leave()
    return (after - before) / delivered * 1e6, delivered


def fan_out() -> dict[str, Any]:
    ours, raw = Server("ours"), Server("raw")
    try:
        pair = abba(
            lambda: asyncio.run(broadcast(ours)), lambda: asyncio.run(broadcast(raw)), 7
        )
    finally:
        ours.stop()
        raw.stop()
    return row(
        "live: CPU per delivered voice message ÷ raw ASGI send", pair, "µs", 1.15
    )


class Meter(Phone):
    """Counts what comes down, as bytes on the line with TLS, TCP and IP."""

    down = 0
    up = 0

    def take(self, data: Any) -> None:
        size = len(data if isinstance(data, bytes) else data.encode())
        self.down += size + WS + (2 if size > 125 else 0) + TLS + IP_TCP
        self.up += 40  # TCP acknowledgement
        super().take(data)

    async def acknowledge(self) -> None:
        while True:
            await asyncio.sleep(0.6)
            number = self.sounds[-1].number if self.sounds else 0
            await self.socket.send(pack(ACK if self.sounds else PING, 1, number, 0))
            self.up += 8 + 6 + TLS + IP_TCP
            self.down += 40


async def lesson(server: Server, seconds: float) -> dict[str, float]:
    """Teach for a while: voice, pen, slides, talk, hands; return kbit/s."""
    room = str(uuid.uuid4())
    teacher = await Phone(server.port, claims(room, "teacher", deck=(1, 20))).join()
    student = await Meter(server.port, claims(room), True).join()
    others = [await Phone(server.port, claims(room)).join() for _ in range(4)]
    acks = asyncio.create_task(student.acknowledge())
    await teacher.ask("start")
    packets = list(encode(VOICE))
    dice = random.Random(7)
    student.down = student.up = 0
    begun = time.monotonic()
    for number in range(int(seconds / 0.12)):
        await teacher.say(packets[number % len(packets)])
        if dice.random() < 1.2 * 0.12:
            x, y = dice.randrange(4000), dice.randrange(4000)
            line = [
                v
                for i in range(12)
                for v in (min(4095, x + 9 * i), min(4095, y + 5 * i))
            ]
            await teacher.ink(1, number, 0, line)
        if dice.random() < 0.12 / 15:
            await others[0].ask("chat", x="Thưa cô, em chưa hiểu chỗ này ạ")
        if dice.random() < 0.12 / 20:
            await others[1].ask("hand", up=dice.random() < 0.5)
        if number % 40 == 0:
            for phone in (teacher, *others):
                await phone.ack()
        wait = begun + (number + 1) * 0.12 - time.monotonic()
        await asyncio.sleep(max(0.0, wait))
    passed = time.monotonic() - begun
    slides = 12_000 * 1.06 * passed / 60
    acks.cancel()
    kbit = {
        "down": (student.down + slides) * 8 / passed / 1000,
        "voice_lost": 1 - len(student.sounds) / int(seconds / 0.12),
    }
    for each in (teacher, student, *others):
        await each.leave()
    return kbit


def downlink() -> dict[str, Any]:
    server = Server("ours")
    try:
        measured = asyncio.run(lesson(server, 40))
    finally:
        server.stop()
    if measured["voice_lost"] > 0.02:
        raise AssertionError(f"sound was lost: {measured}")
    return {
        "name": "live: whole lesson's downlink per student, 16 kbit/s voice in 120 ms frames",
        "value": round(measured["down"], 2),
        "unit": "kbit/s",
        "goal": 25,
        "met": measured["down"] <= 25,
        "note": "socket bytes + TLS 22, TCP/IP 52 a message, acks; one 12 KB slide a minute",
    }


def rows() -> Iterator[dict[str, Any]]:
    """Yield this bench's figures."""
    yield fan_out()
    yield downlink()
