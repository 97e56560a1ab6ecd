"""Choosing a recording: one's own, or one of a lesson one may read.

The policy is asked through Wagtail's registry: choosers belong to the blocks, and the
blocks stand below the policy.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.permissions import policy_registry


class _OpenRecordings:
    """Only recordings the policy opens to the account."""

    def _open(self) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model_class)
        return policy.instances_user_has_any_permission_for(
            self.request.user, ["choose"]
        )

    def get_object_list(self) -> QuerySet[Any]:
        """Return the recordings to choose from."""
        return self._open()

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        """Return the chosen recordings that are open."""
        return self._open().filter(pk__in=pks)

    def get_object(self, pk: str) -> Any:
        """Return the chosen recording, if it is open."""
        found = self._open().filter(pk=pk).first()
        if found is None:
            raise PermissionDenied
        return found


class RecordingsView(_OpenRecordings, ChooseView):
    """The window of the chooser."""


class RecordingsResultsView(_OpenRecordings, ChooseResultsView):
    """Its list."""


class RecordingChosenView(_OpenRecordings, ChosenView):
    """One recording, chosen."""


class RecordingsChosenView(_OpenRecordings, ChosenMultipleView):
    """Several recordings, chosen."""


class RecordingsViewSet(ChooserViewSet):
    """The chooser of recordings."""

    choose_view_class = RecordingsView
    choose_results_view_class = RecordingsResultsView
    chosen_view_class = RecordingChosenView
    chosen_multiple_view_class = RecordingsChosenView


recordings = RecordingsViewSet(
    "library_recordings",
    url_prefix="ghi-hinh",
    model="media_pipeline.Asset",
    icon="media",
    page_title=_("Choose a recording"),
    choose_one_text=_("Choose a recording"),
    choose_another_text=_("Choose another recording"),
    edit_item_text=_("Open the recording"),
    register_widget=True,
)
RecordingBlock = recordings.get_block_class(
    name="RecordingBlock", module_path="library.lessons.choosers"
)
