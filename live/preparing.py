"""What happens in the background: decks into pages, logs into seekable sound."""

import json
import subprocess
import sys
from pathlib import Path

from live.models import Room, RoomSlides
from live.queries import log_path, replay_path, slides_folder
from live.replay import write_sound

SCRIPT = Path(__file__).with_name("render_slides.py")
SECONDS = 180


def convert_slides(slides_uuid: str) -> None:
    """Convert an upload in a process of its own with little it may use."""
    slides = RoomSlides.objects.select_related("room").get(uuid=slides_uuid)
    if slides.state == RoomSlides.State.READY:
        return
    answer = _render(slides_folder(slides))
    slides.problem = answer.get("problem", "")
    slides.problem_page = answer.get("page", 0)
    slides.pages = answer.get("pages", 0)
    slides.total_bytes = answer.get("bytes", 0)
    failed = bool(slides.problem)
    slides.state = RoomSlides.State.FAILED if failed else RoomSlides.State.READY
    slides.save()
    for source in slides_folder(slides).glob("source-*"):
        source.unlink()


def _render(folder: Path) -> dict[str, int | str]:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, our own folder
            [sys.executable, "-I", str(SCRIPT), str(folder)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1"},
        )
        answer: dict[str, int | str] = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return {"problem": "slow"}
    except (ValueError, IndexError):
        return {"problem": "unreadable"}
    return answer


def prepare_replay(room_uuid: str) -> None:
    """Write the replay's sound; the log itself stays as it is."""
    room = Room.objects.get(uuid=room_uuid)
    path = replay_path(room)
    packets = write_sound(log_path(room), path)
    if packets:
        room.replay, room.replay_bytes = Room.Replay.READY, path.stat().st_size
    else:
        room.replay, room.replay_bytes = Room.Replay.SILENT, 0
    room.save(update_fields=["replay", "replay_bytes"])
