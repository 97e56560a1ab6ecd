"""From lớp tôi to trường and kho chung: approval, pinned to what was read."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from library.lessons import actions
from library.lessons.models import LessonPage, Review, ReviewNote
from tests.factories import library as make
from tests.factories import schools as people


@pytest.fixture
def cast(db):
    return make.cast()


@pytest.fixture
def lesson(cast):
    return make.lesson(cast.author, cast.school, title="Phân số")


def edit(lesson, title, author):
    lesson = LessonPage.objects.get(pk=lesson.pk)
    version = lesson.get_latest_revision_as_object()
    version.title = title
    return version.save_revision(user=author)


def test_school_needs_the_head_and_then_the_principal(cast, lesson):
    review = actions.submit(lesson, cast.author, "school", "Nhờ thầy xem.")
    for who in (
        cast.author,
        cast.principal,
        cast.colleague,
        cast.editor,
        cast.stranger,
    ):
        with pytest.raises(PermissionDenied):
            actions.approve(review, who)
    actions.approve(review, cast.head)
    review.refresh_from_db()
    assert review.step == "leader"
    with pytest.raises(PermissionDenied):
        actions.approve(review, cast.head)
    actions.approve(review, cast.principal, "Tốt.")
    lesson.refresh_from_db()
    assert lesson.scope == "school"
    assert lesson.live
    notes = [(n.verb, n.account, n.step, n.reason) for n in review.notes.all()]
    assert notes == [
        ("submit", cast.author, "", "Nhờ thầy xem."),
        ("approve", cast.head, "head", ""),
        ("approve", cast.principal, "leader", "Tốt."),
    ]


def test_approval_publishes_the_version_submitted_and_no_later_one(cast, lesson):
    review = actions.submit(lesson, cast.author, "commons")
    edit(lesson, "Sửa sau khi gửi", cast.author)
    actions.approve(review, cast.editor)
    lesson.refresh_from_db()
    assert lesson.title == "Phân số"
    assert lesson.scope == "commons"
    assert lesson.live_revision_id == review.revision_id
    assert lesson.has_unpublished_changes
    again = actions.submit(lesson, cast.author, "commons")
    lesson.refresh_from_db()
    assert lesson.title == "Phân số"
    actions.approve(again, cast.editor)
    lesson.refresh_from_db()
    assert lesson.title == "Sửa sau khi gửi"


def test_later_edits_do_not_leak(cast, lesson, signed_in):
    actions.approve(actions.submit(lesson, cast.author, "commons"), cast.editor)
    edit(lesson, "Chưa ai duyệt", cast.author)
    client = signed_in(cast.pupil)
    for door in (lesson.get_url(), reverse("library:browse")):
        assert "Chưa ai duyệt" not in client.get(door).content.decode()


def test_an_old_version_cannot_change_scope_or_owner(cast, lesson):
    first = lesson.latest_revision
    actions.approve(actions.submit(lesson, cast.author, "commons"), cast.editor)
    first.content = {**first.content, "scope": "class", "author": cast.stranger.pk,
                     "organisation": cast.world.other.pk}  # fmt: skip
    first.save()
    actions._publish(first, cast.author)
    lesson.refresh_from_db()
    assert (lesson.scope, lesson.author) == ("commons", cast.author)
    assert lesson.organisation == cast.school


def test_a_return_says_why_and_the_author_sees_it(cast, lesson, signed_in):
    review = actions.submit(lesson, cast.author, "school")
    with pytest.raises(ValidationError):
        actions.return_with_reason(review, cast.head, "  ")
    actions.return_with_reason(review, cast.head, "Thiếu ví dụ.")
    review.refresh_from_db()
    assert review.state == Review.State.RETURNED
    page = signed_in(cast.author).get(reverse("library:mine")).content.decode()
    assert "Thiếu ví dụ." in page
    assert "Lường Văn Hặc" in page
    assert "Trả lại để chỉnh sửa" in page
    with pytest.raises(PermissionDenied):
        actions.approve(review, cast.head)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewNote.objects.create(
            review=review, verb="return", account=cast.head, at=review.submitted_at
        )


def test_one_open_review_at_a_time_and_it_can_be_withdrawn(cast, lesson):
    review = actions.submit(lesson, cast.author, "school")
    with pytest.raises(PermissionDenied):
        actions.submit(lesson, cast.author, "commons")
    with pytest.raises(PermissionDenied):
        actions.withdraw(review, cast.head)
    actions.withdraw(review, cast.author)
    with pytest.raises(PermissionDenied):
        actions.approve(review, cast.head)
    actions.submit(lesson, cast.author, "commons")


def test_a_head_who_writes_skips_the_own_step_but_not_the_leader(cast):
    lesson = make.lesson(cast.head, cast.school)
    review = actions.submit(lesson, cast.head, "school")
    assert review.step == "leader"
    with pytest.raises(PermissionDenied):
        actions.approve(review, cast.head)
    actions.approve(review, cast.principal)
    assert review.lesson.reviews.get().state == "approved"


def test_an_editor_of_another_province_does_not_decide(cast, lesson):
    far = people.organisation("province")
    other = people.account(people.person("Mùa A Tủa"))
    people.appoint(other.person, far, "editor")
    review = actions.submit(lesson, cast.author, "commons")
    with pytest.raises(PermissionDenied):
        actions.approve(review, other)


def test_only_the_author_submits(cast, lesson):
    for who in (cast.colleague, cast.head, cast.principal, cast.editor):
        with pytest.raises(PermissionDenied):
            actions.submit(lesson, who, "commons")


def test_taking_back(cast, lesson):
    actions.approve(actions.submit(lesson, cast.author, "commons"), cast.editor)
    lesson.refresh_from_db()
    for who in (cast.colleague, cast.stranger, cast.pupil):
        with pytest.raises(PermissionDenied):
            actions.unpublish(lesson, who)
    actions.unpublish(lesson, cast.editor)
    lesson.refresh_from_db()
    assert not lesson.live


def test_the_review_pages_over_http(cast, lesson, signed_in):
    author, head = signed_in(cast.author), signed_in(cast.head)
    sent = author.post(
        reverse("library:submit", args=[lesson.uuid]), {"scope": "school", "words": ""}
    )
    assert sent.status_code == 302
    review = lesson.reviews.get()
    door = reverse("library:review", args=[review.uuid])
    assert "Phân số" in head.get(reverse("library:reviews")).content.decode()
    assert head.post(door, {"verb": "return", "reason": ""}).status_code == 422
    assert author.post(door, {"verb": "approve"}).status_code == 403
    assert signed_in(cast.stranger).post(door, {"verb": "approve"}).status_code == 404
    assert head.post(door, {"verb": "approve"}).status_code == 302
    review.refresh_from_db()
    assert review.step == "leader"
    taken = reverse("library:withdraw", args=[review.uuid])
    assert signed_in(cast.head).post(taken).status_code == 403
    assert author.post(taken).status_code == 302
