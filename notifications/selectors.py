"""Reads of a person's bell."""

from django.db.models import QuerySet

from notifications.models import Notification
from routing.access import Person, visible_conversations


def visible_notifications(user: Person) -> QuerySet[Notification]:
    """Return the person's own notifications of conversations that he may still see."""
    mine = Notification.objects.filter(user_id=user.pk) if user and user.pk else Notification.objects.none()
    return mine.filter(conversation__in=visible_conversations(user).order_by())
