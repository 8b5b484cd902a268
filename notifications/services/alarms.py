"""Alarms of the desk itself, told to those who can mend it."""

from accounts.models import Role, User
from notifications.kinds import admins
from notifications.models import Notification
from notifications.realtime import publisher
from notifications.services import deliveries
from notifications.transports.in_app.transport import push_of


def note_alarm(*, kind: str, alarm: str, detail: str) -> list[Notification]:
    """Put an alarm into the bells of all active admins and managers; needs no broker."""
    managers = User.objects.filter(is_active=True, memberships__role=Role.MANAGER).values_list("pk", flat=True)
    payload = {"alarm": alarm, "detail": detail}
    notes = [Notification(user_id=user, kind=kind, payload=payload) for user in sorted(admins() | set(managers))]
    Notification.objects.bulk_create(notes)
    # The watchdog writes e-mails of its own: they must leave when no job runs.
    deliveries.plan(notes)
    return notes


def show_alarm(notes: list[Notification]) -> None:
    """Push alarms to the open browsers; call it after the commit. Best effort."""
    for note in notes:
        publisher.publish(*push_of(note))
