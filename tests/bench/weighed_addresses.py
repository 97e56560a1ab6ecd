"""Run inside the demo's data (`manage.py shell -c`): print what the scales visit."""

SCRIPT = """
import json
from datetime import timedelta
from decimal import Decimal
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from library.public import LessonPage
from live.public import Room
from lms.assessment.actions.attempts import begin_attempt
from lms.assessment.actions.papers import PaperDraft, PartDraft, write_paper
from lms.assessment.actions.tests import TestDraft, set_test
from lms.assessment.models import Attempt, Item, Test
from lms.assessment.rules import Kind, Setting
from lms.assignments.models import Assignment, LessonAssignment
from schools.public import Account, SchoolClass, class_members

room = SchoolClass.objects.get(name="7A", school__is_demo=True)
sat = set(Attempt.objects.values_list("learner_id", flat=True))
learner = next(member for member in class_members(room) if member.pk in sat)
account = Account.objects.get(person=learner.person)
teacher = Account.objects.get(username="gv.mai")
now = timezone.now()

running = Test.objects.filter(
    school_class=room, opens_at__lt=now, closes_at__gt=now).first()
attempt = begin_attempt(running, learner, "", now)
marked = Attempt.objects.filter(learner=learner, test__closes_at__lt=now).first()

wanted = {"choice": 24, "true_false": 8, "short": 8}
parts = [PartDraft(f"Phần {n}", Decimal("0.25"),
                   list(Item.objects.filter(format=form).order_by("pk")[:count]))
         for n, (form, count) in enumerate(wanted.items(), 1)]
count = sum(len(part.items) for part in parts)
paper = write_paper(
    teacher, PaperDraft("Đề 40 câu", running.subject, 7, parts))
setting = Setting(Kind.PRACTICE, now - timedelta(hours=1), now + timedelta(hours=9),
                  90, False, "", None)
long = set_test(teacher, TestDraft(paper, room, running.subject, setting), now)
long_attempt = begin_attempt(long, learner, "", now)

store = SessionStore()
store[SESSION_KEY] = str(account.pk)
store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
store[HASH_SESSION_KEY] = account.get_session_auth_hash()
store.create()

lesson = LessonAssignment.objects.filter(
    school_class=room, due_at__gt=now, lesson__isnull=False).order_by("pk").first()
homework = Assignment.objects.filter(school_class=room).order_by("-pk").first()
filmed = LessonPage.objects.get(title="Quang hợp ở thực vật")
replay = Room.objects.filter(school_class=room, state="ended").order_by("pk").first()
coming = Room.objects.filter(school_class=room, state="scheduled").first() or replay
print(json.dumps({
    "session": store.session_key, "username": account.username, "questions": count,
    "pages": {
        "sign_in": "/tai-khoan/dang-nhap/",
        "home": "/",
        "class": f"/lop-hoc/{room.uuid}/",
        "assignments": "/bai-tap/",
        "lesson": f"/bai-tap/bai-hoc/{lesson.uuid}/",
        "lesson_in_library": f"/hoc-lieu/bai/{lesson.lesson_uuid}/",
        "lesson_with_video": f"/hoc-lieu/bai/{filmed.uuid}/",
        "homework": f"/bai-tap/{homework.uuid}/",
        "tests": "/kiem-tra/",
        "test_start": f"/kiem-tra/bai/{running.uuid}/",
        "test": f"/kiem-tra/luot/{attempt.uuid}/",
        "test_40": f"/kiem-tra/luot/{long_attempt.uuid}/",
        "test_result": f"/kiem-tra/luot/{marked.uuid}/ket-qua/",
        "library": "/hoc-lieu/",
        "library_grade_7": "/hoc-lieu/?grade=7",
        "search": "/tim-kiem/",
        "search_results": "/tim-kiem/?q=tam+giac",
        "live": "/truc-tuyen/",
        "live_lesson": f"/truc-tuyen/{coming.uuid}/",
        "live_replay": f"/truc-tuyen/{replay.uuid}/xem-lai/",
        "account": "/tai-khoan/",
    },
}))
"""
