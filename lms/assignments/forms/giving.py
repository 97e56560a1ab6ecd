"""Forms of giving work: assign a lesson, set homework."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.assignments.actions.homework import File, Homework
from lms.assignments.actions.lessons import Task
from lms.assignments.attachments import MAX_SOURCE, MOST_FILES, judge
from lms.assignments.forms.answers import MAX_TEXT, plain
from lms.assignments.messages import file_refused
from lms.assignments.models import LessonAssignment
from lms.assignments.photos import NotAPhoto, Reason
from schools.public import SchoolClass, Subject

CLOCK = "%Y-%m-%dT%H:%M"
FRACTIONS = (
    ("0.25", _("a quarter")),
    ("0.50", _("half")),
    ("0.75", _("three quarters")),
)


def evening_after(now: datetime.datetime) -> datetime.datetime:
    """Return 20:00 of the next day: the due time offered."""
    local = timezone.localtime(now) + datetime.timedelta(days=1)
    return local.replace(hour=20, minute=0, second=0, microsecond=0)


class DueField(forms.DateTimeField):
    """A due moment in the phone's own date and time chooser."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=CLOCK, attrs={"type": "datetime-local"})
        super().__init__(
            label=_("Due"),
            input_formats=[CLOCK, f"{CLOCK}:%S"],
            widget=widget,
            **kwargs,
        )


class DatedWorkForm(forms.Form):
    """What both kinds of work have: classes and a due moment to come."""

    def __init__(
        self,
        *args: Any,
        classes: Sequence[SchoolClass],
        subject: Subject,
        now: datetime.datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.subject = now, subject
        self.by_uuid = {str(each.uuid): each for each in classes}
        self.fields["classes"].choices = [
            (uuid, each.name) for uuid, each in self.by_uuid.items()
        ]
        self.fields["due_at"].initial = evening_after(now)

    def clean_due_at(self) -> datetime.datetime:
        """Refuse a due moment that has passed."""
        due_at: datetime.datetime = self.cleaned_data["due_at"]
        if due_at <= self.now:
            raise forms.ValidationError(_("Choose a time still to come."))
        if due_at > self.now + datetime.timedelta(days=366):
            raise forms.ValidationError(_("Choose a time within this school year."))
        return due_at

    def clean_classes(self) -> list[SchoolClass]:
        """Turn the ticked boxes into classes."""
        return [self.by_uuid[uuid] for uuid in self.cleaned_data["classes"]]


class GiveLessonForm(DatedWorkForm):
    """Giao bài học."""

    lesson = forms.ChoiceField(label=_("Lesson"), widget=forms.RadioSelect)
    classes = forms.MultipleChoiceField(
        label=_("For classes"), widget=forms.CheckboxSelectMultiple
    )
    due_at = DueField()
    mode = forms.ChoiceField(
        label=_("This lesson"),
        choices=LessonAssignment.Mode.choices,
        initial=LessonAssignment.Mode.HOMEWORK,
        widget=forms.RadioSelect,
    )
    period = forms.TypedChoiceField(
        label=_("Period of the plan"), coerce=int, empty_value=None, required=False
    )
    fraction = forms.TypedChoiceField(
        label=_("Part of the period that is online"),
        choices=FRACTIONS,
        coerce=Decimal,
        initial="0.50",
        required=False,
        help_text=_("Counts only when the lesson supports a period."),
    )
    note = forms.CharField(
        label=_("A word to the class"), max_length=300, required=False
    )

    def __init__(self, *args: Any, lessons: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lessons = {str(each.uuid): each for each in lessons}
        self.fields["lesson"].choices = [
            (uuid, lesson_label(each)) for uuid, each in self.lessons.items()
        ]
        self.fields["period"].choices = [
            ("", _("none: beyond the plan")),
            *((each.number, period_label(each)) for each in periods),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask which tiết a lesson replaces or supports."""
        cleaned: dict[str, Any] = super().clean() or {}
        mode = cleaned.get("mode")
        if (
            mode
            and mode != LessonAssignment.Mode.HOMEWORK
            and not cleaned.get("period")
        ):
            self.add_error(
                "period",
                _("Choose the period that the lesson replaces or supports."),
            )
        return cleaned

    def task(self) -> Task:
        """Return what is to be assigned."""
        data = self.cleaned_data
        tied = (
            data["period"] if data["mode"] != LessonAssignment.Mode.HOMEWORK else None
        )
        return Task(
            lesson=self.lessons[data["lesson"]],
            subject=self.subject,
            due_at=data["due_at"],
            mode=data["mode"],
            period_number=tied,
            online_fraction=data.get("fraction") or Decimal("0.5"),
            note=data["note"],
        )


def lesson_label(lesson: Any) -> str:
    """Name a lesson in a list of choices."""
    words = {
        "title": lesson.title,
        "minutes": lesson.expected_minutes,
        "author": lesson.author.display_name,
    }
    return _("%(title)s · %(minutes)s minutes · %(author)s") % words


def period_label(period: Any) -> str:
    """Name a tiết in a list of choices."""
    words = [_("Period %(number)s") % {"number": period.number}]
    if period.date:
        words.append(f"{period.date:%d/%m}")
    if period.title:
        words.append(period.title)
    return " · ".join(str(word) for word in words)


class ManyFilesInput(forms.ClearableFileInput):
    """A chooser of several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Several files at once, each judged."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files, each a real one."""
        several = data if isinstance(data, list | tuple) else [data]
        single = super().clean
        return [single(each, initial) for each in several if each]


class SetHomeworkForm(DatedWorkForm):
    """Giao bài tập."""

    title = forms.CharField(label=pgettext_lazy("work", "Title"), max_length=200)
    instructions = forms.CharField(
        label=_("What to do"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    classes = forms.MultipleChoiceField(
        label=_("For classes"), widget=forms.CheckboxSelectMultiple
    )
    due_at = DueField()
    allow_late = forms.BooleanField(
        label=_("Take late work, marked as late"), required=False, initial=True
    )
    attachments = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_("Up to 5: PDF, Word (docx) or photos, 5 MB each."),
    )

    def clean_attachments(self) -> tuple[File, ...]:
        """Judge each file; one bad file stops all."""
        several = self.cleaned_data.get("attachments") or []
        if len(several) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most 5 files."))
        return tuple(_judged(each) for each in several)

    def homework(self) -> Homework:
        """Return what is to be set."""
        data = self.cleaned_data
        return Homework(
            subject=self.subject,
            title=" ".join(data["title"].split()),
            instructions=plain(data["instructions"]),
            due_at=data["due_at"],
            allow_late=data["allow_late"],
            files=data["attachments"],
        )


def _judged(upload: UploadedFile) -> File:
    name = upload.name or ""
    try:
        if (upload.size or 0) > MAX_SOURCE:
            raise NotAPhoto(Reason.TOO_BIG)
        judged = judge(name, upload.read())
    except NotAPhoto as refused:
        raise forms.ValidationError(file_refused(refused.reason, name)) from refused
    return File(judged.name, judged.media_type, judged.data)


class ChangeHomeworkForm(SetHomeworkForm):
    """Change what homework says and when it is due."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["classes"], self.fields["attachments"]

    def clean_due_at(self) -> datetime.datetime:
        """Let an earlier due moment stay as it was."""
        due_at: datetime.datetime = self.cleaned_data["due_at"]
        return due_at if "due_at" not in self.changed_data else super().clean_due_at()

    def homework(self) -> Homework:
        """Return the change."""
        self.cleaned_data["attachments"] = ()
        return super().homework()
