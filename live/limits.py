"""How often somebody may send what: token buckets on a clock given from outside."""

from dataclasses import dataclass

#: kind -> (per second, at once)
RATES: dict[str, tuple[float, float]] = {
    "audio": (12, 40),
    "ink": (12, 40),
    "chat": (0.7, 4),
    "hand": (1, 4),
    "vote": (1, 4),
    "ack": (4, 20),
    "other": (4, 16),
}
SIZES = {"audio": 640, "text": 8_192, "binary": 2_048}


@dataclass(slots=True)
class Bucket:
    """A bucket that fills with time; taking from an empty one is refused."""

    rate: float
    burst: float
    level: float = -1.0
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Take one; False when the sender is too fast."""
        if self.level < 0:
            self.level = self.burst
        else:
            self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True


class Limits:
    """The buckets of one connection."""

    __slots__ = ("buckets",)

    def __init__(self) -> None:
        self.buckets: dict[str, Bucket] = {}

    def take(self, kind: str, now: float) -> bool:
        """Count one message of a kind; False when it comes too fast."""
        kind = kind if kind in RATES else "other"
        bucket = self.buckets.get(kind)
        if bucket is None:
            bucket = self.buckets[kind] = Bucket(*RATES[kind])
        return bucket.take(now)
