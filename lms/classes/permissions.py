"""Who may open a class, its members and its plans."""

import datetime
from dataclasses import dataclass

from lms.classes.models import TeachingPlan
from schools.public import (
    Account,
    Learner,
    SchoolClass,
    Subject,
    class_of_learner,
    guardian_children,
    heads_team_for,
    is_homeroom_teacher,
    leads_school,
    learner_of,
    oversees,
    subjects_taught,
    today,
)


@dataclass(frozen=True)
class Viewer:
    """In which capacities an account stands before a class on a day."""

    account: Account
    school_class: SchoolClass
    on: datetime.date
    subjects: tuple[Subject, ...] = ()  # taught to this class
    is_homeroom: bool = False
    leads: bool = False
    oversees: bool = False
    learner: Learner | None = None  # learns here
    children: tuple[Learner, ...] = ()  # learn here

    @property
    def is_staff(self) -> bool:
        """Whether the class is this account's work."""
        return bool(self.subjects) or self.is_homeroom or self.leads

    @property
    def learners(self) -> tuple[Learner, ...]:
        """The learners whose own work the account may see: itself, its children."""
        own = (self.learner,) if self.learner else ()
        return (*own, *self.children)

    @property
    def may_open(self) -> bool:
        """Whether the class page opens at all."""
        return self.is_staff or self.oversees or bool(self.learners)

    def teaches(self, subject: Subject) -> bool:
        """Whether the account teaches this class the subject."""
        return subject in self.subjects


def viewer_of(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> Viewer:
    """Work out once per page what an account is to a class."""
    day = on or today()
    if not account.is_authenticated:
        return Viewer(account, school_class, day)
    learner = learner_of(account, day)
    if learner is not None and class_of_learner(learner, day) != school_class:
        learner = None
    return Viewer(
        account=account,
        school_class=school_class,
        on=day,
        subjects=tuple(subjects_taught(account, school_class, day)),
        is_homeroom=is_homeroom_teacher(account, school_class, day),
        leads=leads_school(account, school_class.school, day),
        oversees=oversees(account, school_class.school, day),
        learner=learner,
        children=tuple(
            child
            for child in guardian_children(account, day)
            if class_of_learner(child, day) == school_class
        ),
    )


def may_open_class(
    account: Account, school_class: SchoolClass, on: datetime.date | None = None
) -> bool:
    """Return whether the account may open the class page."""
    return viewer_of(account, school_class, on).may_open


def may_list_members(viewer: Viewer) -> bool:
    """Return whether the class list opens: staff, and pupils for bare names."""
    return viewer.is_staff or viewer.learner is not None


def may_see_member_records(viewer: Viewer) -> bool:
    """Return whether codes and birth dates stand in the list: staff only."""
    return viewer.is_staff


def may_edit_plan(
    account: Account, plan: TeachingPlan, on: datetime.date | None = None
) -> bool:
    """Return whether the account names the plan's periods: its teacher, team head."""
    viewer = viewer_of(account, plan.school_class, on)
    return viewer.teaches(plan.subject) or heads_team_for(
        account, plan.school_class.school, plan.subject, viewer.on
    )


def may_refresh_plans(viewer: Viewer) -> bool:
    """Return whether the account may have the class's plans placed anew."""
    return viewer.is_staff
