"""Plans, assigned lessons, homework and photos for tests."""

import datetime
import io
from typing import Any

from PIL import Image, ImageDraw

from lms.assignments.models import Assignment, Submission
from lms.classes.models import PlannedPeriod, TeachingPlan
from schools.models import Account, Learner, SchoolClass, Subject

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
SET_AT = datetime.datetime(2026, 11, 16, 10, 0, tzinfo=VIETNAM)
DUE_AT = datetime.datetime(2026, 11, 24, 20, 0, tzinfo=VIETNAM)
GPS = {1: "N", 2: (21.0, 23.0, 5.0), 3: "E", 4: (103.0, 1.0, 2.0)}


def photo(size: tuple[int, int] = (1200, 900), orientation: int = 1) -> bytes:
    """A JPEG like a phone's: a written page, with camera, place and orientation."""
    page = Image.new("RGB", size, "#f4efe2")
    draw = ImageDraw.Draw(page)
    for line in range(20, size[1], 28):
        draw.line((10, line, size[0] - 10, line), fill="#9fb4d8")
        draw.text((20, line - 14), "Tong ba goc cua mot tam giac " * 4, fill="#1b2a6b")
    exif = Image.Exif()
    exif[0x010F] = "Nam Hoa Phone"
    exif[0x0112] = orientation
    exif[0x8825] = GPS
    out = io.BytesIO()
    page.save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


def plan(of: SchoolClass, subject: Subject, count: int = 8) -> TeachingPlan:
    """A plan whose periods have no days yet."""
    row = TeachingPlan.objects.create(
        school_class=of, subject=subject, planned_periods=count
    )
    PlannedPeriod.objects.bulk_create(
        PlannedPeriod(plan=row, number=n) for n in range(1, count + 1)
    )
    return row


def homework(
    of: SchoolClass, subject: Subject, by: Account, **fields: Any
) -> Assignment:
    """Homework set on Monday of week 11, due on Tuesday of week 12."""
    defaults = {
        "title": "Viết đoạn văn: Cánh rừng quê em",
        "instructions": "Viết khoảng 10 câu.",
        "set_at": SET_AT,
        "due_at": DUE_AT,
    }
    return Assignment.objects.create(
        school_class=of, subject=subject, set_by=by, **(defaults | fields)
    )


def submission(to: Assignment, by: Learner, **fields: Any) -> Submission:
    """Work that was handed in."""
    defaults = {
        "state": "submitted",
        "text": "Cánh rừng quê em xanh thẫm.",
        "submitted_at": SET_AT + datetime.timedelta(days=1),
    }
    return Submission.objects.create(assignment=to, learner=by, **(defaults | fields))
