"""The socket of a lesson: parse, check, hand to the hub. No database in here."""

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from live.commands import RefusedError
from live.lesson import LessonRoom
from live.limits import SIZES
from live.messages import (
    ACK,
    AUDIO,
    CLOSE_BAD,
    CLOSE_ENDED,
    CLOSE_FAST,
    CLOSE_OUT,
    CLOSE_SLOW,
    CLOSE_TICKET,
    HEADER,
    INK,
    PING,
    SUBPROTOCOL,
    BadMessageError,
    Frame,
    from_json,
    ink_request,
    pack,
    to_json,
    unpack,
)
from live.remote import KeeperLostError
from live.running import current_hub
from live.seats import Seat, message_of
from live.tickets import BadTicketError, redeem, redeem_resume

HELLO_SECONDS = 10
PATIENCE = 200


class LessonConsumer(AsyncWebsocketConsumer):
    """One browser in one lesson."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat: Seat | None = None
        self.lesson: LessonRoom | None = None
        self.hello: asyncio.TimerHandle | None = None
        self.too_fast = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one socket with a plain loop.

        Without a channel layer there is one source of messages; Channels' own loop
        would spend two tasks on each acknowledgement.
        """
        self.scope, self.base_send, self.channel_layer = scope, send, None
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            return

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle a message without Channels' visit to the database connections."""
        if message["type"] == "websocket.receive":
            data = message.get("bytes")
            if data and data[0] == ACK and self.seat and len(data) == HEADER.size:
                self._acknowledged(self.seat, data)  # by far the most frequent message
            else:
                await self.receive(message.get("text"), data)
        elif message["type"] == "websocket.disconnect":
            await self.disconnect(message.get("code", 1005))
            raise StopConsumer
        else:
            await super().dispatch(message)

    async def connect(self) -> None:
        """Accept a browser that speaks our protocol and comes from our own page."""
        if SUBPROTOCOL not in self.scope["subprotocols"] or not self._own_page():
            await self.close()
            return
        await self.accept(SUBPROTOCOL)
        loop = asyncio.get_running_loop()
        self.hello = loop.call_later(HELLO_SECONDS, self._no_hello)

    def _own_page(self) -> bool:
        headers = dict(self.scope["headers"])
        origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
        host = headers.get(b"host", b"").decode("latin-1")
        return bool(host) and origin.netloc == host and origin.scheme[:4] == "http"

    def _no_hello(self) -> None:
        self.hello = None
        if self.seat is None:
            asyncio.get_running_loop().create_task(self.close(CLOSE_TICKET))

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None
    ) -> None:
        """Take one message; a broken one ends the connection."""
        try:
            if text_data is not None:
                await self._text(text_data)
            elif bytes_data is not None:
                await self._binary(bytes_data)
        except BadMessageError:
            await self.close(CLOSE_BAD)

    async def _text(self, text: str) -> None:
        if len(text) > SIZES["text"]:
            raise BadMessageError("too long")
        message = from_json(text)
        if self.seat is None or self.lesson is None:
            await self._enter(message)
        elif message.get("k") == "sound":
            self.seat.wants_sound = bool(message.get("on"))
            self.seat.flying.clear()
        else:
            kind = str(message.get("k"))
            await self._command(self.seat, self.lesson, kind, message)

    async def _command(
        self, seat: Seat, lesson: LessonRoom, kind: str, request: dict[str, Any]
    ) -> None:
        if not await self._slow_enough(seat, kind):
            refusal = {"k": "no", "i": str(request.get("i"))[:24], "why": "fast"}
            seat.put(message_of(to_json(refusal)))
            return
        await lesson.command(seat, request)

    async def _slow_enough(self, seat: Seat, kind: str) -> bool:
        if seat.limits.take(kind, time.monotonic()):
            self.too_fast = max(0, self.too_fast - 1)
            return True
        self.too_fast += 2
        if self.too_fast > PATIENCE:
            await self.close(CLOSE_FAST)
        return False

    async def _binary(self, data: bytes) -> None:
        seat, lesson = self.seat, self.lesson
        if seat is None or lesson is None:
            raise BadMessageError("no hello")
        if len(data) > SIZES["binary"]:
            raise BadMessageError("too long")
        frame = unpack(data)
        if frame.kind == INK:
            await self._command(seat, lesson, "ink", ink_request(frame))
        elif frame.kind == AUDIO:
            await self._sound(seat, lesson, frame)
        elif frame.kind in {ACK, PING}:
            self._acknowledged(seat, data)
            if frame.kind == PING:
                seat.put(message_of(pack(PING, 0, 0, frame.t)))

    async def _sound(self, seat: Seat, lesson: LessonRoom, frame: Frame) -> None:
        if not 0 < len(frame.payload) <= SIZES["audio"]:
            raise BadMessageError("sound packet size")
        if await self._slow_enough(seat, "audio"):
            await lesson.sound(seat, frame)

    @staticmethod
    def _acknowledged(seat: Seat, data: bytes) -> None:
        _kind, flags, number, _t = HEADER.unpack_from(data)
        if seat.limits.take("ack", time.monotonic()):
            seat.ack(number, sound=bool(flags & 1))

    async def _enter(self, message: dict[str, Any]) -> None:
        room = str(self.scope["url_route"]["kwargs"]["room"])
        try:
            if "resume" in message:
                claims = redeem_resume(message["resume"], room)
            else:
                claims = await redeem(message.get("ticket"), room)
            seat = Seat(claims, self.base_send, self.close)
            seat.wants_sound = bool(message.get("sound"))
            self.lesson = await current_hub().enter(
                seat, message.get("since"), message.get("epoch")
            )
        except BadTicketError:
            await self.close(CLOSE_TICKET)
        except RefusedError as refusal:
            await self.close(CLOSE_OUT if refusal.why == "out" else CLOSE_ENDED)
        except KeeperLostError:
            await self.close(CLOSE_SLOW)
        else:
            self.seat = seat
            if self.hello is not None:
                self.hello.cancel()

    async def disconnect(self, code: int) -> None:
        """Leave the room."""
        if self.hello is not None:
            self.hello.cancel()
        if self.seat is not None and self.lesson is not None:
            self.lesson.leave(self.seat)
