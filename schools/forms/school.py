"""Forms of the school office: dated changes, lists, holidays."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.clock import today
from schools.directory import subjects_at, teachers_at
from schools.models import (
    Organisation,
    SchoolClass,
    SchoolYear,
    Subject,
    Teacher,
    TeachingAssignment,
    TeamMembership,
)
from schools.rules.roll_over import grades_taught
from schools.rules.subjects import level_of
from schools.rules.tables import read_date

MOST_PASTED = 200_000


class DayField(forms.CharField):
    """A day written as in Vietnam, day/month/year; browsers may send ISO."""

    earliest = 2000

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}
        self.widget.attrs["autocomplete"] = "off"

    def prepare_value(self, value: Any) -> Any:
        """Show a date as day/month/year."""
        if isinstance(value, datetime.date):
            return f"{value.day}/{value.month}/{value.year}"
        return value

    def clean(self, value: Any) -> datetime.date | None:
        """Return the day, or say how to write one."""
        text = super().clean(value)
        if not text:
            return None
        day = read_date(text)
        if day is None or not self.earliest <= day.year <= 2100:
            raise forms.ValidationError(
                _("Write the day as day/month/year, for example 23/11/2026.")
            )
        return day


class TeacherField(forms.ModelChoiceField):
    """A teacher of one school."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Teacher.objects.none(),
            to_field_name="uuid",
            empty_label=_("Choose…"),
            **kwargs,
        )

    def label_from_instance(self, obj: Teacher) -> str:
        """Show the name."""
        return obj.person.full_name


class PastedTableForm(forms.Form):
    """A table pasted from Excel, or a file."""

    text = forms.CharField(
        label=_("Paste from Excel"),
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("or choose a file (.xlsx, .csv)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ClassForm(forms.Form):
    """A new class."""

    name = forms.CharField(label=_("Class name"), max_length=20)
    grade = forms.TypedChoiceField(label=_("Which grade?"), coerce=int)
    is_combined = forms.BooleanField(
        label=_("Combined class (several grades together)"), required=False
    )

    def __init__(self, *args: Any, school: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = sorted(grades_taught(school.levels)) or range(1, 13)
        self.fields["grade"].choices = [(grade, str(grade)) for grade in grades]


class HomeroomForm(forms.Form):
    """A homeroom teacher from a day on."""

    teacher = TeacherField(label=_("Homeroom teacher"))
    since = DayField(label=_("From"), initial=today)

    def __init__(self, *args: Any, school: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teacher"].queryset = teachers_at(school)


class TeachingForm(forms.Form):
    """A subject of a class for a teacher, between days."""

    teacher = TeacherField(label=_("Teacher"))
    subject = forms.ModelChoiceField(
        label=_("Subject"),
        queryset=Subject.objects.none(),
        to_field_name="code",
        empty_label=_("Choose…"),
    )
    kind = forms.ChoiceField(label=_("As"), choices=TeachingAssignment.Kind.choices)
    component = forms.CharField(
        label=_("Part of the subject"),
        max_length=60,
        required=False,
        help_text=_("For shared subjects, for example: Vật sống."),
    )
    since = DayField(label=_("From"), initial=today)
    until = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("A substitute's rights end with this day."),
    )

    def __init__(self, *args: Any, school_class: SchoolClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teacher"].queryset = teachers_at(school_class.school)
        self.fields["subject"].queryset = subjects_at([level_of(school_class.grade)])


class EndForm(forms.Form):
    """The last day of something dated."""

    last_day = DayField(label=_("Last day"), initial=today)


class TransferForm(forms.Form):
    """Another class of the school from a day on."""

    school_class = forms.ModelChoiceField(
        label=_("New class"),
        queryset=SchoolClass.objects.none(),
        to_field_name="uuid",
        empty_label=_("Choose…"),
    )
    since = DayField(label=_("From"), initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(
        self, *args: Any, school: Organisation, year: SchoolYear, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = SchoolClass.objects.filter(
            school=school, year=year
        )


class LeaveForm(forms.Form):
    """A learner leaves the school."""

    last_day = DayField(label=_("Last day"), initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class NationalIdForm(forms.Form):
    """A national identifier; empty takes it away."""

    number = forms.CharField(
        label=_("National identifier"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("12 digits. It may stay empty until the family has it."),
    )


class HolidayForm(forms.Form):
    """Days off."""

    name = forms.CharField(label=_("Holiday"), max_length=100)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def clean(self) -> None:
        """Refuse days in the wrong order or a holiday of half a year."""
        first, last = (
            self.cleaned_data.get("starts_on"),
            self.cleaned_data.get("ends_on"),
        )
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        elif first and last and (last - first).days > 100:
            self.add_error("ends_on", _("A holiday has at most 100 days."))


class TeamForm(forms.Form):
    """A subject team."""

    name = forms.CharField(label=_("Team"), max_length=80)
    subjects = forms.ModelMultipleChoiceField(
        label=_("Subjects"),
        queryset=Subject.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, school: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"].queryset = subjects_at(school.levels)


class MemberForm(forms.Form):
    """A teacher's place in a team."""

    teacher = TeacherField(label=_("Teacher"))
    role = forms.ChoiceField(label=_("As"), choices=TeamMembership.Role.choices)
    since = DayField(label=_("From"), initial=today)

    def __init__(self, *args: Any, school: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teacher"].queryset = teachers_at(school)


class TimetableForm(PastedTableForm):
    """A timetable grid from a week on."""

    week = forms.IntegerField(label=_("From week"), min_value=1, max_value=37)


class RollOverForm(forms.Form):
    """The first day of the new school year."""

    first_day = DayField(label=_("First day of the new school year"))
