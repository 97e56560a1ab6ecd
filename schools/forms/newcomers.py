"""Forms for somebody new: staff and guardians."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.actions.newcomers import Newcomer
from schools.clock import today
from schools.forms.school import DayField
from schools.models import Appointment, Guardianship, Person
from schools.rules.names import split_name


class NewcomerForm(forms.Form):
    """A person: new, or known by the identifier or a sign-in name."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=110,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_date = DayField(label=_("Birth date"), required=False)
    sex = forms.TypedChoiceField(
        label=_("Sex"), coerce=int, choices=Person.Sex.choices, required=False
    )
    national_id = forms.CharField(
        label=_("National identifier"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("12 digits. It may stay empty until it is known."),
    )
    username = forms.CharField(
        label=_("Sign-in name, if there is one already"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_(
            "For who works at a school or has a child here: one person, one record."
        ),
    )
    since = DayField(label=_("From"), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        birth = self.fields["birth_date"]
        birth.earliest = 1920

    def clean_full_name(self) -> str:
        """Ask for family and given name, in the columns' sizes."""
        name = " ".join(str(self.cleaned_data["full_name"]).split())
        family, given = split_name(name)
        if not family:
            raise forms.ValidationError(
                _("Write the full name: family and given name.")
            )
        if len(family) > 80 or len(given) > 40 or any(c.isdigit() for c in name):
            raise forms.ValidationError(_("This is not a name."))
        return name

    def newcomer(self) -> Newcomer:
        """Return what was typed."""
        given = self.cleaned_data
        return Newcomer(
            full_name=given["full_name"],
            birth_date=given["birth_date"],
            sex=given["sex"] or Person.Sex.UNKNOWN,
            national_id=given["national_id"],
            username=given["username"],
        )


class StaffForm(NewcomerForm):
    """A new member of a school's staff; leaders also take on a clerk."""

    role = forms.ChoiceField(label=_("As"))
    field_order = ("full_name", "role")

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [Appointment.Role.TEACHER]
        if leads:
            roles.append(Appointment.Role.CLERK)
        self.fields["role"].choices = [(each.value, each.label) for each in roles]


class GuardianForm(NewcomerForm):
    """Who answers for a pupil."""

    relation = forms.ChoiceField(
        label=_("Relation to the student"), choices=Guardianship.Relation.choices
    )
    field_order = ("full_name", "relation")
