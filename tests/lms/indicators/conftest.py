"""The day all tests of this folder happen on, and a tree of organisations."""

import pytest

from tests.factories import indicators as make_online


@pytest.fixture(autouse=True)
def _counting_on_the_sunday_of_week_11(settings):
    settings.TODAY = make_online.TODAY.isoformat()
    settings.LMS_EVIDENCE_SINK = "lms.indicators.sink.EvidenceRecorder"


@pytest.fixture
def tree(db):
    return make_online.tree()


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Run what a test does and then what was to happen after the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
