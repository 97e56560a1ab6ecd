"""Dated plans, online work of each kind, and a tree of organisations for tests."""

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from live.models import Attendance, Room
from lms.assignments.models import LessonAssignment
from lms.classes.models import PlannedPeriod, TeachingPlan
from lms.indicators.actions import Source, record
from lms.indicators.models import Evidence
from lms.indicators.rules import Kind, Mode, Work
from lms.live_admission import LessonSink
from schools.models import Account, Learner, Organisation, SchoolClass, Subject
from tests.factories import schools as make

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
TODAY = datetime.date(2026, 11, 22)  # the Sunday of week 11
NOW = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=VIETNAM)


def dated_plan(
    of: SchoolClass, subject: Subject, count: int = 44, planned: int = 140
) -> TeachingPlan:
    """A plan of `planned` periods; `count` of them stand on days, four a week."""
    plan = TeachingPlan.objects.create(
        school_class=of, subject=subject, planned_periods=planned
    )
    days = [
        make.START + datetime.timedelta(days=7 * week + day)
        for week in range(35)
        for day in (0, 2, 3, 4)
    ]
    PlannedPeriod.objects.bulk_create(
        PlannedPeriod(
            plan=plan,
            number=n + 1,
            week=n // 4 + 1,
            date=days[n],
            session="morning",
            period=2,
        )
        for n in range(count)
    )
    return plan


def period(plan: TeachingPlan, number: int = 1) -> PlannedPeriod:
    return plan.periods.select_related("plan").get(number=number)


def at(day: datetime.date | None, hour: int = 8) -> datetime.datetime:
    return datetime.datetime.combine(day or TODAY, datetime.time(hour), VIETNAM)


def work(**fields: Any) -> Work:
    """A live lesson of a whole period with the whole class, or as `fields` say."""
    usual = {
        "kind": Kind.LIVE,
        "mode": Mode.REPLACES,
        "fraction": Decimal(1),
        "participants": 30,
        "enrolled": 34,
    }
    return Work(**(usual | fields))


def evidence(
    of: PlannedPeriod, by: Account, title: str = "Ôn tập chương I", **fields: Any
) -> Evidence:
    """Evidence recorded for a tiết as if a record had told of it."""
    plan = of.plan
    source = Source(
        uuid=fields.pop("source_uuid", None) or make_uuid(),
        title=title,
        school_class=plan.school_class,
        subject=plan.subject,
        teacher=by,
        planned_period=of,
        took_place_at=fields.pop("took_place_at", None) or at(of.date),
        settles_at=fields.pop("settles_at", None) or at(of.date, 10),
    )
    return record(source, work(**fields))


def make_uuid() -> Any:
    return Room._meta.get_field("uuid").default()


def room(
    of: SchoolClass,
    subject: Subject,
    by: Account,
    tie: PlannedPeriod | None = None,
    **fields: Any,
) -> Room:
    """A live lesson of forty minutes that is over."""
    start = at(tie.date if tie else None)
    usual = {
        "title": "Tiết học trực tuyến: Luỹ thừa",
        "tie_key": str(tie.uuid) if tie else "",
        "starts_at": start,
        "started_at": start,
        "ended_at": start + datetime.timedelta(minutes=45),
        "state": Room.State.ENDED,
        "live_seconds": 40 * 60,
    }
    return Room.objects.create(
        school_class=of, subject=subject, teacher=by, **(usual | fields)
    )


def attended(where: Room, who: Learner | Account, status: str = "present") -> None:
    account = who if isinstance(who, Account) else who.person.account
    Attendance.objects.create(room=where, account=account, status=status)


def ended(where: Room) -> Evidence:
    """Tell what live tells at a lesson's end; return the evidence."""
    LessonSink().lesson_ended(where)
    return Evidence.objects.get(source_uuid=where.uuid)


def lesson(
    of: SchoolClass,
    subject: Subject,
    by: Account,
    tie: PlannedPeriod | None = None,
    **fields: Any,
) -> LessonAssignment:
    """An assigned lesson that replaces the tiết; without one it is homework."""
    usual = {
        "lesson_uuid": make_uuid(),
        "lesson_title": "Luỹ thừa của một số hữu tỉ",
        "mode": "replaces" if tie else "homework",
        "online_fraction": Decimal(1 if tie else 0),
        "assigned_at": at(tie.date if tie else None, 6),
        "due_at": at(tie.date if tie else None, 20),
    }
    return LessonAssignment.objects.create(
        school_class=of,
        subject=subject,
        assigned_by=by,
        planned_period=tie,
        **(usual | fields),
    )


def pupils(into: SchoolClass, count: int) -> list[Learner]:
    return [make.learner(f"Lò Thị {chr(65 + n)}", into) for n in range(count)]


def officer(of: Organisation, kind: str) -> Account:
    return make.leader(of, "Lường Văn Thắng", f"{kind}_officer")


def tree() -> SimpleNamespace:
    """Ministry > Sở > two communes; TH and THCS in the first, THCS in the second.

    The THPT is managed by the Sở and only stands in the first commune.
    """
    ministry = make.organisation("ministry", name="Bộ Giáo dục và Đào tạo")
    province = make.organisation(
        "province", name="Sở GDĐT Mường Hoa", short_name="Sở Mường Hoa"
    )
    communes = [
        make.organisation("commune", name=f"Xã {n}", short_name=f"Xã {n}")
        for n in ("Nậm Hoa", "Bản Lim")
    ]
    make.link(province, ministry)
    make.terms(province)
    for commune in communes:
        make.link(commune, province)
    primary, lower, lower2, upper = (
        make.organisation(name=f"Trường {name}", short_name=name, levels=[level])
        for name, level in (
            ("TH Nậm Hoa", "TH"),
            ("THCS Nậm Hoa", "THCS"),
            ("THCS Bản Lim", "THCS"),
            ("THPT Mường Hoa", "THPT"),
        )
    )
    make.link(primary, communes[0])
    make.link(lower, communes[0])
    make.link(lower2, communes[1])
    make.link(upper, province)
    make.link(upper, communes[0], "located_in")
    classes = {
        "3A": make.school_class(primary, "3A", 3),
        "7A": make.school_class(lower, "7A", 7),
        "7B": make.school_class(lower, "7B", 7),
        "8A": make.school_class(lower2, "8A", 8),
        "10A1": make.school_class(upper, "10A1", 10),
    }
    toan = make.subject()
    plans = {name: dated_plan(each, toan) for name, each in classes.items()}
    mai = make.teacher(school=lower)
    make.assign(mai, classes["7A"], toan)
    return SimpleNamespace(
        ministry=ministry,
        province=province,
        commune=communes[0],
        commune2=communes[1],
        primary=primary,
        lower=lower,
        lower2=lower2,
        upper=upper,
        classes=classes,
        plans=plans,
        toan=toan,
        mai=mai,
        teacher=mai.person.account,
    )
