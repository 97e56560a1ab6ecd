"""Forms of the work itself: hand in, mark and return."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.assignments.rules import NotAMark, parse_mark

MAX_TEXT = 20_000


def plain(text: str) -> str:
    """Return text with one kind of line end and no control letters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or c.isprintable()).strip()


class HandInForm(forms.Form):
    """The text of a piece of work."""

    text = forms.CharField(
        label=_("Your work"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_text(self) -> str:
        """Return plain text."""
        return plain(self.cleaned_data["text"])


class MarkForm(forms.Form):
    """Mark and comment of one piece of work."""

    mark = forms.CharField(
        label=_("Mark"),
        max_length=5,
        required=False,
        help_text=_("0 to 10, for example 8 or 8,5. Without a mark: a comment only."),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}
        ),
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, most: Decimal, needs_comment: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.most, self.needs_comment = most, needs_comment

    def clean_mark(self) -> Decimal | None:
        """Read the mark as typed; nothing typed is no mark."""
        typed: str = self.cleaned_data["mark"]
        if not typed.strip():
            return None
        try:
            return parse_mark(typed, self.most)
        except NotAMark as refused:
            raise forms.ValidationError(
                _(
                    "Type a mark from 0 to %(most)s with at most one decimal, such as 8,5."
                ),
                params={"most": f"{self.most.normalize():f}"},
            ) from refused

    def clean_comment(self) -> str:
        """Ask for the reason of a revision."""
        comment = plain(self.cleaned_data["comment"])
        if self.needs_comment and not comment:
            raise forms.ValidationError(_("Say what is to be revised."))
        return comment

    def clean(self) -> dict[str, Any]:
        """Refuse to return work without a word."""
        cleaned: dict[str, Any] = super().clean() or {}
        said = cleaned.get("mark") is not None or cleaned.get("comment")
        if not self.errors and not said:
            raise forms.ValidationError(_("Give a mark or write a comment."))
        return cleaned
