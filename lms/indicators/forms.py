"""Forms of the share pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.indicators.models import ReplacementDecision
from schools.public import Organisation


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """Return the ISO form that the browser's field takes."""
        return value.isoformat() if hasattr(value, "isoformat") else value


class DecisionForm(forms.ModelForm):
    """Records the decision by which online lessons replace lessons at school."""

    class Meta:
        model = ReplacementDecision
        fields = ("number", "decided_on", "valid_from", "valid_to", "cause")
        widgets = {
            "decided_on": DayInput(),
            "valid_from": DayInput(),
            "valid_to": DayInput(),
        }

    def __init__(self, *args: Any, school: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.school = school

    def clean_number(self) -> str:
        """Refuse a number the school has recorded already."""
        number = " ".join(str(self.cleaned_data["number"]).split())
        taken = ReplacementDecision.objects.filter(school=self.school, number=number)
        if taken.exists():
            raise forms.ValidationError(_("This decision is recorded already."))
        return number

    def clean(self) -> dict[str, Any]:
        """Check that the last day does not come before the first."""
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day comes before the first."))
        return data
