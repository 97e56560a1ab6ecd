"""A browser without a screen: joins a lesson, folds what comes, acknowledges."""

import asyncio
import contextlib
import json
import uuid

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from live.commands import STUDENT_CAPS, TEACHER_CAPS
from live.messages import (
    ACK,
    AUDIO,
    INK,
    PING,
    SUBPROTOCOL,
    event_from_json,
    pack,
    squeeze,
    unpack,
    unpack_ink,
    varints,
)
from live.tickets import Claims, mint

CAPS = {"teacher": TEACHER_CAPS, "student": STUDENT_CAPS, "guest": frozenset()}


def claims(room, role="student", name="Lò Thị Inh", account=None, **fields):
    return Claims(
        account=account or str(uuid.uuid4()),
        room=room,
        role=role,
        caps=tuple(sorted(CAPS[role])),
        name=name,
        **fields,
    )


class Phone:
    """One connected device."""

    def __init__(self, port, who, sound=False):
        self.port, self.who, self.sound = port, who, sound
        self.url = f"ws://127.0.0.1:{port}/ws/truc-tuyen/{who.room}/"
        self.events, self.sounds, self.replies, self.notes = [], [], {}, []
        self.s, self.epoch, self.token, self.snap, self.hello = (
            0,
            None,
            None,
            None,
            None,
        )
        self.socket = self.reader = self.closed = None
        self.count = 0
        self.pongs = []
        self.acking = True
        self.news = asyncio.Event()

    async def join(self, ticket=None, origin=None, protocol=SUBPROTOCOL):
        origin = origin or f"http://127.0.0.1:{self.port}"
        if self.reader:
            await asyncio.wait([self.reader])
        self.closed, self.hello = None, None
        self.socket = await connect(
            self.url,
            origin=origin,
            subprotocols=[protocol] if protocol else None,
            compression=None,
            max_queue=None,
        )
        entry = (
            {"resume": self.token}
            if self.token
            else {"ticket": ticket or mint(self.who)}
        )
        await self.tell(**entry, since=self.s, epoch=self.epoch, sound=self.sound)
        self.reader = asyncio.create_task(self.read())
        await self.until(lambda: self.hello or self.closed)
        return self

    async def read(self):
        with contextlib.suppress(ConnectionClosed):
            async for data in self.socket:
                self.take(data)
                self.news.set()
        self.closed = self.socket.close_code or 1006
        self.news.set()

    def take(self, data):
        if isinstance(data, bytes):
            frame = unpack(data)
            if frame.kind == AUDIO:
                self.sounds.append(frame)
                if self.acking:
                    self.last = frame.number
            elif frame.kind == PING:
                self.pongs.append(frame.t)
            elif frame.kind == INK:
                self.add(unpack_ink(frame))
            return
        self.take_text(data, json.loads(data))

    def take_text(self, data, message):
        kind = message["k"]
        if kind == "welcome":
            self.hello = message
            self.token, self.epoch = message["token"], message["epoch"]
            if "snap" in message:
                self.snap, self.s = message["snap"], message["snap"]["s"]
        elif "s" in message and "i" not in message:
            self.add(event_from_json(data))
        elif kind in {"ok", "no"}:
            self.replies[message["i"]] = message
        else:
            self.notes.append(message)

    def add(self, event):
        assert event.s == self.s + 1, f"gap: {self.s} then {event.s}"
        self.s = event.s
        self.events.append(event)

    async def until(self, ready, seconds=10):
        async with asyncio.timeout(seconds):
            while not ready():
                self.news.clear()
                if ready():
                    return
                await self.news.wait()

    async def tell(self, **message):
        await self.socket.send(json.dumps(message))

    async def ask(self, kind, i=None, **data):
        self.count += 1
        i = i or f"r{self.count}"
        self.replies.pop(i, None)
        await self.tell(k=kind, i=i, **data)
        await self.until(lambda: i in self.replies or self.closed)
        return self.replies.get(i)

    async def ink(self, page, stroke, chunk, points, pen=0):
        i = f"i{stroke}.{chunk}"
        body = varints([chunk, stroke]) + squeeze(points)
        await self.socket.send(pack(INK, pen, page, 0, body))
        await self.until(lambda: i in self.replies or self.closed)
        return self.replies.get(i)

    async def say(self, packet=b"\x4b" * 240):
        await self.socket.send(pack(AUDIO, 0, 0, 0, packet))

    async def ack(self):
        last = self.sounds[-1].number if self.sounds else 0
        await self.socket.send(pack(ACK, 1 if self.sounds else 0, last, 0))

    async def ping(self):
        await self.socket.send(pack(PING, 0, 0, 7))

    def kinds(self):
        return [event.k for event in self.events]

    async def cut(self):
        """Lose the line without a goodbye."""
        self.reader.cancel()
        self.socket.transport.abort()

    async def leave(self):
        if self.socket:
            await self.socket.close()
        if self.reader:
            await asyncio.wait([self.reader], timeout=2)
