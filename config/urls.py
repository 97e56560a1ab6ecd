"""Every address of the site."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    # one way in, with its limits
    path("quan-tri/login/", RedirectView.as_view(pattern_name="schools:sign_in")),
    path(
        "quan-tri/password_reset/",
        RedirectView.as_view(pattern_name="schools:forgotten"),
    ),
    path("quan-tri/tai-lieu/", include(wagtaildocs_urls)),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("", include("config.shell.urls")),
    path("", include("schools.urls")),
    path("hoc-lieu/", include("library.urls")),
    path("tim-kiem/", include("search.urls")),
    path("tep/", include("media_pipeline.urls")),
    path("truc-tuyen/", include("live.urls")),
    path("lop-hoc/", include("lms.classes.urls")),
    path("bai-tap/", include("lms.assignments.urls")),
    path("kiem-tra/", include("lms.assessment.urls")),
    path("bao-cao/ti-trong/", include("lms.indicators.urls")),
]
handler400 = "config.shell.errors.bad_request"
handler403 = "config.shell.errors.forbidden"
handler404 = "config.shell.errors.not_found"
handler500 = "config.shell.errors.server_error"
