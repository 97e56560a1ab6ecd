"""One human is one Person; learner, teacher and guardian are dated roles of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.models.dated import Dated, dates_in_order
from schools.models.organisation import Organisation


class Person(models.Model):
    """A human being, known once however many roles.

    `sort_key` orders lists as Vietnamese schools do (given name first) and is
    written by the actions that name a person. The national identifier is stored
    encrypted under the key named by `national_id_key`, and found by its HMAC.
    """

    class Sex(models.IntegerChoices):
        """Codes of the sector's data exchange."""

        UNKNOWN = 0, _("not recorded")
        MALE = 1, _("male")
        FEMALE = 2, _("female")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    family_name = models.CharField(max_length=80)  # họ và tên đệm
    given_name = models.CharField(max_length=40)  # tên
    sort_key = models.CharField(max_length=250, db_index=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.PositiveSmallIntegerField(choices=Sex, default=Sex.UNKNOWN)
    ethnicity = models.CharField(max_length=40, blank=True)
    national_id_cipher = models.TextField(blank=True)
    national_id_key = models.CharField(max_length=16, blank=True)
    national_id_hmac = models.CharField(
        max_length=64, null=True, blank=True, unique=True
    )

    class Meta:
        ordering = ("sort_key",)

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Family and middle names, then the given name."""
        return f"{self.family_name} {self.given_name}".strip()


class Learner(Dated):
    """A person who learns; follows them from school to school, marks and all."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="learner_roles"
    )
    code = models.CharField(max_length=20, unique=True)  # mã học sinh của ngành

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to__isnull=True),
                name="one_open_learner",
            ),
            dates_in_order("learner_dates"),
        ]

    def __str__(self) -> str:
        return self.person.full_name


class Teacher(Dated):
    """A person who teaches; where, is an Appointment."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="teacher_roles"
    )
    code = models.CharField(max_length=20, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to__isnull=True),
                name="one_open_teacher",
            ),
            dates_in_order("teacher_dates"),
        ]

    def __str__(self) -> str:
        return self.person.full_name


class Guardian(Dated):
    """A person who answers for learners."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="guardian_roles"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to__isnull=True),
                name="one_open_guardian",
            ),
            dates_in_order("guardian_dates"),
        ]

    def __str__(self) -> str:
        return self.person.full_name


class Guardianship(Dated):
    """Whose guardian, and since when."""

    class Relation(models.TextChoices):
        """As school records name them."""

        MOTHER = "mother", _("mother")
        FATHER = "father", _("father")
        GUARDIAN = "guardian", _("guardian")

    guardian = models.ForeignKey(
        Guardian, on_delete=models.PROTECT, related_name="guardianships"
    )
    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, related_name="guardianships"
    )
    relation = models.CharField(max_length=10, choices=Relation)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guardian", "learner", "valid_from"], name="one_guardianship"
            ),
            dates_in_order("guardianship_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} – {self.learner}"


class Appointment(Dated):
    """A person's office at an organisation."""

    class Role(models.TextChoices):
        """Offices that carry rights."""

        ADMINISTRATOR = "administrator", _("administrator")
        MINISTRY_OFFICER = "ministry_officer", _("ministry officer")
        PROVINCE_OFFICER = "province_officer", _("officer of the provincial department")
        COMMUNE_OFFICER = "commune_officer", _("commune officer")
        EDITOR = "editor", _("curriculum editor")
        PRINCIPAL = "principal", _("principal")
        VICE_PRINCIPAL = "vice_principal", _("vice principal")
        CLERK = "clerk", _("school clerk")
        TEACHER = "teacher", _("teacher")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="appointments"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "valid_from"],
                name="one_appointment",
            ),
            dates_in_order("appointment_dates"),
        ]
        indexes = [models.Index(fields=["organisation", "role"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"
