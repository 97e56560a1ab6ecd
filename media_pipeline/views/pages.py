"""My recordings, one recording's progress, and the buttons on it."""

import uuid
from typing import Any

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from media_pipeline import actions, messages, permissions, queries
from media_pipeline.forms import UploadForm, max_bytes
from media_pipeline.models import Asset


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own recordings."""
    context = {
        "assets": queries.assets_of(request.user)[:100],
        "may_upload": permissions.may_upload(request.user),
        "crumbs": [{"label": _("My recordings")}],
    }
    return render(request, "media_pipeline/mine.html", context)


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Take a recording with a plain form; a script makes the same form resumable."""
    if not permissions.may_upload(request.user):
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        asset = actions.create_asset(
            request.user, form.cleaned_data["title"], form.cleaned_data["file"]
        )
        return redirect("media:asset", asset=asset.uuid)
    context = {
        "form": form,
        "max_bytes": max_bytes(),
        "crumbs": [_mine(), {"label": _("Upload")}],
    }
    return render(request, "media_pipeline/upload.html", context)


@login_required
@require_safe
@never_cache
def asset(request: HttpRequest, asset: uuid.UUID) -> HttpResponse:
    """Show one recording: progress while it is made, the player when it is there."""
    row = _editable(request, asset)
    job = queries.latest_job(row)
    context = {
        "asset": row,
        "job": job,
        "prices": queries.prices(row),
        "warnings": [
            messages.warning(code)
            for code in (row.package.warnings if row.package else [])
        ],
        "crumbs": [_mine(), {"label": row.title}],
    }
    return render(request, "media_pipeline/asset.html", context)


@require_safe
@never_cache
def status(request: HttpRequest, asset: uuid.UUID) -> JsonResponse:
    """Say how far a recording is, for the page's script."""
    row = _editable(request, asset)
    job = queries.latest_job(row)
    return JsonResponse(
        {
            "status": row.status,
            "state": job.state if job else "",
            "progress": job.progress if job else 0,
            "stage": job.stage_text if job else "",
            "attempts": job.attempts if job else 0,
            "error": row.error,
            "code": row.error_code,
            "working": row.is_working,
        }
    )


@login_required
@require_POST
def retry(request: HttpRequest, asset: uuid.UUID) -> HttpResponseRedirect:
    """Prepare a recording again."""
    row = _editable(request, asset)
    if actions.retry(row):
        flash.success(request, _("The video is being prepared again."))
    return redirect("media:asset", asset=row.uuid)


@login_required
@require_POST
def cancel(request: HttpRequest, asset: uuid.UUID) -> HttpResponseRedirect:
    """End the preparation of a recording."""
    row = _editable(request, asset)
    if actions.cancel(row):
        flash.success(request, _("Preparation is being stopped. The file is kept."))
    return redirect("media:asset", asset=row.uuid)


def _editable(request: HttpRequest, asset: uuid.UUID) -> Asset:
    row: Asset = get_object_or_404(queries.assets(), uuid=asset)
    if not permissions.may_edit(request.user, row):
        raise Http404
    return row


def _mine() -> dict[str, Any]:
    return {"label": _("My recordings"), "url": reverse("media:mine")}
