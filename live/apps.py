"""Live lessons as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    """Live lessons."""

    name = "live"
    verbose_name = _("Live lessons")
