"""Addresses below /kiem-tra/."""

from django.urls import path

from lms.assessment.views import learner, saving, teacher, workshop

app_name = "assessment"
urlpatterns = [
    path("", learner.index, name="index"),
    path("bai/<uuid:uuid>/", learner.test, name="test"),
    path("bai/<uuid:uuid>/bat-dau/", learner.begin, name="begin"),
    path("luot/<uuid:uuid>/", learner.attempt, name="attempt"),
    path("luot/<uuid:uuid>/the/", learner.renew, name="renew"),
    path("luot/<uuid:uuid>/ket-qua/", learner.result, name="result"),
    path("luu/<uuid:uuid>/", saving.save, name="save"),
    path("theo-doi/<uuid:uuid>/", teacher.follow, name="follow"),
    path("theo-doi/<uuid:uuid>/phong/", teacher.room, name="room"),
    path("theo-doi/<uuid:uuid>/cong-bo/", teacher.release, name="release"),
    path("theo-doi/<uuid:uuid>/huy/", teacher.withdraw, name="withdraw"),
    path(
        "theo-doi/<uuid:uuid>/them-gio/<uuid:learner_uuid>/",
        teacher.extra,
        name="extra",
    ),
    path("theo-doi/<uuid:uuid>/dap-an/<slug:item_key>/", teacher.key, name="key"),
    path("ket-qua/<uuid:uuid>/", teacher.results, name="results"),
    path("ket-qua/<uuid:uuid>/excel/", teacher.export, name="export"),
    path("bai-lam/<uuid:uuid>/", teacher.sheet, name="sheet"),
    path("bai-lam/<uuid:uuid>/mo-lai/", teacher.reopen, name="reopen"),
    path("bai-lam/<uuid:uuid>/gui-muon/", teacher.late, name="late"),
    path("ngan-hang/", workshop.banks, name="banks"),
    path("ngan-hang/<uuid:uuid>/", workshop.bank, name="bank"),
    path("ngan-hang/<uuid:uuid>/nhap/", workshop.import_file, name="import"),
    path(
        "ngan-hang/<uuid:uuid>/cau-hoi/<slug:format_name>/",
        workshop.new_item,
        name="new_item",
    ),
    path("cau-hoi/<uuid:uuid>/", workshop.item, name="item"),
    path("de/", workshop.papers, name="papers"),
    path("de/moi/", workshop.new_paper, name="new_paper"),
    path("de/<uuid:uuid>/", workshop.paper, name="paper"),
    path("de/<uuid:uuid>/sao/", workshop.copy, name="copy"),
    path("de/<uuid:uuid>/giao/", workshop.give, name="give"),
]
