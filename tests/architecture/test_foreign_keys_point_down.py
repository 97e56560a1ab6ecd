"""Import Linter cannot see a foreign key named by a string; this can."""

import pytest
from django.apps import apps

FLOORS = [
    {"search", "media_pipeline"},
    {"schools"},
    {"library", "live"},
    {"lms"},
    {"interop"},
]
FLOOR_OF = {label: n for n, labels in enumerate(FLOORS) for label in labels}


def links():
    for model in apps.get_models():
        if model._meta.app_label in FLOOR_OF:
            for field in model._meta.get_fields():
                if field.is_relation and field.concrete and field.related_model:
                    yield model, field


def is_account_link(field):
    return field.related_model._meta.label == "schools.Account"


@pytest.mark.parametrize(
    ("model", "field"), [pytest.param(m, f, id=str(f)) for m, f in links()]
)
def test_a_foreign_key_points_to_its_own_floor_or_below(model, field):
    here, there = model._meta.app_label, field.related_model._meta.app_label
    if there in FLOOR_OF and here != there and not is_account_link(field):
        assert FLOOR_OF[there] < FLOOR_OF[here]
