"""The admin's own door: who comes in where, and a nonce for Wagtail's few scripts.

Wagtail's date and time choosers start from a script in the page. Our templates give
those scripts (and no others) the request's nonce, and `admin-styles.js` hands it to
the two style elements of the text editor; a response whose page used it says
so in its policy. Everything else stays forbidden as on every other page.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from csp.constants import NONCE
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from library.lessons.models import LessonPage
from library.permissions import may_edit_lesson

_current: ContextVar[HttpRequest | None] = ContextVar("admin_request", default=None)
PREFIX = "/quan-tri/"
CLOSED = frozenset(
    (
        "wagtailusers",
        "wagtailusers_users",
        "wagtailusers_groups",
        "wagtailsites",
        "wagtailsnippets",
        "wagtailsettings",
        "wagtailadmin_reports",
        "wagtailadmin_workflows",
        "wagtailadmin_collections",
        "wagtaillocales",
    )
)
ACCOUNT = frozenset(("wagtailadmin_account",))
ACCOUNT_PAGE = "/tai-khoan/"  # one page for one's account, the shell's
SIGN_IN = frozenset(("wagtailadmin_login",))
NOT_HERE = frozenset(
    (
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_error_test",
        "authenticate_with_password",
    )
)
PAGES = ("page_id", "page_to_move_id")


def current_nonce() -> str:
    """Return the nonce of the page being made; empty outside the admin."""
    request = _current.get()
    return str(request.csp_nonce) if request is not None else ""


class AdminDoor:
    """Middleware for everything under /quan-tri/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Remember the request for the templates, then widen the policy if needed."""
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        token = _current.set(request)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        if getattr(request, "_csp_nonce", None):
            response._csp_update = {"script-src": [NONCE], "style-src": [NONCE]}
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Close what is not for authors; a lesson's screens are its author's."""
        if not request.path.startswith(PREFIX):
            return None
        match = request.resolver_match
        if match.url_name in SIGN_IN:
            return self._sign_in(request)
        if match.url_name in ACCOUNT:
            return redirect(ACCOUNT_PAGE)
        if match.url_name in NOT_HERE:
            raise Http404
        if not request.user.is_superuser and CLOSED & set(match.namespaces):
            raise Http404
        self._check_page(request, kwargs)
        return None

    def _sign_in(self, request: HttpRequest) -> HttpResponse:
        """Send to the one sign-in page, which counts attempts."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(
            request.GET.get("next", resolve_url("wagtailadmin_home")),
            settings.LOGIN_URL,
        )

    def _check_page(self, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        """Lock a second time: a lesson's screens open to who may edit it alone."""
        keys = [kwargs[name] for name in PAGES if name in kwargs]
        names = request.resolver_match.namespaces
        if "pk" in kwargs and "wagtailadmin_pages" in names:
            keys.append(kwargs["pk"])
        for key in keys:
            lesson = LessonPage.objects.filter(pk=key).first()
            if lesson is not None and not may_edit_lesson(request.user, lesson):
                raise Http404
