"""Tables of the schools app."""

from schools.models.account import Account, RecordAccess, SignInAttempt, SignInSlip
from schools.models.organisation import Organisation, OrganisationLink
from schools.models.person import (
    Appointment,
    Guardian,
    Guardianship,
    Learner,
    Person,
    Teacher,
)
from schools.models.school_class import (
    Enrolment,
    HomeroomAssignment,
    SchoolClass,
    Subject,
    SubjectTeam,
    TeachingAssignment,
    TeamMembership,
)
from schools.models.term import Holiday, SchoolYear, Term
from schools.models.timetable import (
    BellTime,
    Session,
    TimetableSlot,
    TimetableVersion,
)

__all__ = [
    "Account",
    "Appointment",
    "BellTime",
    "Enrolment",
    "Guardian",
    "Guardianship",
    "Holiday",
    "HomeroomAssignment",
    "Learner",
    "Organisation",
    "OrganisationLink",
    "Person",
    "RecordAccess",
    "SchoolClass",
    "SchoolYear",
    "Session",
    "SignInAttempt",
    "SignInSlip",
    "Subject",
    "SubjectTeam",
    "Teacher",
    "TeachingAssignment",
    "TeamMembership",
    "Term",
    "TimetableSlot",
    "TimetableVersion",
]
