"""Pages of the frame itself: home by role, health, service worker, manifest."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache

from config.shell.home import home_of

MANIFEST_SECONDS = 60 * 60 * 24 * 7


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what is next for the reader."""
    return render(request, "shell/home.html", {"home": home_of(request.user)})


def me(request: HttpRequest) -> HttpResponse:
    """Lead to the reader's own page."""
    return redirect("/tai-khoan/")


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer whether the process and its database work (JSON, no login)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            database = cursor.fetchone() == (1,)
    except DatabaseError:
        database = False
    status = {"ok": database, "database": database, "revision": settings.REVISION}
    return JsonResponse(status, status=200 if database else 503)


@cache_control(public=True, max_age=MANIFEST_SECONDS)
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the site for a phone's home screen."""
    return JsonResponse(
        {
            "name": "Hoa Ban",
            "short_name": "Hoa Ban",
            "lang": "vi",
            "start_url": "/",
            "display": "standalone",
            "background_color": "#fbfaf7",
            "theme_color": "#8c2a66",
            "icons": [
                {
                    "src": staticfiles_storage.url("icons/hoaban.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                }
            ],
        },
        content_type="application/manifest+json",
    )


def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that its scope is the site."""
    files = [
        staticfiles_storage.url(name)
        for name in ("css/tokens.css", "css/base.css", "js/shell.js", "js/saved.js")
    ]
    context = {
        "files": files,
        "revision": hashlib.sha256("".join(files).encode()).hexdigest()[:12],
    }
    response = render(request, "shell/sw.js", context, "text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def offline(request: HttpRequest) -> HttpResponse:
    """Show what can still be done without a signal (kept by the service worker)."""
    return render(request, "shell/offline.html")
