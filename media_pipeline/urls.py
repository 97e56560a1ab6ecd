"""Addresses under /tep/."""

from django.urls import path

from media_pipeline.views import files, pages, uploads

app_name = "media"

urlpatterns = [
    path("", pages.mine, name="mine"),
    path("tai-len/", pages.upload, name="upload"),
    path("tai-len/bat-dau/", uploads.start, name="upload-start"),
    path("tai-len/<uuid:upload>/", uploads.piece, name="upload-piece"),
    path("<uuid:asset>/", pages.asset, name="asset"),
    path("<uuid:asset>/trang-thai/", pages.status, name="status"),
    path("<uuid:asset>/lam-lai/", pages.retry, name="retry"),
    path("<uuid:asset>/dung/", pages.cancel, name="cancel"),
    path("<uuid:asset>/goc/", files.source, name="source"),
    path("<uuid:asset>/<slug:revision>/<path:name>", files.media_file, name="file"),
]
