"""The triggers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TriggersConfig(AppConfig):
    """See docs/architecture.md, floor "triggers"."""

    name = "triggers"
    verbose_name = _("Triggers")
