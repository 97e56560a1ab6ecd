"""Addresses of live lessons, below /truc-tuyen/."""

from django.urls import path

from live import views

app_name = "live"
urlpatterns = [
    path("", views.room_list, name="list"),
    path("tao/", views.schedule, name="schedule"),
    path("<uuid:room_uuid>/", views.room, name="room"),
    path("<uuid:room_uuid>/ve/", views.ticket, name="ticket"),
    path("<uuid:room_uuid>/trang/", views.upload_slides, name="upload_slides"),
    path("<uuid:room_uuid>/trang/tinh-trang/", views.slides_state, name="slides_state"),
    path("<uuid:room_uuid>/trang/<int:version>/<int:page>/", views.slide, name="slide"),
    path("<uuid:room_uuid>/ket-thuc/", views.end, name="end"),
    path("<uuid:room_uuid>/xem-lai/", views.replay, name="replay"),
    path(
        "<uuid:room_uuid>/xem-lai/dien-bien/", views.replay_script, name="replay_script"
    ),
    path("<uuid:room_uuid>/xem-lai/tieng/", views.replay_sound, name="replay_sound"),
    path("<uuid:room_uuid>/diem-danh/", views.attendance, name="attendance"),
    path(
        "<uuid:room_uuid>/diem-danh/<uuid:account_uuid>/", views.correct, name="correct"
    ),
]
