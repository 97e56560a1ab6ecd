"""Choosing a recording: one's own, or one of a lesson one may read."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

recordings = ChooserViewSet(
    "library_recordings",
    url_prefix="ghi-hinh",
    model="media_pipeline.Asset",
    icon="media",
    choose_one_text=_("Choose a recording"),
    choose_another_text=_("Choose another recording"),
    edit_item_text=_("Open the recording"),
    register_widget=True,
)
RecordingBlock = recordings.get_block_class(
    name="RecordingBlock", module_path="library.lessons.choosers"
)
