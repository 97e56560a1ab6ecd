"""Addresses under /bao-cao/ti-trong/."""

from django.urls import path

from lms.indicators.views import rows, shares

app_name = "indicators"
urlpatterns = [
    path("", shares.share, name="share"),
    path("cach-tinh/", shares.method, name="method"),
    path("lop/<uuid:class_uuid>/", shares.class_share, name="class"),
    path("minh-chung/<uuid:evidence_uuid>/", rows.evidence, name="evidence"),
    path("<uuid:organisation_uuid>/minh-chung/", rows.rows, name="rows"),
    path("<uuid:organisation_uuid>/can-xem-lai/", rows.doubtful, name="doubtful"),
    path("<uuid:organisation_uuid>/quyet-dinh/", rows.decision, name="decision"),
    path("<uuid:organisation_uuid>/excel/", shares.excel, name="excel"),
]
