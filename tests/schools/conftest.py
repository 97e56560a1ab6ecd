"""What the school tests share."""

import pytest

from tests.factories import schools as make


@pytest.fixture
def office(world):
    """The account of the school's clerk."""
    who = make.person("Lường Thị Xuân")
    make.appoint(who, world.school, "clerk")
    return make.account(who)
