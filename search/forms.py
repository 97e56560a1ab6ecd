"""The search page's form, read from the address line."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from search.query import Query
from search.results import Facets

MB = 1_000_000
GRADES = [str(grade) for grade in range(1, 13)]
MEDIA = [("video", _("With video")), ("audio", _("With sound"))]
SIZES = [("1", _("Up to 1 MB")), ("5", _("Up to 5 MB")), ("20", _("Up to 20 MB"))]


class SearchForm(forms.Form):
    """Words and filters; the names are what people see in the address."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        strip=True,
        empty_value="",
        widget=forms.TextInput(
            attrs={"type": "search", "maxlength": 200, "enterkeyhint": "search"}
        ),
    )
    lop = forms.TypedChoiceField(
        label=_("Grade"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("All grades")), *((grade, grade) for grade in GRADES)],
    )
    mon = forms.CharField(label=_("Subject"), required=False, max_length=20)
    loai = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *MEDIA]
    )
    mb = forms.TypedChoiceField(
        label=_("Size"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any size")), *SIZES],
    )
    trang = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    filters = ("lop", "mon", "loai", "mb")

    def __init__(self, data: Any) -> None:
        """Take out NUL, which no database stores, instead of scolding for it."""
        clean = {
            name: data.get(name, "").replace("\0", "") for name in self.base_fields
        }
        super().__init__(clean)
        self.show_choices(Facets())

    @property
    def filtered(self) -> bool:
        """Tell whether any filter is on."""
        return any(self.data.get(name) for name in self.filters)

    @property
    def asks(self) -> bool:
        """Tell whether there is anything to look for."""
        return bool(self.cleaned_data.get("q") or self.filtered)

    def query(self, tokens: tuple[str, ...]) -> Query:
        """Give what is asked, on behalf of whoever holds the tokens."""
        asked = self.cleaned_data
        return Query(
            text=asked["q"],
            grade=asked["lop"],
            subject=asked["mon"] or None,
            media=asked["loai"] or None,
            max_bytes=asked["mb"] * MB if asked["mb"] else None,
            tokens=tokens,
            page=asked["trang"] or 1,
            facets=True,
        )

    def show_choices(self, facets: Facets) -> None:
        """Offer subjects that exist, and say how many each choice would find."""
        grades = [
            (
                grade,
                _counted(
                    gettext("Grade %(grade)s") % {"grade": grade},
                    facets.grades.get(int(grade), 0),
                ),
            )
            for grade in GRADES
        ]
        self.fields["lop"].choices = [("", _("All grades")), *grades]
        names = sorted(facets.subject_names.items(), key=lambda pair: pair[1])
        subjects = [
            (code, _counted(name or code, facets.subjects.get(code, 0)))
            for code, name in names
        ]
        chosen = self.data["mon"][:20]
        if chosen and chosen not in facets.subject_names:
            subjects.append((chosen, chosen))
        self.fields["mon"].widget = forms.Select(
            choices=[("", _("All subjects")), *subjects]
        )


def _counted(label: str, count: int) -> str:
    return f"{label} ({count})" if count else label
