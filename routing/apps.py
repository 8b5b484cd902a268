"""The routing app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    """See docs/architecture.md, floor "routing"."""

    name = "routing"
    verbose_name = _("Routing")
