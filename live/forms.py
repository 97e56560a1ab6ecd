"""Forms: schedule a room, upload a deck, correct attendance."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from live.commands import PAGES
from live.models import Attendance
from schools.public import (
    SchoolClass,
    Subject,
    classes_taught,
    now,
    subjects_taught,
)

UPLOAD_BYTES = 40_000_000
MAGIC = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")
ACCEPT = "application/pdf,image/png,image/jpeg,image/webp"


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class SlidesField(forms.FileField):
    """One PDF, or pictures in the order of their names."""

    widget = SeveralFiles(attrs={"multiple": True, "accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Check sizes and kinds before anything is opened."""
        files = [file for file in (data or []) if file]
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > PAGES:
            raise ValidationError(
                _("At most %(pages)s pages."), params={"pages": PAGES}, code="pages"
            )
        if sum(file.size for file in files) > UPLOAD_BYTES:
            raise ValidationError(
                _(
                    "The files are larger than 40 MB together. Please make them smaller."
                ),
                code="size",
            )
        for file in files:
            self._check_kind(file)
        return sorted(files, key=lambda file: file.name or "")

    @staticmethod
    def _check_kind(file: "UploadedFile[Any]") -> None:
        start = file.read(1024)
        file.seek(0)
        if not start.startswith(MAGIC[1:]) and MAGIC[0] not in start:
            raise ValidationError(
                _("“%(name)s” is neither a PDF nor a picture (PNG, JPEG, WebP)."),
                params={"name": (file.name or "")[:60]},
                code="kind",
            )


class SlidesForm(forms.Form):
    """A deck for a room that exists."""

    slides = SlidesField(label=_("Slides (PDF or pictures)"))


class ScheduleForm(forms.Form):
    """A new room."""

    course = forms.ChoiceField(label=_("Class and subject"))
    title = forms.CharField(label=_("Lesson title"), max_length=120)
    starts_at = forms.DateTimeField(
        label=_("Starts at"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=5, max_value=240, initial=45
    )
    slides = SlidesField(label=_("Slides (PDF or pictures)"), required=False)
    record_pupils = forms.BooleanField(
        label=_("Record the students' voices too"),
        help_text=_(
            "Left unticked, the recording keeps the teacher's voice only. Agree with the parents first."
        ),
        required=False,
    )
    tie_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, account: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.courses: dict[str, tuple[SchoolClass, Subject]] = {}
        for school_class in classes_taught(account):
            for subject in subjects_taught(account, school_class):
                key = f"{school_class.uuid}:{subject.code}"
                self.courses[key] = (school_class, subject)
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
        field.choices = [
            (key, f"{school_class.name} – {subject}")
            for key, (school_class, subject) in self.courses.items()
        ]

    def clean_starts_at(self) -> datetime.datetime:
        """Refuse a moment that is long gone or years ahead."""
        moment: datetime.datetime = self.cleaned_data["starts_at"]
        at, day = now(), datetime.timedelta(days=1)
        if not at - day < moment < at + 370 * day:
            raise ValidationError(_("Please choose a time from today on."))
        return moment

    def course_chosen(self) -> tuple[SchoolClass, Subject]:
        """Return class and subject."""
        return self.courses[self.cleaned_data["course"]]


class CorrectionForm(forms.Form):
    """The teacher's own judgement of somebody's lesson."""

    status = forms.ChoiceField(label=_("Attendance"), choices=Attendance.Status.choices)
    reason = forms.CharField(label=_("Reason"), max_length=200)
