"""Seed curriculum, lessons in three scopes, and the video of one of them."""

from django.core.files import File
from django.db import transaction

from config.demo.finding import CONTENT, MEDIA, folder, officer, teacher
from config.demo.province import TEACHERS
from config.demo.steps import Say
from library.public import (
    LessonPage,
    build_tree,
    create_lesson_from_blocks,
    grant_authoring,
    load_bundled,
    submit,
)
from media_pipeline.public import Asset, create_asset
from schools.public import Organisation

AUTHORS = {  # who wrote which lesson, for whom: (teacher, school, scope)
    "toan7-tong-ba-goc": ("mai", "MH-NH-C2", "commons"),
    "toan7-so-huu-ti": ("mai", "MH-NH-C2", "school"),
    "khtn7-quang-hop": ("sung", "MH-NH-C2", "commons"),
    "khtn7-toc-do": ("sung", "MH-NH-C2", "commons"),
    "van7-tuc-ngu": ("huong", "MH-NH-C2", "school"),
    "toan4-phan-so": ("von", "MH-HB-C1", "commons"),
    "tv4-nhan-hoa": ("von", "MH-HB-C1", "school"),
    "lsdl4-ruong-bac-thang": ("von", "MH-HB-C1", "class"),
    "toan10-duong-thang": ("tam", "MH-C3", "commons"),
    "tin7-ham-bang-tinh": ("say", "MH-NH-C2", "class"),
}
WAITING = {  # lessons that wait for approval in a wider scope, with the author's words
    "lsdl4-ruong-bac-thang": ("commons", "Bài đã dạy thử ở lớp 4A, có tranh tự vẽ."),
    "tin7-ham-bang-tinh": ("school", "Xin tổ xem giúp phần bài tập cuối."),
}
VIDEO = "lecture-slides"


def seed_curriculum(say: Say) -> None:
    """Load subjects, periods, strands and our own outcomes; grow the page tree."""
    load_bundled()
    build_tree()


def seed_lessons(say: Say) -> None:
    """Publish the lessons, each in its scope; the last one waits for approval."""
    for plan in TEACHERS:
        grant_authoring(teacher(plan.key))
    grant_authoring(officer("editor"))
    pictures = {path.name: path for path in (CONTENT / "pictures").iterdir()}
    for data in folder("lessons"):
        if LessonPage.objects.filter(title=data["title"]).exists():
            continue
        who, place, scope = AUTHORS[data["key"]]
        author = teacher(who)
        uses_video = any(block["type"] == "video" for block in data["body"])
        assets = {VIDEO: _video(author)} if uses_video else {}
        with transaction.atomic():
            lesson = create_lesson_from_blocks(
                data,
                author,
                Organisation.objects.get(code=place),
                scope,
                pictures=pictures,
                assets=assets,
            )
            if data["key"] in WAITING:
                submit(lesson, author, *WAITING[data["key"]])
            grade = f"{lesson.subject} {lesson.grade}"
        say(f"    {grade}: {lesson.title}")


def _video(owner: object) -> Asset:
    """Upload the demo's recording the way a teacher does."""
    known = Asset.objects.filter(owner=owner, title=VIDEO_TITLE).first()
    if known is not None:
        return known
    with (MEDIA / f"{VIDEO}.mp4").open("rb") as file:
        return create_asset(owner, VIDEO_TITLE, File(file, name=f"{VIDEO}.mp4"))


VIDEO_TITLE = "Bài giảng quang hợp"
