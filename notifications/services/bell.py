"""What a person does with their bell."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from notifications.models import Notification, NotificationDelivery
from notifications.transports.in_app.transport import InApp


def mark_notifications_read(*, user: User, ids: Sequence[UUID] | None = None) -> int:
    """Mark these of the person's own unread notifications read, or (None) all of them; return how many."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    now = timezone.now()
    with transaction.atomic():
        in_bell = NotificationDelivery.objects.filter(
            transport=InApp.name, notification__in=unread, seen_at__isnull=True
        )
        in_bell.filter(seen_at__isnull=True).update(seen_at=now)
        return unread.update(read_at=now)
