"""What readers, authors and reviewers fill in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from library.curriculum.models import Level, Strand, Topic
from library.curriculum.queries import outcomes_of, strands_of
from library.curriculum.rules import level_of
from library.files.models import LibraryDocument, LibraryImage
from library.lessons import rules
from library.lessons.actions import LONGEST_REASON
from library.lessons.models import LessonFile, LessonPage, files_of
from library.lessons.queries import Chosen
from library.permissions import may_view_file
from library.viewers import home_organisation
from media_pipeline.public import Asset
from schools.public import Subject

GRADES = range(1, 13)


class BrowseForm(forms.Form):
    """Lớp, môn, mạch nội dung: short names, so that addresses can be read aloud."""

    lop = forms.TypedChoiceField(
        label=_("Grade"), coerce=int, empty_value=None, required=False
    )
    mon = forms.ModelChoiceField(
        label=_("Subject"),
        queryset=Subject.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("All subjects"),
    )
    mach = forms.ModelChoiceField(
        label=_("Strand"),
        queryset=Strand.objects.none(),
        required=False,
        empty_label=_("All strands"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lop"].choices = [("", _("All grades"))] + [
            (grade, _("Grade %(grade)s") % {"grade": grade}) for grade in GRADES
        ]
        grade, code = str(self.data.get("lop", "")), self.data.get("mon")
        grade = grade if grade in map(str, GRADES) else ""
        self.fields["mon"].queryset = Subject.objects.filter(
            subject_grades__isnull=False,
            **({"subject_grades__grade": int(grade)} if grade else {}),
        ).distinct()
        if grade and code:
            subject = Subject.objects.filter(code=code).first()
            if subject:
                self.fields["mach"].queryset = strands_of(subject, int(grade))

    @property
    def has_strands(self) -> bool:
        """Whether there is a strand to choose: a grade and a subject are chosen."""
        return bool(self.fields["mach"].queryset)

    def chosen(self) -> Chosen:
        """Return what was chosen; an impossible choice counts as none."""
        self.is_valid()
        data = self.cleaned_data
        strand = data.get("mach")
        return Chosen(data.get("lop"), data.get("mon"), strand.pk if strand else None)


class AnswerForm(forms.Form):
    """An answer to a self-check."""

    answer = forms.CharField(max_length=300, required=False, strip=True)


class DecisionForm(forms.Form):
    """Approve, or return with the reason."""

    verb = forms.ChoiceField(choices=[("approve", ""), ("return", "")])
    reason = forms.CharField(
        label=_("What should be changed, or a word to the author"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Demand a reason for a return."""
        data = super().clean()
        if data.get("verb") == "return" and not data.get("reason", "").strip():
            self.add_error("reason", _("Say what should be changed."))
        return data


class SubmitForm(forms.Form):
    """How wide to share."""

    scope = forms.ChoiceField(
        label=_("Share with"),
        widget=forms.RadioSelect,
        choices=[(rules.SCHOOL, _("My school")), (rules.COMMONS, _("Common store"))],
    )
    words = forms.CharField(
        label=_("A word to who decides"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StartForm(forms.Form):
    """Which subject and grade a new lesson is for."""

    mon = forms.ModelChoiceField(
        label=_("Subject"),
        queryset=Subject.objects.all(),
        to_field_name="code",
        empty_label=_("Choose…"),
    )
    lop = forms.TypedChoiceField(
        label=_("Grade"), coerce=int, choices=[(g, g) for g in GRADES]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mon"].queryset = Subject.objects.filter(
            grade_pages__isnull=False
        ).distinct()


OWNED = {
    LessonFile.Kind.IMAGE: (LibraryImage, "uploaded_by_user_id"),
    LessonFile.Kind.DOCUMENT: (LibraryDocument, "uploaded_by_user_id"),
    LessonFile.Kind.ASSET: (Asset, "owner_id"),
}


class LessonPageForm(WagtailAdminPageForm):
    """The author's form: place comes from the tree, files only those one may see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lesson = self.instance
        if lesson.pk is None and self.parent_page is not None:
            self._place(lesson, self.parent_page.specific)
        self._narrow(lesson)

    def _place(self, lesson: LessonPage, parent: Any) -> None:
        lesson.subject = parent.subject
        lesson.grade = parent.grade
        lesson.author = self.for_user
        organisation = home_organisation(self.for_user)
        if organisation is not None:
            lesson.organisation = organisation
        if "expected_minutes" in self.fields:
            primary = level_of(parent.grade) == Level.TH
            self.initial["expected_minutes"] = 35 if primary else 45

    def _narrow(self, lesson: LessonPage) -> None:
        """Offer only strands, topics and outcomes of this subject in this grade."""
        strands = strands_of(lesson.subject_id, lesson.grade)
        if "strand" in self.fields:
            self.fields["strand"].queryset = strands
        if "topic" in self.fields:
            self.fields["topic"].queryset = Topic.objects.filter(
                strand__in=strands
            ).order_by("strand__position", "position")
        if "outcomes" in self.fields:
            self.fields["outcomes"].queryset = outcomes_of(
                lesson.subject_id, lesson.grade
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a topic of another strand, and files that are not open to the author."""
        data = super().clean()
        topic, strand = data.get("topic"), data.get("strand")
        if topic and topic.strand_id != (strand.pk if strand else None):
            self.add_error("topic", _("This topic belongs to another strand."))
        if self.instance.organisation_id is None:
            raise ValidationError(_("Only staff of a school can write lessons."))
        if "body" in data:
            self._check_files(data["body"])
        return data

    def _check_files(self, body: Any) -> None:
        before = set(
            LessonFile.objects.filter(lesson_id=self.instance.pk).values_list(
                "kind", "target"
            )
        )
        for kind, pk in files_of(LessonPage(body=body)) - before:
            model, owner_field = OWNED[kind]
            owner = model.objects.filter(pk=pk).values_list(owner_field, flat=True)
            if not may_view_file(self.for_user, kind, pk, owner.first()):
                self.add_error(None, _("A file in the lesson is not open to you."))
                return
