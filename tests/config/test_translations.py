"""Vietnamese is complete in every app."""

import pytest

from config import translations


@pytest.mark.parametrize("app", translations.APPS)
def test_every_message_has_vietnamese_words(app):
    assert translations.missing(app) == []


def test_messages_are_found_in_code_and_templates():
    ids = {message[0] for message in translations.messages_of("config")}
    assert "Skip to content" in ids
    assert "Student · Class %(name)s" in ids
