"""Reads of a person's bell."""

from django.db.models import Q, QuerySet

from notifications.models import Notification
from routing.access import Person, visible_conversations


def visible_notifications(user: Person) -> QuerySet[Notification]:
    """The person's own notifications: of conversations that they may still see, and alarms of the desk itself."""
    mine = Notification.objects.filter(user_id=user.pk) if user and user.pk else Notification.objects.none()
    return mine.filter(Q(conversation__isnull=True) | Q(conversation__in=visible_conversations(user).order_by()))
