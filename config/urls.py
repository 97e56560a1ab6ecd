"""Every address of the site."""

from importlib.util import find_spec

from django.urls import include, path
from wagtail import urls as wagtail_urls  # noqa: F401
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

# While the house is being built, rooms open as they are finished.
ROOMS = [
    ("", "config.shell.urls"),
    ("", "schools.urls"),
    ("hoc-lieu/", "library.urls"),
    ("tim-kiem/", "search.urls"),
    ("tep/", "media_pipeline.urls"),
    ("truc-tuyen/", "live.urls"),
    ("lop-hoc/", "lms.classes.urls"),
    ("bai-tap/", "lms.assignments.urls"),
    ("kiem-tra/", "lms.assessment.urls"),
    ("bao-cao/ti-trong/", "lms.indicators.urls"),
]

urlpatterns = [
    path("quan-tri/tai-lieu/", include(wagtaildocs_urls)),
    path("quan-tri/", include(wagtailadmin_urls)),
    *[path(prefix, include(room)) for prefix, room in ROOMS if find_spec(room)],
]
handler400 = "config.shell.errors.bad_request"
handler403 = "config.shell.errors.forbidden"
handler404 = "config.shell.errors.not_found"
handler500 = "config.shell.errors.server_error"
