"""Addresses of accounts and of the school office."""

from django.urls import path

from schools.views import (
    account,
    learner,
    newcomers,
    password,
    school,
    school_class,
    sign_in,
    slips,
    timetables,
)

app_name = "schools"
ME, OFFICE = "tai-khoan/", "nha-truong/"
CLASS, SCHOOL = f"{OFFICE}lop/<uuid:class_uuid>/", f"{OFFICE}<uuid:school_uuid>/"
LEARNER, TEAM = (
    f"{OFFICE}hoc-sinh/<uuid:learner_uuid>/",
    f"{OFFICE}to-chuyen-mon/<uuid:team_uuid>/",
)

urlpatterns = [
    path(ME, account.account, name="account"),
    path(f"{ME}dang-nhap/", sign_in.sign_in, name="sign_in"),
    path(f"{ME}dang-xuat/", sign_in.sign_out, name="sign_out"),
    path(f"{ME}may-nay/bo/", sign_in.forget_person, name="forget_person"),
    path(f"{ME}vao-vai/", sign_in.act_as, name="act_as"),
    path(f"{ME}mat-khau/", password.change, name="change_password"),
    path(f"{ME}quen-mat-khau/", password.forgotten, name="forgotten"),
    path(f"{ME}dat-lai/moi/", password.reset, name="reset_password"),
    path(f"{ME}dat-lai/<str:key>/", password.open_reset, name="open_reset"),
    path(f"{ME}phieu/<str:token>/", slips.slip, name="slip"),
    path(f"{ME}email/", account.email, name="email"),
    path(f"{ME}ngon-ngu/", account.language, name="language"),
    path(f"{ME}thoat-moi-may/", account.everywhere, name="everywhere"),
    path(f"{ME}may-nay/", account.this_device, name="this_device"),
    path(
        f"{OFFICE}tai-khoan/<uuid:account_uuid>/mat-khau-moi/",
        password.hand_out,
        name="hand_out_password",
    ),
    path(OFFICE, school.office, name="office"),
    path(
        f"{OFFICE}to-chuc/<uuid:organisation_uuid>/",
        school.organisation,
        name="organisation",
    ),
    path(SCHOOL, school.school, name="school"),
    path(f"{SCHOOL}lop/them/", school.add_class, name="add_class"),
    path(f"{SCHOOL}to-chuyen-mon/", school.teams, name="teams"),
    path(f"{SCHOOL}nam-hoc/", school.calendar, name="calendar"),
    path(
        f"{SCHOOL}nam-hoc/ngay-nghi/<int:holiday>/bo/",
        school.drop_holiday,
        name="drop_holiday",
    ),
    path(f"{SCHOOL}len-lop/", school.year_end, name="roll_over"),
    path(f"{SCHOOL}nhan-su/them/", newcomers.staff, name="add_staff"),
    path(
        f"{SCHOOL}nhan-su/<uuid:person_uuid>/thoi-viec/",
        newcomers.leave,
        name="leave_staff",
    ),
    path(TEAM, school.team, name="team"),
    path(f"{TEAM}<int:membership>/roi/", school.leave, name="leave_team"),
    path(CLASS, school_class.class_list, name="class_list"),
    path(f"{CLASS}nhap-danh-sach/", school_class.paste_list, name="paste_list"),
    path(f"{CLASS}chu-nhiem/", school_class.homeroom, name="homeroom"),
    path(f"{CLASS}phan-cong/", school_class.teaching, name="teaching"),
    path(
        f"{OFFICE}phan-cong/<uuid:assignment_uuid>/ket-thuc/",
        school_class.end_assignment,
        name="end_assignment",
    ),
    path(f"{CLASS}phieu/", slips.class_slips, name="class_slips"),
    path(f"{CLASS}phieu/thu-hoi/", slips.revoke_class_slips, name="revoke_slips"),
    path(f"{CLASS}thoi-khoa-bieu/", timetables.class_timetable, name="class_timetable"),
    path(
        f"{CLASS}thoi-khoa-bieu/nhap/",
        timetables.paste_timetable,
        name="paste_timetable",
    ),
    path(
        f"{OFFICE}giao-vien/<uuid:teacher_uuid>/thoi-khoa-bieu/",
        timetables.teacher_timetable,
        name="teacher_timetable",
    ),
    path(LEARNER, learner.record, name="learner"),
    path(f"{LEARNER}dinh-danh/xem/", learner.reveal, name="reveal_number"),
    path(f"{LEARNER}dinh-danh/", learner.identifier, name="identifier"),
    path(f"{LEARNER}nguoi-than/them/", newcomers.guardian, name="add_guardian"),
    path(
        f"{LEARNER}nguoi-than/<uuid:guardian_uuid>/bo/",
        newcomers.end_guardian,
        name="end_guardian",
    ),
    path(f"{LEARNER}chuyen-lop/", learner.move, name="move_learner"),
    path(f"{LEARNER}thoi-hoc/", learner.leave, name="leave_school"),
]
