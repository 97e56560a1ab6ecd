"""Classes, who is in them and who teaches them what: all dated."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.models.dated import Dated, dates_in_order
from schools.models.organisation import Organisation
from schools.models.person import Learner, Teacher
from schools.models.term import SchoolYear

GRADE = [MinValueValidator(1), MaxValueValidator(12)]


class Subject(models.Model):
    """A school subject or compulsory activity (môn học, hoạt động giáo dục)."""

    code = models.CharField(max_length=12, unique=True)
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    short = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    is_scored = models.BooleanField(default=True)  # False: comments only
    # school levels that teach it ("TH" …); empty: all
    levels = models.JSONField(default=list, blank=True)
    component_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    # levels at which it is only a part of `component_of`: Tin học in primary schools
    part_at = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name_vi


class SchoolClass(models.Model):
    """A class of one school year (7A); a combined class teaches several grades."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="classes"
    )
    year = models.ForeignKey(
        SchoolYear, on_delete=models.PROTECT, related_name="classes"
    )
    name = models.CharField(max_length=20)
    grade = models.PositiveSmallIntegerField(validators=GRADE)
    is_combined = models.BooleanField(default=False)

    class Meta:
        ordering = ("grade", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "name"], name="one_class_name"
            ),
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=12), name="class_grade"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(Dated):
    """A learner's place in a class; the grade belongs here, not to the class."""

    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, related_name="enrolments"
    )
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.PROTECT, related_name="enrolments"
    )
    grade = models.PositiveSmallIntegerField(validators=GRADE)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it ended

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(valid_to__isnull=True),
                name="one_open_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=12), name="enrolment_grade"
            ),
            dates_in_order("enrolment_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.learner} {self.school_class}"


class HomeroomAssignment(Dated):
    """Giáo viên chủ nhiệm of a class."""

    teacher = models.ForeignKey(
        Teacher, on_delete=models.PROTECT, related_name="homerooms"
    )
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.PROTECT, related_name="homerooms"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class"],
                condition=Q(valid_to__isnull=True),
                name="one_open_homeroom",
            ),
            dates_in_order("homeroom_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.teacher}"


class TeachingAssignment(Dated):
    """Phân công giảng dạy: teacher × class × subject; several may share one."""

    class Kind(models.TextChoices):
        """A substitute's rights end with the dates."""

        MAIN = "main", _("main teacher")
        SHARED = "shared", _("shares the subject")
        SUBSTITUTE = "substitute", _("substitute")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    teacher = models.ForeignKey(
        Teacher, on_delete=models.PROTECT, related_name="assignments"
    )
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.PROTECT, related_name="assignments"
    )
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="assignments"
    )
    component = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MAIN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["teacher", "school_class", "subject", "valid_from"],
                name="one_assignment",
            ),
            models.CheckConstraint(
                condition=~Q(kind="substitute") | Q(valid_to__isnull=False),
                name="substitute_ends",
            ),
            dates_in_order("teaching_assignment_dates"),
        ]
        indexes = [models.Index(fields=["school_class", "subject"])]

    def __str__(self) -> str:
        return f"{self.school_class} {self.subject}: {self.teacher}"


class SubjectTeam(models.Model):
    """Tổ chuyên môn; may span subjects."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="teams"
    )
    name = models.CharField(max_length=80)
    subjects = models.ManyToManyField(Subject, related_name="teams")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="one_team_name")
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(Dated):
    """Head, deputy or member of a subject team."""

    class Role(models.TextChoices):
        """Tổ trưởng, tổ phó, thành viên."""

        HEAD = "head", _("head of the team")
        DEPUTY = "deputy", _("deputy head")
        MEMBER = "member", _("member")

    team = models.ForeignKey(
        SubjectTeam, on_delete=models.CASCADE, related_name="memberships"
    )
    teacher = models.ForeignKey(
        Teacher, on_delete=models.PROTECT, related_name="team_memberships"
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "teacher", "valid_from"], name="one_membership"
            ),
            dates_in_order("membership_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.teacher}"
