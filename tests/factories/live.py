"""Rooms for tests."""

import datetime
from typing import Any

from django.utils import timezone

from live.models import Room


def room(world: Any, **fields: Any) -> Room:
    """Return a room of 7A for Toán, led by Mai, starting in five minutes."""
    defaults = {
        "title": "Tổng các góc của một tam giác",
        "school_class": world.c7a,
        "subject": world.toan,
        "teacher": world.mai.person.account,
        "starts_at": timezone.now() + datetime.timedelta(minutes=5),
    }
    return Room.objects.create(**(defaults | fields))
