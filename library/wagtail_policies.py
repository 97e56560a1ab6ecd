"""Wagtail asks; `permissions.py` answers. Nothing is decided here."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page, PagePermissionTester
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from library import permissions
from library.lessons.models import LessonFile, LessonPage

OPENS_DRAFTS = frozenset(
    ("change", "delete", "publish", "lock", "unlock", "bulk_delete")
)


class TreeTester(PagePermissionTester):
    """The tree itself: nobody edits it by hand."""

    def can_edit(self) -> bool:
        """Only the curriculum import makes tree pages."""
        return False

    can_move = can_copy = can_lock = can_unlock = can_unpublish = can_edit
    can_publish = can_set_view_restrictions = can_reorder_children = can_edit
    can_view_revisions = can_unschedule = can_submit_for_moderation = can_edit

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Keep the tree whole."""
        return False

    def can_publish_subpage(self) -> bool:
        """Tree pages are made live by the import."""
        return False

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        """Keep the tree whole."""
        return False


class GradeTester(TreeTester):
    """Where lessons are added: by whoever writes lessons."""

    def can_add_subpage(self) -> bool:
        """Let whoever writes lessons add one."""
        return super().can_add_subpage() and permissions.may_author(self.user)

    def can_publish_subpage(self) -> bool:
        """Let it out at once: a new lesson is for one's own classes."""
        return self.can_add_subpage()


class LessonTester(PagePermissionTester):
    """A lesson in the admin: its author's, and nobody else's."""

    def can_add_subpage(self) -> bool:
        """Lessons have no pages below them."""
        return False

    def can_edit(self) -> bool:
        """Drafts, previews, history and comparisons all hang on this."""
        return self.user.is_active and permissions.may_edit_lesson(self.user, self.page)

    def can_view_revisions(self) -> bool:
        """Versions are drafts."""
        return self.can_edit()

    def can_publish(self) -> bool:
        """Only to one's own classes; wider needs approval."""
        return self.user.is_active and permissions.may_publish_at_once(
            self.user, self.page
        )

    def can_unpublish(self) -> bool:
        """Let the author, or who answers for the scope, take it back."""
        return self.page.live and permissions.may_unpublish(self.user, self.page)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Keep what was ever read: results and evidence point to it."""
        never_out = self.page.first_published_at is None
        return never_out and self.can_edit() and not self.page.reviews.exists()

    def _never(self) -> bool:
        return False

    can_submit_for_moderation = can_set_view_restrictions = can_unschedule = _never
    can_lock = can_unlock = can_publish_subpage = can_reorder_children = _never
    can_move = can_copy = _never

    def can_move_to(self, destination: Page) -> bool:
        """Keep a lesson in its subject and grade."""
        return False

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        """Forbid copies: they would carry another's authorship."""
        return False


class LibraryPagePolicy(PagePermissionPolicy):
    """Explorer, choosers, search and lists of the admin: the tree and one's own lessons."""

    def _open(self, user: Any) -> Q:
        own = permissions.editable_lessons(user).values("pk")
        lessons = LessonPage.objects.values("pk")
        return ~Q(pk__in=lessons) | Q(pk__in=own)

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        """Return the pages an account may walk through."""
        if not user.is_active:
            return self.model._default_manager.none()
        if user.is_superuser:
            return super().explorable_instances(user)
        if not self.get_cached_permissions_for_user(user):
            return self.model._default_manager.none()
        return super().explorable_instances(user).filter(self._open(user))

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Any
    ) -> QuerySet[Page]:
        """Return the pages an account may do one of the actions with."""
        found = super().instances_user_has_any_permission_for(user, actions)
        if user.is_superuser:
            return found
        if "add" not in actions and OPENS_DRAFTS & set(actions):
            own = permissions.editable_lessons(user).values("pk")
            return self.model._default_manager.filter(pk__in=own)
        return found.filter(self._open(user))

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Any, instance: Page
    ) -> bool:
        """Ask the page itself, which asks the policy."""
        if user.is_superuser or not OPENS_DRAFTS & set(actions):
            return super().user_has_any_permission_for_instance(user, actions, instance)
        tester = instance.permissions_for_user(user)
        return ("publish" in actions and tester.can_publish()) or tester.can_edit()


class _FilePolicy(CollectionOwnershipPermissionPolicy):
    """Pictures and documents: change one's own, choose what one may see."""

    kind = ""

    def __init__(self, model: Any) -> None:
        super().__init__(
            model, auth_model=self.auth, owner_field_name="uploaded_by_user"
        )

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Any
    ) -> QuerySet[Any]:
        """Return what may be chosen, or changed."""
        if user.is_superuser:
            return self.model._default_manager.all()
        if not user.is_authenticated or not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        if "choose" in actions:
            wanted = permissions.viewable_files(user, self.kind, "uploaded_by_user_id")
            return self.model._default_manager.filter(wanted)
        return self.model._default_manager.filter(uploaded_by_user=user)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Any, instance: Any
    ) -> bool:
        """Say whether one may be chosen, or changed."""
        if user.is_superuser:
            return True
        if not self.user_has_any_permission(user, actions):
            return False
        if "choose" in actions and permissions.may_view_file(
            user, self.kind, instance.pk, instance.uploaded_by_user_id
        ):
            return True
        return (
            bool(set(actions) - {"choose"}) and instance.uploaded_by_user_id == user.pk
        )


class ImagePolicy(_FilePolicy):
    """Pictures."""

    kind = LessonFile.Kind.IMAGE
    auth = "wagtailimages.Image"


class DocumentPolicy(_FilePolicy):
    """Documents."""

    kind = LessonFile.Kind.DOCUMENT
    auth = "wagtaildocs.Document"


class AssetPolicy(ModelPermissionPolicy):
    """Recordings in the chooser; they are uploaded on their own page, not here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Nothing is made or changed through the chooser."""
        return action == "choose" and permissions.may_author(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Say whether one of the actions is open."""
        return any(self.user_has_permission(user, action) for action in actions)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Any
    ) -> QuerySet[Any]:
        """Return the recordings that may be chosen."""
        wanted = permissions.viewable_files(user, LessonFile.Kind.ASSET, "owner_id")
        return self.model._default_manager.filter(wanted)
