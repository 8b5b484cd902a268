"""The accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: who works at the desk, in which team, in which role."""

    name = "accounts"
    verbose_name = _("People")
