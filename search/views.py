"""The search page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from search.forms import SearchForm
from search.queries import search, tokens_of
from search.query import LONGEST_QUERY


@login_required
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Show the form and, if anything was asked, what this account may find."""
    form = SearchForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        results = search(form.query(tokens_of(request.user)))
        form.show_choices(results.facets)
        context["asks"] = form.asks
        context["results"] = results if form.asks else None
        context["cut"] = len(form.cleaned_data["q"]) > LONGEST_QUERY
    return render(request, "search/page.html", context)
