"""Reasons of the pure modules in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.assessment.clock import Reason
from lms.assessment.items import ItemError
from lms.assessment.rules import Refusal

ITEM: dict[str, Promise] = {
    "missing": _("this is missing"),
    "not_text": _("this must be text"),
    "not_list": _("this must be a list"),
    "too_long": _("too long: at most %(limit)s characters"),
    "too_few": _("too few: at least %(limit)s are needed"),
    "too_many": _("too many: at most %(limit)s"),
    "control_character": _("there is a character that cannot be shown"),
    "repeated": _("two options are the same"),
    "no_right_option": _("exactly one option must be marked as right"),
    "not_truth": _("it must be said whether this is true (Đ) or false (S)"),
    "unknown_format": _("the format must be choice, true_false or short"),
    "unknown_level": _("the level must be biet, hieu or van_dung"),
    "unknown_item": _("there is no such question in the paper"),
    "not_an_item": _("this is not a question"),
    "key_repeated": _("this key stands twice in the file"),
    "other_format": _("a question with this key exists in another format"),
}
PLACES: dict[str, Promise] = {
    "stem": _("question text"),
    "options": _("options"),
    "right": _("right option"),
    "statements": _("statements"),
    "answer": _("accepted answers"),
    "explanation": _("explanation"),
    "format": _("format"),
    "level": _("level"),
    "outcome": _("learning outcome"),
    "key": _("key"),
}
SETTING: dict[str, Promise] = {
    "closes_before_it_opens": _("The test must close after it opens."),
    "shorter_than_its_minutes": _(
        "The test is open for a shorter time than it takes: close it later."
    ),
    "minutes": _("Between 1 and 300 minutes."),
    "periodic_tests_at_school": _(
        "Midterm and final tests are sat at school. For a test taken elsewhere, give"
        " number and date of the principal's decision (TT 09/2021/TT-BGDĐT)."
    ),
}
REFUSAL: dict[Refusal, Promise] = {
    Refusal.NOT_OPEN_YET: _("The test is not open yet."),
    Refusal.CLOSED: _("The test has closed."),
    Refusal.USED_UP: _("You have already taken this test."),
    Refusal.CODE_NEEDED: _(
        "Your teacher has not opened the room yet. Wait for the code in class."
    ),
    Refusal.CODE_WRONG: _("That is not the code of the room. Look again and type it."),
}
LATE: dict[str, Promise] = {
    Reason.WAITED_OFFLINE: _("answered in time, waited for a line"),
    Reason.CLOCK_CHANGED: _("the device's clock was changed in between"),
}


def item_error(error: ItemError) -> str:
    """Return place and reason of a faulty item."""
    name, bracket, index = error.place.partition("[")
    place = str(PLACES.get(name, name))
    if bracket:
        place = f"{place} {int(index.rstrip(']')) + 1}"
    reason = str(ITEM.get(error.reason, error.reason)) % {"limit": error.limit}
    return f"{place}: {reason}"
