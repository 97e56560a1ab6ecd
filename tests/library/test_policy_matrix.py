"""One policy, every door: who gets a lesson, its draft, its files, its search hit."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry

from library.asset_policy import LibraryAssetPolicy
from library.lessons import actions
from library.lessons.models import LessonPage
from library.lessons.rules import lesson_tokens
from library.permissions import (
    facts_of,
    may_view_document,
    may_view_image,
    visible_lessons,
)
from library.search_source import LessonSource
from tests.factories import library as make

WHO = (
    "author", "colleague", "head", "principal", "stranger", "editor", "officer",
    "pupil", "other_pupil", "same_school_pupil", "guardian", "anonymous",
)  # fmt: skip
EVERYONE = set(WHO)
# (scope, state) → who reads the lesson, and who may see the version under review
READS = {
    ("class", "published"): {
        "author", "head", "principal", "officer", "pupil", "guardian",
    },
    ("school", "published"): EVERYONE - {"stranger", "editor", "other_pupil", "anonymous"},
    ("commons", "published"): EVERYONE,
    ("class", "draft"): {"author"},
    ("school", "draft"): {"author"},
    ("commons", "draft"): {"author"},
    ("school", "in review"): {"author", "head", "principal"},
    ("commons", "in review"): {"author", "editor"},
}  # fmt: skip
CASES = [(scope, state, who) for scope, state in READS for who in WHO]


@pytest.fixture
def cast(db):
    return make.cast()


def prepare(cast, scope, state):
    """Make the lesson with its files in the state asked for."""
    made = make.with_files(
        cast.author,
        cast.school,
        "class" if state == "in review" else scope,
        publish=state == "published",
    )
    made.review = None
    if state == "in review":
        made.review = actions.submit(made.lesson, cast.author, scope)
    made.lesson.refresh_from_db()
    return made


def client_of(account):
    client = Client()
    if account is not None:
        client.force_login(account)
    return client


@pytest.mark.parametrize(("scope", "state", "who"), CASES)
def test_every_door_gives_the_same_answer(cast, scope, state, who):
    made = prepare(cast, scope, state)
    lesson, account = made.lesson, getattr(cast, who)
    client = client_of(account)
    expected = who in READS[scope, state]
    published = state == "published"

    # the lesson page, lists and search: published lessons (and one's own draft)
    page = client.get(reverse("library:lesson", args=[lesson.uuid]))
    assert page.status_code == (
        200 if expected and (published or who == "author") else 404
    )
    listed = visible_lessons(account).filter(pk=lesson.pk).exists()
    assert listed == (published and expected)
    held = set(LessonSource().tokens_for(account))
    assert bool(held & set(lesson_tokens(facts_of(lesson)))) == (published and expected)

    # the version under review
    if made.review:
        answer = client.get(reverse("library:review", args=[made.review.uuid]))
        signed_out = account is None
        assert answer.status_code == (302 if signed_out else 200 if expected else 404)

    # pictures, documents, recordings: exactly where the lesson can be seen
    assert may_view_image(account, made.image) == expected
    assert may_view_document(account, made.document) == expected
    assert LibraryAssetPolicy().may_view(account, made.asset) == expected
    served = client.get(made.rendition.url)
    assert served.status_code == (200 if expected else 404)
    taken = client.get(made.document.url)
    assert taken.status_code == (200 if expected else 404)
    old_address = reverse(
        "wagtaildocs_serve", args=[made.document.pk, made.document.filename]
    )
    assert client.get(old_address).status_code == (200 if expected else 404)

    # drafts, previews, history, comparison: the author alone
    drafts = who == "author"
    for door in admin_doors(lesson):
        status = client.get(door).status_code
        assert (status == 200) == drafts, (door, status)
        assert drafts or status in {302, 404}, (door, status)


def admin_doors(lesson):
    first = lesson.latest_revision_id
    name = "wagtailadmin_pages:{}".format
    return [
        reverse(name("edit"), args=[lesson.pk]),
        reverse(name("view_draft"), args=[lesson.pk]),
        reverse(name("history"), args=[lesson.pk]),
        reverse(name("revisions_view"), args=[lesson.pk, first]),
        reverse(name("revisions_revert"), args=[lesson.pk, first]),
        reverse(name("revisions_compare"), args=[lesson.pk, "earliest", "latest"]),
        reverse(name("usage"), args=[lesson.pk]),
    ]


TEACHERS = ("author", "colleague", "head", "stranger")


@pytest.mark.parametrize("who", TEACHERS)
@pytest.mark.parametrize(("scope", "state"), READS)
def test_lists_and_choosers_of_the_admin(cast, scope, state, who):
    made = prepare(cast, scope, state)
    LessonPage.objects.filter(pk=made.lesson.pk).update(draft_title="Bí mật chưa đăng")
    account = getattr(cast, who)
    client = client_of(account)
    own = who == "author"
    parent = made.lesson.get_parent()
    doors = [
        reverse("wagtailadmin_explore", args=[parent.pk]),
        reverse("wagtailadmin_choose_page_child", args=[parent.pk]),
        reverse("wagtailadmin_pages:search") + "?q=Bí",
        reverse("wagtailadmin_api:pages:listing") + f"?child_of={parent.pk}",
        reverse("wagtailadmin_home"),
    ]
    for door in doors:
        answer = client.get(door, headers={"accept-language": "vi"})
        assert answer.status_code == 200, door
        shown = (
            "Bí mật" in answer.content.decode()
            or "B\\u00ed m" in answer.content.decode()
        )
        assert shown == own or (own and "search" in door), door
    detail = client.get(reverse("wagtailadmin_api:pages:detail", args=[made.lesson.pk]))
    assert (detail.status_code == 200) == own

    expected = who in READS[scope, state]
    for name, thing in (
        ("wagtailimages_chooser", made.image),
        ("wagtaildocs_chooser", made.document),
        ("library_recordings", made.asset),
    ):
        choose = client.get(reverse(f"{name}:choose"))
        assert choose.status_code == 200
        assert (thing.title in choose.json()["html"]) == expected, name
        chosen = client.get(reverse(f"{name}:chosen", args=[thing.pk]))
        assert (chosen.status_code == 200) == expected, name


@pytest.mark.parametrize("who", ["pupil", "guardian", "editor", "anonymous"])
def test_nobody_else_enters_the_admin(cast, who):
    made = prepare(cast, "commons", "published")
    client = client_of(getattr(cast, who))
    for door in (reverse("wagtailadmin_home"), *admin_doors(made.lesson)):
        assert client.get(door).status_code in {302, 404}


def test_an_author_reaches_nothing_of_the_machinery(cast):
    client = client_of(cast.author)
    for name in (
        "wagtailusers_users:index",
        "wagtailusers_groups:index",
        "wagtailsites:index",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:aging_pages",
        "wagtailadmin_workflows:index",
        "wagtailadmin_collections:index",
    ):
        assert client.get(reverse(name)).status_code == 404, name


def test_the_sign_in_page_of_wagtail_cannot_be_used_to_guess_passwords(cast):
    client = Client()
    answer = client.post(
        reverse("wagtailadmin_login"), {"username": "x", "password": "y"}
    )
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("schools:sign_in"))
    reset = client.get(reverse("wagtailadmin_password_reset"))
    assert reset.status_code == 404 or reset.url.startswith("/tai-khoan/")
    confirm = reverse("wagtailadmin_password_reset_confirm", args=["MQ", "a-b"])
    assert client.get(confirm).status_code == 404


def test_others_cannot_write_through_the_admin(cast):
    made = prepare(cast, "school", "published")
    for who in ("colleague", "head", "stranger"):
        client = client_of(getattr(cast, who))
        for name in ("edit", "delete", "unpublish", "copy"):
            door = reverse(f"wagtailadmin_pages:{name}", args=[made.lesson.pk])
            assert client.post(door, {"title": "Của tôi"}).status_code == 404
        for action in ("publish", "unpublish", "delete", "copy", "move"):
            door = reverse(
                "wagtailadmin_api:pages:action", args=[made.lesson.pk, action]
            )
            assert client.post(door, {}).status_code in {403, 404}, (who, action)
    made.lesson.refresh_from_db()
    assert made.lesson.live
    assert made.lesson.title == "Phân số"


def test_the_author_cannot_publish_wider_without_approval(cast):
    made = prepare(cast, "school", "published")
    client = client_of(cast.author)
    for action in ("publish", "copy", "move", "delete"):
        door = reverse("wagtailadmin_api:pages:action", args=[made.lesson.pk, action])
        assert client.post(door, {}).status_code in {400, 403}, action
    tester = made.lesson.permissions_for_user(cast.author)
    assert not tester.can_publish()
    assert tester.can_edit()


def test_the_tree_is_not_edited_by_hand(cast):
    policy = policy_registry.get_by_type(Page)
    grade = actions.grade_page("TOAN", 7)
    client = client_of(cast.author)
    assert grade in policy.explorable_instances(cast.author).specific()
    for page in (grade, grade.get_parent().specific):
        for name in ("edit", "delete"):
            door = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
            assert client.get(door).status_code in {302, 403}
