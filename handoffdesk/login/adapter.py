"""Log-in rules: nobody signs up, people are invited by an admin; nobody can keep somebody else out."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest

from accounts.models import User

logger = logging.getLogger(__name__)


class InviteOnlyAdapter(DefaultAccountAdapter):
    """Closes the sign-up page, and counts failed log-ins for each pair of name and address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        """Return whether this is the person's password; counted like a log-in.

        The library asks its own table of addresses, which has no row for people who were invited.
        """
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; a mail server that is away must not tell strangers which addresses have an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("a mail of the log-in pages was not sent", extra={"template": template_prefix})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return what failed log-ins are counted by.

        By the name alone, five wrong passwords from anywhere would lock the one person out. The pace for each address
        holds beside it (`10/m/ip` of the library's `login_failed`).
        """
        name = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{name}:{get_ip(request)}"
