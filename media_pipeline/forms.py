"""The upload form, with and without scripts."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from media_pipeline import messages

ACCEPT = "video/*,audio/*,.mkv,.ts,.mpg,.flv,.wmv"


def max_bytes() -> int:
    """How large a source may be."""
    return int(getattr(settings, "MEDIA_MAX_UPLOAD_BYTES", 4 << 30))


def too_big() -> str:
    """Say the limit in the reader's language."""
    gigabytes = max_bytes() / (1 << 30)
    shown = f"{gigabytes:.0f} GB" if gigabytes >= 1 else f"{max_bytes() >> 20} MB"
    return messages.text("file_too_big", {"limit": shown})


class UploadForm(forms.Form):
    """One recording with the name its lesson will show."""

    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(
        label=_("Video or sound file"),
        help_text=_(
            "MP4, MOV, MKV, WebM, AVI, MP3, M4A … from a phone, camera or screen."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,  # so that our own sentence says what is wrong
    )

    def clean_file(self) -> Any:
        """Refuse at once what can be seen without opening the file."""
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise forms.ValidationError(messages.text("empty_file", {}), "empty_file")
        if file.size > max_bytes():
            raise forms.ValidationError(too_big(), "file_too_big")
        return file


class UploadStartForm(forms.Form):
    """What is said before the first piece of a resumable upload."""

    title = forms.CharField(max_length=200)
    bytes = forms.IntegerField(min_value=1)

    def clean_bytes(self) -> int:
        """Refuse what is larger than allowed before a byte is sent."""
        size: int = self.cleaned_data["bytes"]
        if size > max_bytes():
            raise forms.ValidationError(too_big(), "file_too_big")
        return size
