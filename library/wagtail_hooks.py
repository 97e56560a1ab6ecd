"""Wagtail's screens made calm: what an author needs, and nothing else."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from library.admin_csp import current_nonce
from library.files.models import LibraryDocument
from library.lessons.choosers import recordings
from library.lessons.models import LessonPage
from library.permissions import editable_lessons, may_view_document

AUTHORS_MENU = ("my-lessons", "write", "explorer", "images", "documents", "recordings")
AUTHORS_ACTIONS = ("action-save-draft", "action-publish", "action-share")
MOST_RECENT = 10


@hooks.register("register_admin_viewset")
def recordings_chooser() -> Any:
    """Offer the chooser of recordings."""
    return recordings


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """Our colours over Wagtail's."""
    return format_html_join(
        "",
        '<link rel="stylesheet" href="{}">',
        [(static("css/tokens.css"),), (static("library/admin.css"),)],
    )


@hooks.register("insert_global_admin_js")
def admin_styles() -> SafeString:
    """Give the text editor's own styles the page's nonce."""
    return format_html(
        '<script src="{}" nonce="{}"></script>',
        static("library/admin-styles.js"),
        current_nonce(),
    )


@hooks.register("register_admin_menu_item")
def my_lessons() -> MenuItem:
    """Lead to the author's own list, back on the site."""
    return MenuItem(
        _("My lessons"),
        reverse("library:mine"),
        name="my-lessons",
        icon_name="list-ul",
        order=10,
    )


@hooks.register("register_admin_menu_item")
def write() -> MenuItem:
    """Begin a lesson."""
    return MenuItem(
        _("Write a lesson"),
        reverse("library:start"),
        name="write",
        icon_name="edit",
        order=20,
    )


@hooks.register("register_admin_menu_item")
def my_recordings() -> MenuItem:
    """Lead to where recordings are uploaded."""
    return MenuItem(
        _("Recordings"),
        reverse("media:mine"),
        name="recordings",
        icon_name="media",
        order=400,
    )


@hooks.register("construct_main_menu")
def calm_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave authors with lessons, pictures, files and recordings."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name in AUTHORS_MENU]
    for item in items:
        if item.name == "explorer":
            item.label = _("Tree of lessons")


class RecentLessons(Component):
    """One's own lessons, on the admin's first page."""

    name = "recent_lessons"
    template_name = "library/admin/recent.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the lessons changed last."""
        account = parent_context["request"].user
        lessons = editable_lessons(account).select_related("subject")
        return {
            "lessons": lessons.order_by("-latest_revision_created_at")[:MOST_RECENT]
        }


@hooks.register("construct_homepage_panels", order=1000)
def calm_home(request: HttpRequest, panels: list[Component]) -> None:
    """Show one's own lessons and nothing of the machinery."""
    panels[:] = [RecentLessons()]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_summary(request: HttpRequest, items: list[Component]) -> None:
    """Drop counts of pages and pictures: they help nobody write."""
    items[:] = []


class ShareItem(ActionMenuItem):
    """Save, then go to the page that asks for approval."""

    name = "action-share"
    label = _("Save and share more widely")
    icon_name = "resubmit"


@hooks.register("register_page_action_menu_item")
def share_item() -> ActionMenuItem:
    """Offer sharing beside saving and publishing."""
    return ShareItem(order=40)


@hooks.register("construct_page_action_menu", order=1000)
def calm_actions(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Keep saving, publishing to one's classes, and sharing."""
    items[:] = [item for item in items if item.name in AUTHORS_ACTIONS]


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def go_and_share(request: HttpRequest, page: Page) -> HttpResponse | None:
    """After *Save and share* ask how widely."""
    if isinstance(page, LessonPage) and "action-share" in request.POST:
        return redirect("library:submit", page.uuid)
    return None


@hooks.register("construct_explorer_page_queryset")
@hooks.register("construct_page_chooser_queryset")
def own_pages(
    first: Page | QuerySet[Page],
    second: QuerySet[Page] | HttpRequest,
    third: HttpRequest | None = None,
) -> QuerySet[Page]:
    """Leave out others' lessons: lists of the admin show drafts' titles."""
    pages, request = (second, third) if third is not None else (first, second)
    if request.user.is_superuser:
        return pages
    others = LessonPage.objects.exclude(
        pk__in=editable_lessons(request.user).values("pk")
    )
    return pages.exclude(pk__in=others.values("pk"))


@hooks.register("before_serve_document")
def check_document(document: LibraryDocument, request: HttpRequest) -> None:
    """Wagtail's own address of documents asks the policy too."""
    if not may_view_document(request.user, document):
        raise Http404
