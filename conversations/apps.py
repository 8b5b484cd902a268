"""The conversations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    """See docs/architecture.md, floor "conversations"."""

    name = "conversations"
    verbose_name = _("Conversations")
