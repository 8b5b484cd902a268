"""A person's own e-mail address: it is what they log in with, and where a forgotten password is sent."""

import logging
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User

log = logging.getLogger(__name__)

SALT = "accounts.address"
LINK_SECONDS = 24 * 60 * 60


class LinkVoidError(Exception):
    """The link is forged, too old, used, or of another person."""


class AddressTakenError(Exception):
    """Somebody else has this address."""


@dataclass(frozen=True, slots=True)
class AskedChange:
    """A change that waits for the link in the new mailbox."""

    user: User
    email: str
    link: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was made."""

    user: User
    old_email: str
    email: str


def is_taken(*, email: str, by_other_than: User) -> bool:
    """Return whether somebody else has this address, in any spelling of its letters."""
    return User.objects.filter(email__iexact=email).exclude(pk=by_other_than.pk).exists()


def ask(*, user: User, email: str) -> AskedChange:
    """Return the link that makes the change; nothing is stored. The caller has proved to know the password.

    The link works for this person only, for a day, and until address or password change.
    """
    new = User.objects.normalize_email(email).lower()
    token = signing.dumps({"user": user.pk, "email": new, "state": _state(user)}, salt=SALT)
    path = reverse("account_email_change", kwargs={"token": token})
    return AskedChange(user, new, settings.PUBLIC_BASE_URL + path)


def read_link(*, user: User, token: str) -> str:
    """Return the address that a link would set for this person, or "" for a void link."""
    try:
        content = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return ""
    ours = content["user"] == user.pk and constant_time_compare(content["state"], _state(user))
    return str(content["email"]) if ours else ""


def change(*, user: User, token: str) -> Changed:
    """Set the address that the link names. Locks the person's row.

    Raises:
        LinkVoidError: the link does not work for this person, or no longer.
        AddressTakenError: somebody else has the address by now; nothing was changed.
    """
    try:
        with transaction.atomic():
            row = User.objects.select_for_update().get(pk=user.pk)
            email = read_link(user=row, token=token)
            if not email:
                raise LinkVoidError
            if is_taken(email=email, by_other_than=row):
                raise AddressTakenError
            old_email, row.email = row.email, email
            row.save(update_fields=["email"])
            # The library's own table: an address left there would still get mails to choose a new password.
            EmailAddress.objects.filter(user_id=row.pk).delete()
    except IntegrityError as error:
        # Two people at the same instant: the index on the lower-case address lets one of them through.
        raise AddressTakenError from error
    log.info("user %s changed their e-mail address", row.pk)
    return Changed(row, old_email, email)


def mail_link(*, change: AskedChange) -> bool:
    """Send the link to the new address and a warning to the old one; return whether a server took the link."""
    context = {"change": change, "name": change.user.get_short_name()}
    if not _mail(_("Confirm your new email address"), "account/email/address_link.txt", context, change.email):
        return False
    _mail(_("Your email address is about to change"), "account/email/address_asked.txt", context, change.user.email)
    return True


def tell_old(*, changed: Changed) -> None:
    """Tell the old address that it is no longer the person's; never call it inside a transaction."""
    context = {"changed": changed, "name": changed.user.get_short_name()}
    _mail(_("Your email address was changed"), "account/email/address_changed.txt", context, changed.old_email)


def _state(user: User) -> str:
    """Return what a link is bound to, so that it is void once the address or the password is another."""
    return salted_hmac(SALT, f"{user.email}\n{user.password}", algorithm="sha256").hexdigest()


def _mail(subject: str, template: str, context: dict[str, object], to: str) -> bool:
    try:
        send_mail(subject, render_to_string(template, context), None, [to])
    except OSError:
        log.warning("a mail on a changed address was not sent", exc_info=True)
        return False
    return True
