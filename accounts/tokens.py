"""What signs the links with which people set a password. Named in the settings; allauth imports it, nobody else may."""

from datetime import datetime

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.utils import timezone


class ResetTokens(EmailAwarePasswordResetTokenGenerator):
    """allauth's own, counted in UTC.

    Django counts in the local time of the installation: a link would live an hour more or less than was said when the
    clocks change meanwhile, and hours when the installation's zone is set.
    """

    def _now(self) -> datetime:
        return timezone.now().replace(tzinfo=None)
