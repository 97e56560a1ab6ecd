"""The steps that fill the demo, in order; each runs once."""

from collections.abc import Callable
from functools import partial

from config.demo.seed_library import seed_curriculum, seed_lessons
from config.demo.seed_live import seed_past_lesson
from config.demo.seed_open import seed_open_work
from config.demo.seed_schools import seed_schools
from config.demo.seed_tests import seed_banks, seed_tests
from config.demo.seed_work import (
    seed_decision,
    seed_online_work,
    seed_plans,
)
from config.demo.steps import Say
from search.public import rebuild

SEED_VERSION = "2026-11-22"
Work = Callable[[], object]


def seed_steps(say: Say) -> list[tuple[str, str, Work]]:
    """Return (name, what the user reads, work) of every step."""
    steps: list[tuple[str, str, Callable[[Say], object]]] = [
        ("curriculum", "Chương trình GDPT 2018", seed_curriculum),
        ("schools", "Tỉnh Mường Hoa (minh hoạ): trường, lớp, con người", seed_schools),
        ("lessons", "Bài học và video", seed_lessons),
        ("plans", "Kế hoạch dạy học và thời khoá biểu", seed_plans),
        ("banks", "Ngân hàng câu hỏi và đề", seed_banks),
        ("tests", "Bài kiểm tra", seed_tests),
        ("past_lesson", "Tiết học trực tuyến để xem lại", seed_past_lesson),
        ("online", "Tiết học trực tuyến và minh chứng", seed_online_work),
        ("decision", "Quyết định dạy học trực tuyến", seed_decision),
        ("open", "Việc đang giao", seed_open_work),
    ]
    found = [(name, label, partial(work, say)) for name, label, work in steps]
    return [*found, ("index", "Mục lục tìm kiếm", rebuild)]
