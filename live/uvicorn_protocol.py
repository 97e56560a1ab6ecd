"""The WebSocket class for uvicorn: ``uvicorn --ws live.uvicorn_protocol:SmallBufferProtocol``.

Small buffers per socket: what waits in a kernel buffer of tens of kilobytes is sound
that is late by tens of seconds on a weak line. No permessage-deflate: it makes Opus
larger and costs two thirds more time per message.
"""

import socket
from asyncio.transports import BaseTransport, Transport
from typing import cast

from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)

SEND_BUFFER = 4096
HIGH_WATER, LOW_WATER = 4096, 1024


class SmallBufferProtocol(WebSocketsSansIOProtocol):
    """uvicorn's websockets-sansio protocol with buffers fit for live sound."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Shrink the buffers of the new socket."""
        self.conn.available_extensions = None
        stream = cast(Transport, transport)
        stream.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)
        sock = stream.get_extra_info("socket")
        if sock is not None and sock.family in {socket.AF_INET, socket.AF_INET6}:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
