"""E-mail by Django's mail backend, as plain text."""

import smtplib
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.transports.base import DeliveryLost, DeliveryRefused, DeliverySent, Letter, Outcome, Transport

# RFC 5321, section 4.2.1: 4xx may be tried again, 5xx may not; 421 is the server's own "not now".
PERMANENT = 500
SHUTTING_DOWN = 421
LONGEST_SUBJECT = 200


class Email(Transport):
    """Off unless chosen. Each attempt has the same Message-ID, so a repetition is one letter in most mailboxes."""

    name: ClassVar[str] = "email"
    label = gettext_lazy("Email")
    may_repeat = True

    def address_of(self, user: User) -> str:
        """Return the address with which the person logs in."""
        return user.email

    def send(self, letter: Letter) -> Outcome:
        """Send one e-mail; it needs up to `EMAIL_TIMEOUT` for each step of the talk."""
        try:
            compose(letter).send()
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(*next(iter(error.recipients.values())))
        except smtplib.SMTPDataError as error:
            return _refused(error.smtp_code, error.smtp_error)
        except smtplib.SMTPResponseException as error:
            # The greeting, the log-in or the sender: it would be the same for each letter.
            return DeliveryRefused(error=_reason(error.smtp_code, error.smtp_error), is_down=True)
        except smtplib.SMTPServerDisconnected as error:
            return DeliveryLost(error=f"The mail server broke off: {error}")
        except OSError as error:  # the mail library's other errors are such, and so are those of the network
            return DeliveryRefused(error=f"The mail server was not reached: {type(error).__name__}", is_down=True)
        return DeliverySent()


def compose(letter: Letter) -> EmailMessage:
    """Return the e-mail: the two lines of the entry, the link, and headers by which no machine answers it."""
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname or "localhost"
    why = _("You get this email because of your notification settings: %(link)s")
    foot = why % {"link": f"{settings.PUBLIC_BASE_URL}/accounts/notifications/"}
    parts = (letter.words.title, letter.words.body, letter.link, f"-- \n{foot}")
    return EmailMessage(
        # A line break in a name must not begin a header.
        " ".join(letter.words.title.split())[:LONGEST_SUBJECT],
        "\n\n".join(part for part in parts if part) + "\n",
        to=[letter.address],
        headers={
            "Message-ID": f"<notification-{letter.key}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def _refused(code: int, said: bytes | str) -> DeliveryRefused:
    return DeliveryRefused(error=_reason(code, said), permanent=code >= PERMANENT, is_down=code == SHUTTING_DOWN)


def _reason(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"The mail server said {code}: {words[:200]}"
