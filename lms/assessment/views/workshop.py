"""Pages where teachers keep questions and put papers together."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.assessment.actions.items import import_items, write_item
from lms.assessment.actions.papers import copy_paper, write_paper
from lms.assessment.actions.tests import set_test
from lms.assessment.forms import (
    GRADES,
    BankForm,
    ImportForm,
    ItemForm,
    PaperForm,
    TestForm,
)
from lms.assessment.frozen import thaw
from lms.assessment.items import FORMATS
from lms.assessment.jobs import collect_when_closed
from lms.assessment.models import Item, ItemBank, Paper
from lms.assessment.permissions import may_edit_bank, may_set_test
from lms.assessment.queries import banks_for
from lms.assessment.views.access import (
    crumbs,
    only_teachers,
    own_bank,
    own_item,
    own_paper,
    usable_bank,
)
from lms.assessment.wording import item_error
from schools.public import Subject, now, roles_of


@login_required
def banks(request: HttpRequest) -> HttpResponse:
    """List the banks the teacher may use; a form makes a new one."""
    only_teachers(request)
    form = BankForm(request.POST or None, instance=ItemBank(owner=request.user))
    if request.method == "POST" and form.is_valid():
        bank = form.save(commit=False)
        if form.cleaned_data["shared"]:
            schools = [role.organisation for role in roles_of(request.user)]
            bank.school = schools[0] if schools else None
        bank.save()
        return redirect("assessment:bank", bank.uuid)
    rows = banks_for(request.user).annotate(count=Count("items"))
    context = {"banks": rows, "form": form, "crumbs": crumbs((_("Item banks"), ""))}
    return render(request, "assessment/banks.html", context)


@login_required
def bank(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a bank's questions."""
    found = usable_bank(request, uuid)
    context = {
        "bank": found,
        "items": found.items.order_by("format", "id"),
        "may_edit": may_edit_bank(request.user, found),
        "formats": Item.Format.choices,
        "crumbs": crumbs(
            (_("Item banks"), reverse("assessment:banks")), (found.name, "")
        ),
    }
    return render(request, "assessment/bank.html", context)


@login_required
def new_item(request: HttpRequest, uuid: UUID, format_name: str) -> HttpResponse:
    """Write a new question."""
    found = own_bank(request, uuid)
    if format_name not in FORMATS:
        raise Http404
    return _item_page(request, found, format_name, None)


@login_required
def item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a question: a new version, papers that are set keep the old one."""
    found = own_item(request, uuid)
    return _item_page(request, found.bank, found.format, found)


def _item_page(
    request: HttpRequest, found: ItemBank, format_name: str, old: Item | None
) -> HttpResponse:
    form = ItemForm(request.POST or None, bank=found, format_name=format_name, item=old)
    if request.method == "POST" and form.is_valid():
        write_item(request.user, found, form.cleaned_data["draft"], old)
        messages.success(request, _("The question is saved."))
        return redirect("assessment:bank", found.uuid)
    context = {
        "bank": found,
        "form": form,
        "item": old,
        "help_template": FORMATS[format_name].template,
        "format_label": dict(Item.Format.choices)[format_name],
        "crumbs": crumbs(
            (_("Item banks"), reverse("assessment:banks")),
            (found.name, reverse("assessment:bank", args=[found.uuid])),
            (old.key if old else _("New question"), ""),
        ),
    }
    return render(request, "assessment/item.html", context)


@login_required
def import_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Check a file of questions, or import it whole."""
    found = own_bank(request, uuid)
    form = ImportForm(request.POST or None, request.FILES or None)
    report, errors = None, []
    if request.method == "POST" and form.is_valid():
        rows, dry = form.cleaned_data["file"], form.cleaned_data["dry_run"]
        report = import_items(request.user, found, rows, dry_run=dry)
        errors = [(e.row, e.key, item_error(e.error)) for e in report.errors]
        if report.is_clean and not dry:
            messages.success(request, _("The questions are in the bank."))
            return redirect("assessment:bank", found.uuid)
    context = {
        "bank": found,
        "form": form,
        "report": report,
        "errors": errors,
        "crumbs": crumbs(
            (_("Item banks"), reverse("assessment:banks")),
            (found.name, reverse("assessment:bank", args=[found.uuid])),
            (_("Import"), ""),
        ),
    }
    status = 422 if errors else 200
    return render(request, "assessment/import.html", context, status=status)


@login_required
def papers(request: HttpRequest) -> HttpResponse:
    """List the teacher's papers."""
    only_teachers(request)
    rows = Paper.objects.filter(owner=request.user).select_related("subject")
    used = Subject.objects.filter(pk__in=banks_for(request.user).values("subject"))
    context = {
        "papers": rows.defer("snapshot").annotate(used=Count("tests")),
        "subjects": used,
        "grades": GRADES,
        "crumbs": crumbs((_("Papers"), "")),
    }
    return render(request, "assessment/papers.html", context)


@login_required
def new_paper(request: HttpRequest) -> HttpResponse:
    """Put a new paper together for a subject and grade."""
    only_teachers(request)
    subject = Subject.objects.filter(code=request.GET.get("mon", "")).first()
    grade = request.GET.get("khoi", "")
    if subject is None or grade not in {str(n) for n, _label in GRADES}:
        return redirect("assessment:papers")
    return _paper_page(request, subject, int(grade), None)


@login_required
def paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a draft; show a paper that is set."""
    found = own_paper(request, uuid)
    if found.frozen_at is None:
        return _paper_page(request, found.subject, found.grade, found)
    context = {
        "paper": found,
        "frozen": thaw(found.snapshot or {}),
        "crumbs": crumbs(
            (_("Papers"), reverse("assessment:papers")), (found.title, "")
        ),
    }
    return render(request, "assessment/paper_frozen.html", context)


def _paper_page(
    request: HttpRequest, subject: Subject, grade: int, old: Paper | None
) -> HttpResponse:
    initial = None
    if old is not None:
        initial = {
            "title": old.title,
            "decimals": old.decimals,
            "ladder": "1" if old.ladder else "0",
        }
    form = PaperForm(
        request.POST or None, account=request.user, subject=subject, grade=grade,
        paper=old, initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        kept = write_paper(request.user, form.draft(), old)
        messages.success(request, _("The paper is saved."))
        return redirect("assessment:paper", kept.uuid)
    parts = [
        {
            "label": form.fields[f"items_{name}"].label,
            "points": form[f"points_{name}"],
            "places": form[f"items_{name}"],
        }
        for name in FORMATS
    ]
    context = {
        "form": form,
        "parts": parts,
        "paper": old,
        "subject": subject,
        "grade": grade,
        "crumbs": crumbs(
            (_("Papers"), reverse("assessment:papers")),
            (old.title if old else _("New paper"), ""),
        ),
    }
    return render(request, "assessment/paper.html", context)


@login_required
@require_POST
def copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a draft of a paper that is set."""
    found = own_paper(request, uuid)
    title = _("%(title)s (copy)") % {"title": found.title[:150]}
    return redirect("assessment:paper", copy_paper(request.user, found, title).uuid)


@login_required
def give(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Set a paper for a class."""
    found = own_paper(request, uuid)
    form = TestForm(
        request.POST or None, account=request.user, paper=found,
        initial={"title": found.title, "minutes": 15},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        if may_set_test(request.user, draft.school_class, draft.subject):
            test = set_test(request.user, draft, now())
            collect_when_closed(test)
            messages.success(request, _("The test is set."))
            return redirect("assessment:follow", test.uuid)
        form.add_error("school_class", _("You do not teach this subject there."))
    context = {
        "form": form,
        "paper": found,
        "crumbs": crumbs(
            (_("Papers"), reverse("assessment:papers")),
            (found.title, reverse("assessment:paper", args=[found.uuid])),
            (_("Set for a class"), ""),
        ),
    }
    return render(request, "assessment/give.html", context)
