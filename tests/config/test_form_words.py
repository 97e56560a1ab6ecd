"""What Django's own forms and passwords say is Vietnamese, and says what to do."""

import pytest
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from schools.models import Account


class Everything(forms.Form):
    """One field of each kind the site uses."""

    words = forms.CharField(max_length=3, min_length=2)
    whole = forms.IntegerField(min_value=1, max_value=2)
    mark = forms.DecimalField(max_digits=3, decimal_places=1)
    email = forms.EmailField()
    day = forms.DateField()
    moment = forms.DateTimeField()
    hour = forms.TimeField()
    one = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    key = forms.UUIDField()
    file = forms.FileField()
    who = forms.ModelChoiceField(Account.objects.none(), to_field_name="uuid")
    crowd = forms.ModelMultipleChoiceField(Account.objects.none(), to_field_name="uuid")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "x", "\x00", "99999", "1.234", "a\x00b"])
def test_no_english_in_what_a_form_answers(typed):
    data = {name: [typed] if name in {"several", "crowd"} else typed
            for name in Everything.base_fields}  # fmt: skip
    with translation.override("en"):
        english = {str(e) for row in Everything(data).errors.values() for e in row}
    with translation.override("vi"):
        answers = {str(e) for row in Everything(data).errors.values() for e in row}
    assert answers
    assert not answers & english


@pytest.mark.parametrize("password", ["a", "1234567890", "password123"])
def test_no_english_in_what_is_said_of_a_password(password):
    with translation.override("en"), pytest.raises(ValidationError) as english:
        validate_password(password)
    with translation.override("vi"), pytest.raises(ValidationError) as ours:
        validate_password(password)
    assert not set(english.value.messages) & set(ours.value.messages)


@pytest.mark.parametrize(
    ("word", "words"),
    [("Next", "Trang sau"), ("Previous", "Trang trước"), ("Move", "Di chuyển")],
)
def test_words_of_the_lists_are_nobody_s_own(word, words):
    with translation.override("vi"):
        assert translation.gettext(word) == words
        assert translation.pgettext("work", "Next") == "Bài sau"
