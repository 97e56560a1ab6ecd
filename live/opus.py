"""Opus packets: how long one is, silence to fill holes, speech into packets."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import av

RATE = 48_000
FRAME_MS = 120
BIT_RATE = 16_000


def packet_ms(packet: bytes) -> float:
    """Return the length of a packet in ms, from its first bytes (RFC 6716, 3.1)."""
    if not packet:
        return 0.0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame: float = (10, 20, 40, 60)[config % 4]
    elif config < 16:
        frame = (10, 20)[config % 2]
    else:
        frame = (2.5, 5, 10, 20)[config % 4]
    if code == 0:
        return frame
    if code < 3:
        return 2 * frame
    return frame * (packet[1] & 63) if len(packet) > 1 else 0.0


def encoder(bit_rate: int = BIT_RATE) -> av.AudioCodecContext:
    """Return an encoder for voice in long frames."""
    context = av.CodecContext.create("libopus", "w")
    context.sample_rate = RATE
    context.layout = "mono"
    context.format = "s16"
    context.bit_rate = bit_rate
    context.options = {"application": "voip", "frame_duration": str(FRAME_MS)}
    return context


@cache
def silence() -> bytes:
    """Return one packet of silence."""
    context = encoder()
    packets = []
    for _ in range(3):
        frame = av.AudioFrame(
            format="s16", layout="mono", samples=RATE * FRAME_MS // 1000
        )
        frame.sample_rate = RATE
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        packets += context.encode(frame)
    return bytes(packets[-1])


def encode(source: Path) -> Iterator[bytes]:
    """Encode any sound file PyAV can read as voice packets of 120 ms."""
    context = encoder()
    with av.open(str(source)) as container:
        resampler = av.AudioResampler("s16", "mono", RATE, RATE * FRAME_MS // 1000)
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                for packet in context.encode(part):
                    yield bytes(packet)
