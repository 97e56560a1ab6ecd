"""What teachers and learners type, checked."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.assessment.actions.items import ItemDraft
from lms.assessment.actions.papers import PaperDraft, PartDraft
from lms.assessment.actions.tests import TestDraft
from lms.assessment.items import ItemError, format_of, parse_item
from lms.assessment.models import Item, ItemBank, Paper, Test
from lms.assessment.queries import usable_items
from lms.assessment.rules import Kind, Setting, faults
from lms.assessment.wording import SETTING, item_error
from lms.classes.models import PlannedPeriod
from schools.public import Account, SchoolClass, Subject, classes_taught, today

LARGEST_FILE = 2 * 1024 * 1024
GRADES = [(n, str(n)) for n in range(1, 13)]
PARTS = (
    ("choice", _("Part I. Multiple choice"), Decimal("0.25")),
    ("true_false", _("Part II. True or false"), Decimal(1)),
    ("short", _("Part III. Short answer"), Decimal("0.5")),
)


class BankForm(forms.ModelForm):
    """A new bank."""

    subject = forms.ModelChoiceField(
        label=_("Subject"),
        queryset=Subject.objects.all(),
        empty_label=_("Choose…"),
    )
    grade = forms.TypedChoiceField(label=_("Grade"), choices=GRADES, coerce=int)
    shared = forms.BooleanField(
        label=_("Teachers of my school may use these questions"), required=False
    )

    class Meta:
        model = ItemBank
        fields = ("name", "subject", "grade")

    def clean_name(self) -> str:
        """Refuse a name the teacher has already given."""
        name: str = self.cleaned_data["name"]
        if ItemBank.objects.filter(owner=self.instance.owner, name=name).exists():
            raise forms.ValidationError(_("You already have a bank with this name."))
        return name


class ItemForm(forms.Form):
    """A question of any format: its text, and its answers line by line."""

    key = forms.CharField(label=_("Short name in the bank"), max_length=60)
    stem = forms.CharField(
        label=_("Question"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    lines = forms.CharField(
        label=_("Answers"), max_length=6000, widget=forms.Textarea(attrs={"rows": 5})
    )
    explanation = forms.CharField(
        label=_("Explanation"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("Level"), choices=Item.Level.choices)
    outcome = forms.CharField(
        label=_("Code of the learning outcome"), max_length=60, required=False
    )
    fixed = forms.BooleanField(
        label=_("Keep the options in this order"), required=False
    )
    exact = forms.BooleanField(
        label=_("Accept only the form as it is written"), required=False
    )
    state = forms.ChoiceField(label=_("State"), choices=Item.State.choices)

    def __init__(
        self, *args: Any, bank: ItemBank, format_name: str, item: Item | None, **kw: Any
    ) -> None:
        if item is not None:
            kw.setdefault("initial", {}).update(_initial(item))
        else:
            kw.setdefault("initial", {}).setdefault("state", Item.State.ACTIVE)
        super().__init__(*args, **kw)
        self.bank, self.format_name, self.item = bank, format_name, item
        unused = "fixed" if format_name == "short" else "exact"
        del self.fields[unused]
        if item is not None:
            self.fields["key"].disabled = True

    def clean_key(self) -> str:
        """Refuse a key the bank already has."""
        key: str = self.cleaned_data["key"]
        if self.item is None and self.bank.items.filter(key=key).exists():
            raise forms.ValidationError(_("The bank already has a question so named."))
        return key

    def clean(self) -> dict[str, Any]:
        """Let the format judge the document."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        lines = [line.strip() for line in data["lines"].splitlines() if line.strip()]
        raw = {**data, **format_of(self.format_name).from_lines(lines)}
        try:
            document = parse_item(self.format_name, raw)
        except ItemError as error:
            field = "stem" if error.place == "stem" else "lines"
            self.add_error(field, item_error(error))
            return data
        data["draft"] = ItemDraft(
            data["key"],
            self.format_name,
            document,
            data["outcome"],
            data["level"],
            data["state"],
        )
        return data


def _initial(item: Item) -> dict[str, Any]:
    document = item.document
    lines = format_of(item.format).to_lines(document)
    return {
        "key": item.key,
        "stem": document["stem"],
        "lines": "\n".join(lines),
        "explanation": document["explanation"],
        "level": item.level,
        "outcome": item.outcome,
        "state": item.state,
        "fixed": document.get("fixed", False),
        "exact": document.get("exact", False),
    }


class ImportForm(forms.Form):
    """A file of questions."""

    file = forms.FileField(
        label=_("File of questions (JSON)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )
    dry_run = forms.BooleanField(
        label=_("Only check the file, keep nothing"), required=False, initial=True
    )

    def clean_file(self) -> list[Any]:
        """Return the rows of the file."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        try:
            content = json.loads(upload.read().decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                _("This is not a file of questions: it cannot be read as JSON.")
            ) from None
        rows = content.get("items") if isinstance(content, dict) else content
        if not isinstance(rows, list) or not rows:
            raise forms.ValidationError(_("There are no questions in the file."))
        return rows


class PaperForm(forms.Form):
    """A paper: the questions ticked, and what each part's questions earn."""

    title = forms.CharField(label=_("Title"), max_length=160)
    decimals = forms.TypedChoiceField(
        label=_("Decimals of the mark"),
        choices=[(2, "2"), (1, "1"), (0, "0")],
        coerce=int,
        initial=2,
    )
    ladder = forms.TypedChoiceField(
        label=_("True or false questions"),
        choices=[
            ("1", _("0.1 – 0.25 – 0.5 – 1 of the points (national exam)")),
            ("0", _("a quarter of the points for each statement")),
        ],
        coerce=lambda value: value == "1",
        initial="1",
    )

    def __init__(
        self, *args: Any, account: Account, subject: Subject, grade: int,
        paper: Paper | None = None, **kw: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kw)
        self.subject, self.grade = subject, grade
        self.items = list(usable_items(account, subject.pk, grade))
        chosen = _places(paper)
        for name, label, points in PARTS:
            self.fields[f"points_{name}"] = forms.DecimalField(
                label=_("Points for each question"),
                min_value=Decimal("0.05"),
                max_value=10,
                decimal_places=3,
                initial=chosen[1].get(name, points),
                localize=True,
            )
            rows = [item for item in self.items if item.format == name]
            self.fields[f"items_{name}"] = forms.TypedMultipleChoiceField(
                label=label,
                required=False,
                coerce=int,
                choices=[(item.pk, item) for item in rows],
                initial=[item.pk for item in rows if item.pk in chosen[0]],
            )

    def draft(self) -> PaperDraft:
        """Return the paper as it was put together."""
        data = self.cleaned_data
        by_pk = {item.pk: item for item in self.items}
        parts = [
            PartDraft(
                str(label),
                data[f"points_{name}"],
                [by_pk[pk] for pk in data[f"items_{name}"]],
            )
            for name, label, _points in PARTS
        ]
        return PaperDraft(
            data["title"],
            self.subject,
            self.grade,
            parts,
            data["decimals"],
            data["ladder"],
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a paper without questions."""
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(f"items_{name}") for name, _label, _points in PARTS):
            raise forms.ValidationError(_("Tick at least one question."))
        return data


def _places(paper: Paper | None) -> tuple[set[int], dict[str, Decimal]]:
    """Return the items of a draft paper and the points of its parts by format."""
    if paper is None:
        return set(), {}
    items: set[int] = set()
    points: dict[str, Decimal] = {}
    for part in paper.parts.prefetch_related("places__item"):
        for place in part.places.all():
            items.add(place.item_id)
            points[place.item.format] = part.points.normalize()
    return items, points


class MomentInput(forms.DateTimeInput):
    """The browser's own chooser of day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class TestForm(forms.ModelForm):
    """A paper to be set for a class."""

    school_class = forms.ModelChoiceField(
        label=_("Class"),
        queryset=SchoolClass.objects.none(),
        empty_label=_("Choose…"),
    )
    planned_period = forms.ModelChoiceField(
        label=_("Period of the teaching plan"),
        queryset=PlannedPeriod.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("A test in a tiết of the plan counts as a tiết taught online."),
    )
    at_school = forms.BooleanField(
        label=_("Sat at school, opened with a code shown in the room"), required=False
    )
    decision_number = forms.CharField(
        label=_("Principal's decision, number"), max_length=60, required=False,
        help_text=_("Only for a midterm or final test that is not sat at school."),
    )  # fmt: skip
    decision_date = forms.DateField(
        label=_("Principal's decision, date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    shuffled = forms.BooleanField(
        label=_("Shuffle questions and options"), required=False, initial=True
    )

    class Meta:
        model = Test
        fields = (
            "title",
            "school_class",
            "kind",
            "opens_at",
            "closes_at",
            "minutes",
            "at_school",
            "decision_number",
            "decision_date",
            "planned_period",
            "release",
            "shuffled",
        )
        widgets = {"opens_at": MomentInput(), "closes_at": MomentInput()}
        labels = {"kind": _("Kind"), "release": _("Learners see their marks")}

    def __init__(self, *args: Any, account: Account, paper: Paper, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.paper = paper
        classes = classes_taught(account)
        self.fields["school_class"].queryset = classes  # type: ignore[attr-defined]
        self.fields["planned_period"].queryset = (  # type: ignore[attr-defined]
            PlannedPeriod.objects.filter(
                plan__school_class__in=classes,
                plan__subject=paper.subject,
                date__gte=today() - timedelta(days=7),
                date__lte=today() + timedelta(days=60),
            ).select_related("plan__school_class", "plan__subject")
        )
        self.fields["planned_period"].label_from_instance = _period_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Let the rules judge how it is set."""
        data: dict[str, Any] = super().clean() or {}
        period = data.get("planned_period")
        if period and period.plan.school_class != data.get("school_class"):
            self.add_error("planned_period", _("This period is another class's."))
        if not self.errors:
            data["setting"] = _setting(data)
            for field, code in faults(data["setting"]):
                self.add_error(field, SETTING[code])
        return data

    def _post_clean(self) -> None:
        """Leave the row to the action: nothing is built here."""

    def draft(self) -> TestDraft:
        """Return the test as it is to be set."""
        data = self.cleaned_data
        return TestDraft(
            paper=self.paper,
            school_class=data["school_class"],
            subject=self.paper.subject,
            setting=data["setting"],
            title=data["title"],
            planned_period=data["planned_period"],
            release=data["release"],
            shuffled=data["shuffled"],
        )


def _setting(data: dict[str, Any]) -> Setting:
    return Setting(
        Kind(data["kind"]),
        data["opens_at"],
        data["closes_at"],
        data["minutes"],
        data["at_school"],
        data["decision_number"],
        data["decision_date"],
    )


def _period_label(period: PlannedPeriod) -> str:
    day = period.date.strftime("%d/%m") if period.date else ""
    name = period.plan.school_class.name
    return f"{name} · {_('tiết')} {period.number} · {day} {period.title}".strip()


class ReasonForm(forms.Form):
    """A decision that is written down with its reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class MinutesForm(ReasonForm):
    """Extra minutes, or minutes to go on after reopening."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=180)
    field_order = ("minutes", "reason")


class KeyForm(ReasonForm):
    """A corrected key: the answers line by line, as they should be."""

    lines = forms.CharField(
        label=_("Answers"), max_length=6000, widget=forms.Textarea(attrs={"rows": 5})
    )
    field_order = ("lines", "reason")

    def __init__(
        self, *args: Any, format_name: str, document: dict[str, Any], **kw: Any
    ) -> None:
        lines = format_of(format_name).to_lines(document)
        super().__init__(*args, initial={"lines": "\n".join(lines)}, **kw)
        self.format_name, self.document = format_name, document

    def clean(self) -> dict[str, Any]:
        """Return what changes in the document; its texts must stay as they were."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        lines = [line.strip() for line in data["lines"].splitlines() if line.strip()]
        change = format_of(self.format_name).from_lines(lines)
        try:
            after = parse_item(self.format_name, {**self.document, **change})
        except ItemError as error:
            raise forms.ValidationError(item_error(error)) from None
        if _texts(after) != _texts(self.document):
            raise forms.ValidationError(
                _("Only the key may change: the texts are what the class was asked.")
            )
        data["change"] = {name: after[name] for name in change}
        return data


def _texts(document: dict[str, Any]) -> Any:
    return (
        document.get("options"),
        [statement["text"] for statement in document.get("statements", ())],
    )
