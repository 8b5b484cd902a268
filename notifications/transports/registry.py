"""Every transport by its name. A new one is a directory and a line here."""

from collections.abc import Mapping

from notifications.transports.base import Transport
from notifications.transports.email.transport import Email
from notifications.transports.in_app.transport import InApp

TRANSPORTS: Mapping[str, Transport] = {transport.name: transport for transport in (InApp(), Email())}


def sent_later() -> tuple[Transport, ...]:
    """Return the transports that a job sends by; the others arrive with the notification's own row."""
    return tuple(transport for transport in TRANSPORTS.values() if not transport.is_instant)
