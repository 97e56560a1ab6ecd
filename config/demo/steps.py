"""Each step of the demo's set-up is done once and remembered."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

Say = Callable[[str], None]


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a short digest of files, their names and contents."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Steps:
    """Remembers in a file which step was done for which state of its inputs."""

    def __init__(self, path: Path, say: Say) -> None:
        self.path, self.say = path, say
        self.done: dict[str, str] = {}
        if path.exists():
            self.done = json.loads(path.read_text())

    def run(self, name: str, key: str, label: str, work: Callable[[], object]) -> bool:
        """Do a step unless it was done for the same key; return whether it ran."""
        if self.done.get(name) == key:
            return False
        self.say(f"· {label} …")
        begun = time.monotonic()
        work()
        self.say(f"  xong sau {time.monotonic() - begun:.0f} giây")
        self.done[name] = key
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".part")
        draft.write_text(json.dumps(self.done))
        draft.replace(self.path)
        return True
