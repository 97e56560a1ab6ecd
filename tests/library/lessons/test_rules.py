"""The rules, their SQL and their search tokens say the same."""

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.lessons import rules
from library.lessons.models import LessonPage
from library.permissions import readable
from tests.factories import library as make

small = st.integers(1, 4)
viewers = st.builds(
    rules.Viewer,
    account=st.integers(0, 4),
    is_superuser=st.booleans(),
    schools=st.frozensets(small),
    oversees=st.frozensets(small),
    leads=st.frozensets(small),
    heads=st.frozensets(st.tuples(small, small)),
    reviews=st.frozensets(small),
    taught_by=st.frozensets(small),
    opened=st.frozensets(small),
)
lessons = st.builds(
    rules.Lesson,
    author=small,
    organisation=small,
    subject=small,
    scope=st.sampled_from([rules.CLASS, rules.SCHOOL, rules.COMMONS]),
    is_live=st.booleans(),
    key=small,
)


@settings(max_examples=400)
@given(viewers, lessons)
def test_search_tokens_say_what_the_rule_says(viewer, lesson):
    if viewer.account == 0:
        viewer = rules.ANONYMOUS
    found = bool(set(rules.reader_tokens(viewer)) & set(rules.lesson_tokens(lesson)))
    assert found == (lesson.is_live and rules.may_read(viewer, lesson))


@settings(max_examples=400)
@given(viewers, lessons, st.sampled_from([rules.SCHOOL, rules.COMMONS]))
def test_nobody_approves_their_own(viewer, lesson, wanted):
    for step in rules.STEPS[wanted]:
        review = rules.Review(wanted, step, submitted_by=lesson.author)
        asked = rules.Lesson(
            lesson.author,
            lesson.organisation,
            lesson.subject,
            lesson.scope,
            True,
            lesson.key,
            review,
        )
        if rules.may_decide(viewer, asked):
            assert viewer.account != lesson.author
            assert rules.may_see_review(viewer, asked)
        assert not rules.may_submit(viewer, asked, wanted)
        assert not rules.may_publish_at_once(viewer, asked)


@settings(max_examples=400)
@given(viewers, lessons)
def test_who_edits_reads_and_only_own_classes_go_out_at_once(viewer, lesson):
    if rules.may_edit(viewer, lesson):
        assert rules.may_read(viewer, lesson)
    if rules.may_publish_at_once(viewer, lesson):
        assert lesson.scope == rules.CLASS


@pytest.fixture
def rows(db):
    cast = make.cast()
    return cast, [
        make.lesson(author, cast.school, scope, publish=publish)
        for author in (cast.author, cast.head)
        for scope in ("class", "school", "commons")
        for publish in (True, False)
    ]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_the_filter_says_what_the_rule_says(rows, data):
    cast, pages = rows
    accounts = st.sampled_from([cast.author.pk, cast.head.pk, cast.pupil.pk])
    places = st.sampled_from([cast.school.pk, cast.world.other.pk])
    viewer = data.draw(
        st.builds(
            rules.Viewer,
            account=st.one_of(st.just(0), accounts),
            is_superuser=st.booleans(),
            schools=st.frozensets(places),
            oversees=st.frozensets(places),
            heads=st.frozensets(
                st.tuples(places, st.just(cast.world.toan.pk)), max_size=2
            ),
            taught_by=st.frozensets(accounts),
            opened=st.frozensets(st.sampled_from([page.pk for page in pages])),
        )
    )
    if viewer.account == 0:
        viewer = rules.ANONYMOUS
    found = set(
        LessonPage.objects.filter(readable(viewer)).values_list("pk", flat=True)
    )
    for page in pages:
        facts = rules.Lesson(
            page.author_id,
            page.organisation_id,
            page.subject_id,
            page.scope,
            page.live,
            page.pk,
        )
        assert (page.pk in found) == (page.live and rules.may_read(viewer, facts))
    assert isinstance(readable(viewer, "lesson__"), Q)
