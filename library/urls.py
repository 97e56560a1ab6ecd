"""Addresses under /hoc-lieu/."""

from django.urls import path

from library.files import views as files
from library.lessons import author_views, views

app_name = "library"

urlpatterns = [
    path("", views.index, name="browse"),
    path("soan/", author_views.start, name="start"),
    path("cua-toi/", author_views.mine, name="mine"),
    path("duyet/", author_views.reviews, name="reviews"),
    path("duyet/<uuid:review_uuid>/", author_views.review, name="review"),
    path("duyet/<uuid:review_uuid>/rut-lai/", author_views.withdraw, name="withdraw"),
    path("bai/<uuid:lesson_uuid>/", views.lesson, name="lesson"),
    path("bai/<uuid:lesson_uuid>/gui-duyet/", author_views.submit, name="submit"),
    path("bai/<uuid:lesson_uuid>/thu-hoi/", author_views.unpublish, name="unpublish"),
    path(
        "bai/<uuid:lesson_uuid>/tu-kiem-tra/<uuid:block_uuid>/",
        views.check,
        name="check",
    ),
    path(
        "hinh/<uuid:image_uuid>/<str:name>",
        files.picture,
        name="picture",
    ),
    path("tep/<uuid:document_uuid>/<str:name>", files.document, name="document"),
]
