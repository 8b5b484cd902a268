"""E-mail of the watchdog, in a thread of its own: a slow mail server must not hold up the watch."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from conversations.failures import describe

logger = logging.getLogger(__name__)


class Post:
    """Sends to the addresses in `to`, one letter after the other."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self.to: tuple[str, ...] = ()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="watchdog-mail")

    def send(self, title: str, detail: str) -> None:
        """Queue one letter; the addresses see one another no more than they must."""
        if self.to:
            page = settings.PUBLIC_BASE_URL + reverse("admin:operations_alarm_changelist")
            body = f"{title}\n{detail}\n\n{page}\n"
            self._thread.submit(_send, EmailMessage(f"[Handoff Desk] {title}", body, bcc=self.to))

    def close(self) -> None:
        """Send what is queued and end."""
        self._thread.shutdown()


def _send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as error:  # the mail library's own errors are such
        logger.error("the alarm's e-mail was not sent", extra=describe(error))  # noqa: TRY400 - no addresses
