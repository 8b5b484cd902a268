"""The bell: the row is the entry, and open browsers are shown it at once."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.models import Notification
from notifications.realtime import groups, publisher
from notifications.realtime.payloads import notification_text
from notifications.transports.base import DeliverySent, Letter, Transport


class InApp(Transport):
    """Always on: it is the desk's own list of what somebody was told. A browser words it in its own language."""

    name: ClassVar[str] = "in_app"
    label = _("Bell in the inbox")
    is_on = True
    is_optional = False
    is_instant = True
    may_repeat = True

    def address_of(self, user: User) -> str:
        """Return the group of the person's open browsers."""
        return groups.user(user.pk)

    def send(self, letter: Letter) -> DeliverySent:
        """Show it in the open browsers. Best effort: who has none finds the entry later."""
        publisher.publish(*push_of(letter.notification))
        return DeliverySent()


def push_of(notification: Notification) -> tuple[tuple[str, ...], str]:
    """Return the groups and the text by which the person's open browsers are shown an entry."""
    return (groups.user(notification.user_id),), notification_text(notification)
