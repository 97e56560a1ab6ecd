"""What every page's frame needs: who is here, in which role, and their places."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from schools.public import (
    Account,
    Appointment,
    class_of_learner,
    guardian_children,
    learner_of,
    roles_of,
)

ICONS = {
    "today": "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
    "classes": "M4 6h16v12H4zM8 18v3M16 18v3",
    "library": "M5 4h11a3 3 0 013 3v13H8a3 3 0 01-3-3z",
    "share": "M5 20V11M12 20V4M19 20v-6",
    "me": "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c1-5 4-7 8-7s7 2 8 7",
}
# rooms that belong to a place
WITHIN = {"library": "/tim-kiem/", "classes": "/bai-tap/"}
LEADING = {
    "principal",
    "vice_principal",
    "commune_officer",
    "province_officer",
    "ministry_officer",
}
SCHOOL_OFFICE = {"principal", "vice_principal", "clerk"}


@dataclass(frozen=True)
class Place:
    """A place of the navigation."""

    key: str
    label: str
    url: str
    current: bool = False

    @property
    def icon(self) -> str:
        """The path of its stroke icon."""
        return ICONS.get(self.key, ICONS["me"])


@dataclass(frozen=True)
class Frame:
    """The header and the bottom bar of a page."""

    name: str
    role: str
    places: tuple[Place, ...]
    tabs: tuple[Place, ...]
    demo: bool
    is_sign_in: bool = False

    @property
    def more(self) -> tuple[Place, ...]:
        """Places that the phone's bottom bar has no room for."""
        shown = {tab.key for tab in self.tabs}
        return tuple(place for place in self.places if place.key not in shown)


def role_line(account: Account) -> str:
    """Return the reader's role in words: *Học sinh · Lớp 7A*."""
    learner = learner_of(account)
    if learner is not None:
        school_class = class_of_learner(learner)
        if school_class is None:
            return _("Student")
        return _("Student · Class %(name)s") % {"name": school_class.name}
    roles = roles_of(account)
    if roles:
        first = min(roles, key=lambda r: r.role == "teacher")
        label = str(Appointment.Role(first.role).label)
        label = label[:1].upper() + label[1:]
        place = first.organisation.short_name or first.organisation.name
        return f"{label}\u00a0· {place}"
    if guardian_children(account):
        return _("Parent")
    return ""


def _is_student_or_parent(account: Account) -> bool:
    return learner_of(account) is not None or (
        not roles_of(account) and bool(guardian_children(account))
    )


def places_for(
    account: Account, path: str
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return (places of the header, places of the phone's bottom bar)."""
    today = ("today", _("Today"), "/")
    classes = ("classes", _("Classes"), "/lop-hoc/")
    library = ("library", _("Learning materials"), "/hoc-lieu/")
    tests = ("tests", _("Tests"), "/kiem-tra/")
    live = ("live", pgettext("place", "Live lessons"), "/truc-tuyen/")
    office = ("office", pgettext("place", "School"), "/nha-truong/")
    share = ("share", _("Reports"), "/bao-cao/ti-trong/")
    roles = {role.role for role in roles_of(account)}
    if _is_student_or_parent(account):
        rows = [today, classes, library, tests, live]
        mine = _("My page") if account.is_pupil else _("My account")
    elif roles & LEADING:
        rows = [("today", _("Overview"), "/"), classes, library, share]
        if roles & SCHOOL_OFFICE:
            rows.append(office)
        mine = _("My account")
    elif roles == {"clerk"}:
        rows = [today, office]
        mine = _("My account")
    elif roles == {"editor"}:
        rows = [today, library]
        mine = _("My account")
    else:
        rows = [today, classes, library, tests, live, share]
        mine = _("My account")
    places = tuple(_place(*row, path) for row in rows)
    me = _place("me", mine, "/tai-khoan/", path)
    tabs = tuple(p for p in places if p.key in {"today", "classes", "library"})
    if roles & LEADING:
        tabs = tuple(p for p in places if p.key in {"today", "classes", "share"})
    return places, (*tabs, me)


def _place(key: str, label: str, url: str, path: str) -> Place:
    within = (url, WITHIN.get(key, url))
    current = path == "/" if url == "/" else path.startswith(within)
    return Place(key, label, url, current)


def frame(request: HttpRequest) -> Frame:
    """Build the frame of one page."""
    account = getattr(request, "user", None)
    is_sign_in = request.path.startswith("/tai-khoan/dang-nhap")
    if account is None or not account.is_authenticated:
        return Frame("", "", (), (), settings.DEMO, is_sign_in)
    places, tabs = places_for(account, request.path)
    if request.headers.get("X-Saved-Copy"):
        # the copy a pupil keeps in a shared phone carries nobody's name
        return Frame("", "", places, tabs, settings.DEMO)
    return Frame(account.display_name, role_line(account), places, tabs, settings.DEMO)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates `shell`, worked out when a template first asks."""
    return {"shell": SimpleLazyObject(lambda: frame(request))}
