"""The words the share pages say: levels of schooling, judgements."""

from django.utils.translation import gettext as _


def level_name(level: str) -> str:
    """Return the name of a level of schooling (TH, THCS, THPT)."""
    names = {
        "TH": _("Primary"),
        "THCS": _("Lower secondary"),
        "THPT": _("Upper secondary"),
    }
    return names.get(level, level)
