"""Item banks (ngân hàng câu hỏi) and their items, every version kept."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.public import Organisation, Subject


class ItemBank(models.Model):
    """Questions of one subject and grade; a teacher's own, or shared by a school."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=120)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="+", verbose_name=_("Subject")
    )
    grade = models.PositiveSmallIntegerField(
        _("Grade"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="item_banks"
    )
    school = models.ForeignKey(  # its teachers may use the items
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("subject", "grade", "name")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_bank_name"),
            models.CheckConstraint(
                condition=models.Q(grade__gte=1, grade__lte=12), name="bank_grade"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """A question: its newest version; only active ones go into papers."""

    class State(models.TextChoices):
        """A retired item stays in the papers that hold it."""

        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("in use")
        RETIRED = "retired", _("no longer used")

    class Level(models.TextChoices):
        """Mức độ nhận thức (CV 7991/BGDĐT-GDTrH)."""

        KNOW = "biet", _("know")
        UNDERSTAND = "hieu", _("understand")
        APPLY = "van_dung", _("apply")

    class Format(models.TextChoices):
        """As in the registry `items.FORMATS`."""

        CHOICE = "choice", _("multiple choice")
        TRUE_FALSE = "true_false", _("true or false")
        SHORT = "short", _("short answer")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(ItemBank, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=60)  # the item's name in its bank
    format = models.CharField(max_length=20, choices=Format)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    level = models.CharField(max_length=10, choices=Level, default=Level.KNOW)
    outcome = models.CharField(max_length=60, blank=True)  # code of the curriculum
    version = models.PositiveIntegerField(default=1)
    document = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("bank", "id")
        constraints = [
            models.UniqueConstraint(fields=["bank", "key"], name="one_item_key")
        ]

    def __str__(self) -> str:
        return self.key


class ItemVersion(models.Model):
    """What an item said in each version, and who wrote it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("item", "version")
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="one_item_version")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.version}"
