"""Refusals in the reader's words: what happened, what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.assignments.photos import Reason
from lms.assignments.rules import Refusal, Standing


def photo_refused(reason: Reason, name: str = "") -> str:
    """Say why a file is not taken."""
    said = {
        Reason.EMPTY: _("The file is empty. Please choose the photo again."),
        Reason.TOO_BIG: _("The file is too big. Please take the photo again, smaller."),
        Reason.TOO_MANY_PIXELS: _(
            "The picture is too large to open. Please take the photo again, smaller."
        ),
        Reason.NOT_A_PHOTO: _(
            "This is not a photo we can open. Please choose a JPEG, PNG or WebP photo."
        ),
        Reason.NAME_DIFFERS: _(
            "The file's name and its content differ. Please take the photo again."
        ),
        Reason.CARRIES_MORE: _(
            "The file carries something besides a photo, so it was not taken."
            " Please take the photo again."
        ),
        Reason.BROKEN: _("The photo is damaged or incomplete. Please take it again."),
    }[reason]
    return f"{name}: {said}" if name else said


def file_refused(reason: Reason, name: str) -> str:
    """Say why a teacher's file is not taken."""
    said = {
        Reason.EMPTY: _("the file is empty."),
        Reason.TOO_BIG: _("the file is larger than 5 MB."),
        Reason.NOT_A_PHOTO: _("only PDF, Word (docx) and photos are taken."),
    }.get(reason)
    return f"{name}: {said}" if said else photo_refused(reason, name)


def work_refused(refusal: Refusal) -> str:
    """Say why work is not taken."""
    return {
        Refusal.CLOSED: _(
            "The due time has passed and this homework takes no late work."
        ),
        Refusal.RETURNED: _(
            "The teacher has returned this work; it can no longer change."
        ),
        Refusal.EMPTY: _(
            "There is nothing to hand in yet: write something or add a photo."
        ),
        Refusal.TOO_MANY_PHOTOS: _("There are ten photos already. Remove one first."),
    }[refusal]


STANDING_KIND = {
    Standing.TO_DO: "wait",
    Standing.MISSING: "bad",
    Standing.HANDED_IN: "info",
    Standing.HANDED_IN_LATE: "wait",
    Standing.TO_REVISE: "wait",
    Standing.RETURNED: "ok",
}


def standing_label(standing: Standing) -> str:
    """Name a standing as a chip does."""
    return {
        Standing.TO_DO: _("not done yet"),
        Standing.MISSING: _("overdue"),
        Standing.HANDED_IN: _("handed in"),
        Standing.HANDED_IN_LATE: _("handed in late"),
        Standing.TO_REVISE: _("to be revised"),
        Standing.RETURNED: _("returned"),
    }[standing]


def lacking_text(seconds: int) -> str:
    """Say how much longer to learn."""
    minutes = -(-seconds // 60)
    text = ngettext(
        "Study about %(minutes)s more minute, then say you are done.",
        "Study about %(minutes)s more minutes, then say you are done.",
        minutes,
    )
    return text % {"minutes": minutes}
