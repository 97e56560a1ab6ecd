"""Curriculum, lessons and the people around them."""

import io
import json
import os
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from library.curriculum.models import Outcome, Programme, Strand, SubjectGrade, Topic
from library.curriculum.rules import outcome_guid, strand_guid, topic_guid
from library.files.models import LibraryDocument, LibraryImage
from library.lessons import actions
from library.lessons.models import LessonPage
from media_pipeline.models import Asset, Blob
from tests.factories import schools as make

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ROOT / "config" / "demo" / "content" / "lessons"
CHOICE = {
    "question": "Nửa cái bánh viết là",
    "kind": "choice",
    "options": [
        {"text": "\\(\\frac{1}{2}\\)", "right": True, "feedback": "Một phần hai."},
        {"text": "12", "right": False, "feedback": "Mười hai cái bánh!"},
    ],
    "answer": "",
    "feedback_right": "Đúng là một nửa.",
    "feedback_wrong": "Em nhìn lại phần tô màu.",
}
NUMBER = {
    "question": "\\(\\frac{1}{2}\\) bằng số thập phân nào?",
    "kind": "number",
    "options": [],
    "answer": "0,5",
    "feedback_right": "Đúng rồi.",
    "feedback_wrong": "Em lấy 1 chia cho 2.",
}


def official_file() -> Path:
    """The official outcomes, where the machine has them; skipping says so."""
    places = [
        os.environ.get("HOABAN_SHARED", ""),
        str(ROOT.parent / "shared"),
        str(ROOT.parent.parent / "shared"),
    ]
    for place in places:
        path = Path(place) / "data" / "curriculum_strands.json"
        if place and path.is_file():
            return path
    pytest.skip("curriculum_strands.json is not on this machine: set HOABAN_SHARED")


def tree(grade: int = 7) -> SimpleNamespace:
    """Toán in one grade, with a strand, a topic and two outcomes, and its pages."""
    subject = make.subject()
    programme, _ = Programme.objects.get_or_create(
        code="GDPT2018", defaults={"name": "GDPT 2018", "valid_from": "2019-02-15"}
    )
    level = "TH" if grade <= 5 else "THCS" if grade <= 9 else "THPT"
    row, _ = SubjectGrade.objects.get_or_create(
        programme=programme,
        subject=subject,
        grade=grade,
        defaults={"level": level, "kind": "compulsory", "periods_per_year": 140},
    )
    strand, _ = Strand.objects.get_or_create(
        subject_grade=row,
        key="so-va-dai-so",
        defaults={
            "name": "Số và đại số",
            "guid": strand_guid("TOAN", grade, "so-va-dai-so"),
        },
    )
    topic, _ = Topic.objects.get_or_create(
        strand=strand,
        key="so-huu-ti",
        defaults={
            "name": "Số hữu tỉ",
            "guid": topic_guid("TOAN", grade, "so-va-dai-so", "so-huu-ti"),
        },
    )
    for number in (1, 2):
        Outcome.objects.get_or_create(
            code=f"TOAN.{grade:02d}.{number:03d}",
            defaults={
                "guid": outcome_guid(f"TOAN.{grade:02d}.{number:03d}"),
                "subject_grade": row,
                "strand": strand,
                "topic": topic,
                "text": f"Làm được việc thứ {number} với \\(\\frac{{1}}{{2}}\\).",
                "is_own_words": True,
            },
        )
    index = actions.build_tree()
    page = actions.grade_page("TOAN", grade)
    return SimpleNamespace(
        index=index, page=page, subject=subject, strand=strand, topic=topic
    )


def data(title: str = "Phân số", body: Any = None, **fields: Any) -> dict[str, Any]:
    """A lesson as the seed writes one."""
    defaults = {
        "key": f"bai-{make.number()}",
        "title": title,
        "subject": "TOAN",
        "grade": 7,
        "minutes": 45,
        "licence": "CC BY 4.0",
        "outcomes": ["TOAN.07.001"],
        "strand": "so-va-dai-so",
        "topic": "so-huu-ti",
        "summary": "Một nửa là gì?",
        "body": body
        or [
            {"type": "heading", "value": "Khởi động"},
            {"type": "text", "value": "<p>Chia bánh làm \\(\\frac{1}{2}\\).</p>"},
            {"type": "self_check", "value": CHOICE},
            {"type": "self_check", "value": NUMBER},
        ],
    }
    return defaults | fields


def lesson(author: Any, school: Any, scope: str = "class", **fields: Any) -> LessonPage:
    """A lesson in the tree; `publish=False` leaves a draft."""
    tree()
    publish = fields.pop("publish", True)
    return actions.create_lesson_from_blocks(
        data(**fields), author, school, scope, publish=publish
    )


def png(colour: str = "red", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def picture(owner: Any, title: str = "Chiếc bánh", **fields: Any) -> LibraryImage:
    return LibraryImage.objects.create(
        title=title,
        description="Một chiếc bánh tô màu một nửa",
        file=ImageFile(io.BytesIO(png()), name=f"banh-{make.number()}.png"),
        uploaded_by_user=owner,
        **fields,
    )


def document(owner: Any, title: str = "Phiếu bài tập") -> LibraryDocument:
    file = ContentFile(b"%PDF-1.4 phieu", name=f"phieu-{make.number()}.pdf")
    return LibraryDocument.objects.create(
        title=title, file=file, uploaded_by_user=owner
    )


def recording(owner: Any, title: str = "Bài giảng") -> Asset:
    blob = Blob.objects.create(sha256=uuid.uuid4().hex * 2, bytes=10)
    return Asset.objects.create(owner=owner, title=title, blob=blob, status="ready")


def with_files(
    author: Any, school: Any, scope: str, *, publish: bool = True
) -> SimpleNamespace:
    """A lesson that uses a picture, a document and a recording of its author."""
    made = SimpleNamespace(
        image=picture(author), document=document(author), asset=recording(author)
    )
    made.rendition = made.image.get_rendition("width-20")
    page = lesson(author, school, scope, publish=False)
    stream = LessonPage._meta.get_field("body").stream_block
    raw = page.body.get_prep_value()
    raw += [
        {"type": "picture", "value": {"image": made.image.pk, "alt": "Bánh"}},
        {"type": "file", "value": {"document": made.document.pk, "title": "Phiếu"}},
        {"type": "video", "value": made.asset.pk},
    ]
    page.body = stream.to_python(raw)
    page.save()
    revision = page.save_revision(user=author)
    if publish:
        actions._publish(revision, author)
    made.lesson = LessonPage.objects.get(pk=page.pk)
    return made


def cast() -> SimpleNamespace:
    """Everybody the policy tells apart; `mai` writes the lessons of Toán 7A."""
    world = make.world()
    tree()
    mai = world.mai.person.account
    head = make.teacher("Lường Văn Hặc", school=world.school)
    make.head_of_team(head, world.school, world.toan)
    colleague = make.teacher("Quàng Thị Lả", school=world.school)
    editor = make.account(make.person("Đinh Thị Vân"))
    make.appoint(editor.person, world.province, "editor")
    officer = make.account(make.person("Bùi Văn Thành"))
    make.appoint(officer.person, world.commune, "commune_officer")
    elsewhere = make.school_class(world.other, "7A")
    far = make.learner("Sùng A Chu", enrolled_in=elsewhere)
    make.assign(world.sung, elsewhere, world.toan)
    for who in (mai, head.person.account, world.sung.person.account):
        actions.grant_authoring(who)
    actions.grant_authoring(colleague.person.account)
    return SimpleNamespace(
        world=world,
        school=world.school,
        author=mai,
        colleague=colleague.person.account,
        head=head.person.account,
        principal=world.leader,
        stranger=world.sung.person.account,  # teacher of another school
        editor=editor,
        officer=officer,
        pupil=world.inh.person.account,
        other_pupil=far.person.account,  # student of another school
        same_school_pupil=world.stranger.person.account,  # 7B
        guardian=world.pang.person.account,
        anonymous=None,
    )


def seed_lessons() -> list[dict[str, Any]]:
    return [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(LESSONS.glob("*.json"))
    ]
