"""The invented province, as plain data: its organisations, classes and teachers.

Tỉnh Mường Hoa does not exist; no person in it does either.
"""

from dataclasses import dataclass, field

STAFF_PASSWORD = "muong-hoa-2026"  # noqa: S105  the demo's, printed on its page
PUPIL_PIN = "482617"
YEAR = 2026


@dataclass(frozen=True)
class Place:
    """An organisation of the demo."""

    code: str
    kind: str
    name: str
    short: str
    managed_by: str = ""
    located_in: str = ""
    levels: tuple[str, ...] = ()


PLACES = (
    Place("BO", "ministry", "Bộ Giáo dục và Đào tạo (minh hoạ)", "Bộ GDĐT"),
    Place("MH", "province", "Sở Giáo dục và Đào tạo Mường Hoa", "Sở Mường Hoa", "BO"),
    Place("MH-NH", "commune", "Xã Nậm Hoa", "Xã Nậm Hoa", "MH", "MH"),
    Place("MH-HB", "commune", "Xã Huổi Ban", "Xã Huổi Ban", "MH", "MH"),
    Place(
        "MH-NH-C2",
        "school",
        "Trường PTDTBT THCS Nậm Hoa",
        "THCS Nậm Hoa",
        "MH-NH",
        "MH-NH",
        ("THCS",),
    ),
    Place(
        "MH-HB-C1",
        "school",
        "Trường Tiểu học Huổi Ban",
        "Tiểu học Huổi Ban",
        "MH-HB",
        "MH-HB",
        ("TH",),
    ),
    Place(
        "MH-C3",
        "school",
        "Trường THPT Mường Hoa",
        "THPT Mường Hoa",
        "MH",
        "MH-NH",
        ("THPT",),
    ),
)


@dataclass(frozen=True)
class ClassPlan:
    """A class: its size and who teaches it what ({subject: teacher keys})."""

    school: str
    name: str
    grade: int
    size: int
    homeroom: str
    teachers: dict[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True)
class TeacherPlan:
    """A teacher of the demo."""

    key: str
    school: str
    name: str
    sex: int
    team: str
    role: str = "teacher"


THCS, TH, THPT = "MH-NH-C2", "MH-HB-C1", "MH-C3"

TEACHERS = (
    TeacherPlan("do", THCS, "Vàng Thị Dợ", 2, "", "vice_principal"),
    TeacherPlan("thang", THCS, "Quàng Văn Thắng", 1, "", "principal"),
    TeacherPlan("mai", THCS, "Hà Thị Mai", 2, "Khoa học tự nhiên"),
    TeacherPlan("chinh", THCS, "Lường Văn Chỉnh", 1, "Khoa học tự nhiên"),
    TeacherPlan("sung", THCS, "Giàng A Sùng", 1, "Khoa học tự nhiên"),
    TeacherPlan("phuong", THCS, "Đèo Thị Phượng", 2, "Khoa học tự nhiên"),
    TeacherPlan("say", THCS, "Tẩn Láo Sẩy", 1, "Khoa học tự nhiên"),
    TeacherPlan("huong", THCS, "Cà Thị Hương", 2, "Khoa học xã hội"),
    TeacherPlan("bien", THCS, "Lò Văn Biên", 1, "Khoa học xã hội"),
    TeacherPlan("xuan", THCS, "Phạm Thị Xuân", 2, "Khoa học xã hội"),
    TeacherPlan("dinh", THCS, "Mùa A Dính", 1, "Khoa học xã hội"),
    TeacherPlan("loan", THCS, "Bùi Thị Loan", 2, "Khoa học xã hội"),
    TeacherPlan("tien", THCS, "Vì Văn Tiến", 1, "Nghệ thuật – Thể chất"),
    TeacherPlan("ngan", THCS, "Hoàng Thị Ngân", 2, "Nghệ thuật – Thể chất"),
    TeacherPlan("khang", THCS, "Lý A Khang", 1, "Nghệ thuật – Thể chất"),
    TeacherPlan("lien", TH, "Lù Thị Liên", 2, "", "principal"),
    TeacherPlan("pa", TH, "Thào Thị Pà", 2, "Tổ 1–3"),
    TeacherPlan("von", TH, "Quàng Văn Vọn", 1, "Tổ 4–5"),
    TeacherPlan("hoa", TH, "Lò Thị Hoa", 2, "Tổ 4–5"),
    TeacherPlan("minh", TH, "Trần Thị Minh", 2, "Tổ 4–5"),
    TeacherPlan("cu", TH, "Sùng A Cử", 1, "Tổ 4–5"),
    TeacherPlan("nhung", TH, "Đinh Thị Nhung", 2, "Tổ 1–3"),
    TeacherPlan("vinh", THPT, "Lê Quang Vinh", 1, "", "principal"),
    TeacherPlan("tam", THPT, "Lò Minh Tâm", 1, "Toán – Tin"),
    TeacherPlan("thu", THPT, "Nguyễn Thị Hoài Thu", 2, "Toán – Tin"),
    TeacherPlan("ke", THPT, "Giàng Seo Ké", 1, "Vật lí – Hoá học – Sinh học"),
    TeacherPlan("nga", THPT, "Đỗ Thị Nga", 2, "Vật lí – Hoá học – Sinh học"),
    TeacherPlan("yen", THPT, "Phàn Mùi Yến", 2, "Vật lí – Hoá học – Sinh học"),
    TeacherPlan("hien", THPT, "Cầm Thị Hiền", 2, "Ngữ văn – Ngoại ngữ"),
    TeacherPlan("dung", THPT, "Vũ Tiến Dũng", 1, "Ngữ văn – Ngoại ngữ"),
    TeacherPlan("ly", THPT, "Mào Thị Lý", 2, "Ngữ văn – Ngoại ngữ"),
    TeacherPlan("son", THPT, "Hà Văn Sơn", 1, "Sử – Thể dục – Quốc phòng"),
    TeacherPlan("cuong", THPT, "Lường Mạnh Cường", 1, "Sử – Thể dục – Quốc phòng"),
)

TEAM_SUBJECTS = {
    "Khoa học tự nhiên": ("TOAN", "KHTN", "CN", "TIN"),
    "Khoa học xã hội": ("VAN", "NN1", "LSDL", "GDCD", "GDDP"),
    "Nghệ thuật – Thể chất": ("NT", "GDTC"),
    "Tổ 1–3": ("TV", "TOAN", "TNXH", "DD"),
    "Tổ 4–5": ("TV", "TOAN", "KH", "LSDL", "NN1", "TINCN"),
    "Toán – Tin": ("TOAN", "TIN"),
    "Vật lí – Hoá học – Sinh học": ("VL", "HH", "SH"),
    "Ngữ văn – Ngoại ngữ": ("VAN", "NN1"),
    "Sử – Thể dục – Quốc phòng": ("LS", "GDTC", "GDQPAN"),
}
TEAM_HEADS = ("chinh", "huong", "tien", "nhung", "von", "tam", "ke", "hien", "son")


def _secondary(
    toan: str, van: str, khtn: tuple[str, ...], homeroom: str
) -> dict[str, tuple[str, ...]]:
    return {
        "VAN": (van,),
        "TOAN": (toan,),
        "KHTN": khtn,
        "NN1": ("loan",),
        "LSDL": ("bien",),
        "GDCD": ("dinh",),
        "CN": ("say",),
        "TIN": ("say",),
        "GDTC": ("tien",),
        "NT": ("ngan", "khang"),
        "GDDP": ("dinh",),
        "HDTNHN": (homeroom,),
    }


def _primary(own: str, grade: int) -> dict[str, tuple[str, ...]]:
    subjects = {
        "TV": (own,),
        "TOAN": (own,),
        "DD": (own,),
        "HDTN": (own,),
        "GDTC": ("cu",),
        "NT": ("nhung",),
    }
    if grade < 4:
        return subjects | {"TNXH": (own,)}
    return subjects | {
        "KH": (own,),
        "LSDL": (own,),
        "NN1": ("minh",),
        "TINCN": ("cu",),
    }


def _upper(toan: str, van: str, homeroom: str) -> dict[str, tuple[str, ...]]:
    return {
        "VAN": (van,),
        "TOAN": (toan,),
        "NN1": ("ly",),
        "LS": ("son",),
        "GDTC": ("cuong",),
        "GDQPAN": ("cuong",),
        "GDDP": ("son",),
        "VL": ("ke",),
        "HH": ("nga",),
        "SH": ("yen",),
        "TIN": ("thu",),
        "CDHT": (toan,),
        "HDTNHN": (homeroom,),
    }


CLASSES = (
    ClassPlan(
        THCS,
        "6A",
        6,
        33,
        "huong",
        _secondary("chinh", "huong", ("phuong",), "huong"),
    ),
    ClassPlan(
        THCS,
        "6B",
        6,
        31,
        "phuong",
        _secondary("chinh", "xuan", ("phuong",), "phuong"),
    ),
    ClassPlan(
        THCS,
        "7A",
        7,
        34,
        "mai",
        _secondary("mai", "huong", ("sung", "phuong"), "mai"),
    ),
    ClassPlan(
        THCS,
        "7B",
        7,
        32,
        "sung",
        _secondary("mai", "xuan", ("sung",), "sung"),
    ),
    ClassPlan(
        THCS,
        "8A",
        8,
        35,
        "xuan",
        _secondary("mai", "xuan", ("sung",), "xuan"),
    ),
    ClassPlan(
        THCS,
        "9A",
        9,
        30,
        "chinh",
        _secondary("chinh", "huong", ("phuong", "sung"), "chinh"),
    ),
    ClassPlan(TH, "1A", 1, 22, "pa", _primary("pa", 1)),
    ClassPlan(TH, "4A", 4, 26, "von", _primary("von", 4)),
    ClassPlan(TH, "5A", 5, 24, "hoa", _primary("hoa", 5)),
    ClassPlan(THPT, "10A1", 10, 38, "tam", _upper("tam", "hien", "tam")),
    ClassPlan(THPT, "11A1", 11, 36, "dung", _upper("tam", "dung", "dung")),
    ClassPlan(THPT, "12A1", 12, 35, "thu", _upper("thu", "hien", "thu")),
)

# periods a week by subject; where the year's number does not divide by 35 the
# second term has one more (52 = 18 × 1 + 17 × 2)
_THCS = {
    "VAN": 4,
    "TOAN": 4,
    "KHTN": 4,
    "NN1": 3,
    "LSDL": 3,
    "GDCD": 1,
    "CN": 1,
    "TIN": 1,
    "GDTC": 2,
    "NT": 2,
    "GDDP": 1,
    "HDTNHN": 3,
}
_TH1 = {"TV": 12, "TOAN": 3, "DD": 1, "TNXH": 2, "GDTC": 2, "NT": 2, "HDTN": 3}
_TH4 = {
    "TV": 7,
    "TOAN": 5,
    "NN1": 4,
    "DD": 1,
    "LSDL": 2,
    "KH": 2,
    "TINCN": 2,
    "GDTC": 2,
    "NT": 2,
    "HDTN": 3,
}
_THPT = {
    "VAN": 3,
    "TOAN": 3,
    "NN1": 3,
    "LS": 1,
    "GDTC": 2,
    "GDQPAN": 1,
    "GDDP": 1,
    "VL": 2,
    "HH": 2,
    "SH": 2,
    "TIN": 2,
    "CDHT": 3,
    "HDTNHN": 3,
}


def periods_a_week(grade: int, term: int) -> dict[str, int]:
    """Return {subject code: periods a week} of a grade in a term."""
    if grade == 1:
        return _TH1
    if grade <= 5:
        return _TH4
    if grade <= 9:
        return _THCS | ({"CN": 2} if grade >= 8 and term == 2 else {})
    return _THPT | ({"LS": 2} if term == 2 else {})
