"""Addresses under /lop-hoc/."""

from django.urls import path

from lms.classes import views

app_name = "classes"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:uuid>/", views.show_class, name="class"),
    path("<uuid:uuid>/danh-sach/", views.members, name="members"),
    path("<uuid:uuid>/ke-hoach/cap-nhat/", views.refresh, name="refresh"),
    path("ke-hoach/<uuid:uuid>/", views.show_plan, name="plan"),
    path("ke-hoach/<uuid:uuid>/ten-tiet/", views.save_titles, name="titles"),
    path("ke-hoach/<uuid:uuid>/dan-cot/", views.paste_titles, name="paste"),
]
