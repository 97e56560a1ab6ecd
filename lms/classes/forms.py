"""Forms of the teaching plan: the week shown, titles typed or pasted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.classes.models import TeachingPlan
from lms.classes.rules import TITLE_LENGTH, titles_from_column, too_long

PASTE_LIMIT = 60_000
FIELD = "title-"


class PasteTitlesForm(forms.Form):
    """A column of titles copied from a spreadsheet, from one tiết on."""

    first = forms.IntegerField(
        label=_("First period of the column"), min_value=1, initial=1
    )
    column = forms.CharField(
        label=_("Column of titles"),
        help_text=_("Copy the column in Excel and paste it here: one row per period."),
        max_length=PASTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, plan: TeachingPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean_column(self) -> list[str]:
        """Turn the pasted text into titles, each fitting its tiết."""
        titles = titles_from_column(self.cleaned_data["column"])
        if rows := too_long(titles):
            raise forms.ValidationError(
                _("Row %(row)s is longer than %(limit)s letters."),
                params={"row": rows[0], "limit": TITLE_LENGTH},
            )
        return titles

    def clean(self) -> dict[str, Any]:
        """Refuse a column that runs past the plan's last tiết."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, titles = cleaned.get("first"), cleaned.get("column")
        if first is None or titles is None:
            return cleaned
        last = first + len(titles) - 1
        if last > self.plan.planned_periods:
            raise forms.ValidationError(
                _(
                    "The column has %(rows)s rows and would end at period %(last)s,"
                    " but the plan has %(count)s periods."
                ),
                params={
                    "rows": len(titles),
                    "last": last,
                    "count": self.plan.planned_periods,
                },
            )
        return cleaned

    def titles(self) -> dict[int, str]:
        """Return titles by period number."""
        first = self.cleaned_data["first"]
        return dict(enumerate(self.cleaned_data["column"], first))


class TitlesForm(forms.Form):
    """The titles of the periods shown, a field each."""

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in numbers:
            self.fields[f"{FIELD}{number}"] = forms.CharField(
                label=_("Title of period %(number)s") % {"number": number},
                max_length=TITLE_LENGTH,
                required=False,
            )

    def titles(self) -> dict[int, str]:
        """Return the titles sent, by period number."""
        return {
            int(name.removeprefix(FIELD)): value
            for name, value in self.cleaned_data.items()
            if name in self.data
        }
