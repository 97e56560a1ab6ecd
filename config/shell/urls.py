"""Addresses of the page frame."""

from django.urls import path

from config.shell import views

app_name = "shell"
urlpatterns = [
    path("", views.home, name="home"),
    path("cua-toi/", views.me, name="me"),
    path("suc-khoe/", views.health, name="health"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("ngoai-tuyen/", views.offline, name="offline"),
]
