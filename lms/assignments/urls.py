"""Addresses under /bai-tap/."""

from django.urls import path

from lms.assignments.views import files, giving, homework, lessons, marking, uploads

app_name = "assignments"
urlpatterns = [
    path("", homework.index, name="index"),
    path("giao/", giving.give_lesson, name="give"),
    path("giao/bai-tap/", giving.give_homework, name="set_homework"),
    path("bai-hoc/<uuid:uuid>/", lessons.show_lesson, name="lesson"),
    path("bai-hoc/<uuid:uuid>/lop/", lessons.show_class_progress, name="lesson_class"),
    path("bai-hoc/<uuid:uuid>/hoc-xong/", lessons.finish_lesson, name="finish"),
    path("bai-hoc/<uuid:uuid>/tien-trinh/", lessons.take_progress, name="progress"),
    path(
        "bai-hoc/<uuid:uuid>/thu-hoi/",
        giving.withdraw_lesson_view,
        name="withdraw_lesson",
    ),
    path("bai-lam/<uuid:uuid>/", marking.show_submission, name="submission"),
    path("bai-lam/<uuid:uuid>/tra/", marking.return_submission, name="return"),
    path("anh/<uuid:uuid>/", files.show_photo, name="photo"),
    path("anh/<uuid:uuid>/bo/", homework.remove_photo_view, name="remove_photo"),
    path("dinh-kem/<uuid:uuid>/", files.show_attachment, name="attachment"),
    path("tai-len/<uuid:uuid>/", uploads.piece, name="upload"),
    path("<uuid:uuid>/", homework.show_homework, name="homework"),
    path("<uuid:uuid>/nop/", homework.hand_in_view, name="hand_in"),
    path("<uuid:uuid>/anh/", uploads.begin, name="begin_upload"),
    path("<uuid:uuid>/sua/", giving.edit_homework, name="edit_homework"),
    path(
        "<uuid:uuid>/thu-hoi/", giving.withdraw_homework_view, name="withdraw_homework"
    ),
]
