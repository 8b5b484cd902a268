"""The routing app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    """See docs/architecture.md, floor "routing"."""

    name = "routing"
    verbose_name = _("Routing")

    def ready(self) -> None:
        """Offer the floor below what a back-test wants to know."""
        from routing.rehearsal.backtests import staffed_periods  # lazy: models can be imported only now
        from triggers.services.backtests.hooks import offer_open_periods  # lazy: the same

        offer_open_periods(staffed_periods)
