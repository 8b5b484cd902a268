"""Invitations: an admin makes the person, the person chooses the password."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.languages import read_language
from accounts.models import User

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link with which one person sets a password, once, before `expires_at`."""

    user: User
    link: str
    expires_at: datetime


def invite(*, email: str, name: str, is_staff: bool = False, time_zone: str = "") -> Invitation:
    """Create a user without a password and return the link to set one.

    Raises:
        django.db.IntegrityError: the e-mail address is taken.
    """
    with transaction.atomic():
        user = User.objects.create_user(email, None, name=name, is_staff=is_staff, time_zone=time_zone)
        return make_link(user=user)


def renew(*, user: User) -> Invitation:
    """Return a new link for someone who has not accepted yet; every earlier link stops working.

    Raises:
        ValueError: the user already has a password. Use `make_link` to let a person choose a new one.
    """
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if row.has_usable_password():
            raise ValueError("This person has already set a password.")
        # The unusable password carries fresh random text, and the link's signature covers the password.
        row.set_unusable_password()
        row.save(update_fields=["password"])
        return make_link(user=row)


def make_link(*, user: User) -> Invitation:
    """Return a link to set the password.

    The signature covers the password, the e-mail addresses, the last log-in and the time: so the link works once, for
    this address only, and for `PASSWORD_RESET_TIMEOUT` seconds (72 hours).
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _dash, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    expires_at = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return Invitation(user, settings.PUBLIC_BASE_URL + path, expires_at)


def mail_link(*, invitation: Invitation, invited_by: User) -> bool:
    """Send the link by mail and return whether a server took it; never call it inside a transaction."""
    user = invitation.user
    context = {"invitation": invitation, "invited_by": invited_by, "is_new": not user.has_usable_password()}
    # In the language of whoever reads it; without one, of whoever invites.
    with translation.override(read_language(user.language) or translation.get_language()):
        new, old = _("Your invitation to Handoff Desk"), _("Choose a new password for Handoff Desk")
        body = render_to_string("account/email/invitation.txt", context)
    try:
        send_mail(new if context["is_new"] else old, body, None, [user.email])
    except OSError:
        # Refused connections, time-outs, refused recipients (smtplib raises OSErrors): the admin can copy the link.
        log.warning("invitation of user %s was not mailed", user.pk, exc_info=True)
        return False
    return True
