"""Forms of signing in: name and PIN, new PIN or password, forgotten password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from schools.models import Account
from schools.rules.pins import weakness
from schools.wording import pin_text

NUMERIC = {"inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(forms.Form):
    """A sign-in name and its PIN or password."""

    username = forms.CharField(label=_("Sign-in name"), max_length=80, required=False)
    password = forms.CharField(
        label=_("PIN"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    remember = forms.BooleanField(label=_("Remember me on this device"), required=False)

    def __init__(self, *args: Any, numeric: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"].widget.attrs
        name |= {"autocomplete": "username", "autocapitalize": "none"}
        if numeric:
            name |= NUMERIC
            self.fields["password"].widget.attrs |= NUMERIC
        else:
            self.fields["password"].label = _("Password")


class NewPasswordForm(forms.Form):
    """A new PIN (pupils) or password (everybody else), typed twice."""

    current = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(
        self, *args: Any, account: Account, needs_current: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        pin = account.is_pupil
        labels = {
            "current": _("Current PIN") if pin else _("Current password"),
            "new": _("New PIN, 6 digits") if pin else _("New password"),
            "again": _("New PIN once more") if pin else _("New password once more"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            if pin:
                self.fields[name].widget.attrs |= NUMERIC
        if not pin:
            self.fields["new"].help_text = _("At least 10 characters, not only digits.")
        if not needs_current:
            del self.fields["current"]

    def clean_new(self) -> str:
        """Refuse weak PINs and passwords."""
        new = str(self.cleaned_data["new"])
        if not self.account.is_pupil:
            validate_password(new, self.account)
            return new
        born = self.account.person.birth_date if self.account.person else None
        why = weakness(new, birth_date=born, username=self.account.username)
        if why:
            raise forms.ValidationError(pin_text(why))
        return new

    def clean(self) -> None:
        """Refuse two different new ones."""
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two are not the same."))


class ForgottenForm(forms.Form):
    """The e-mail address of an account."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class EmailForm(forms.Form):
    """A new e-mail address, confirmed by the password."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
