"""What a person does with his bell."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from notifications.models import Notification


def mark_notifications_read(*, user: User, ids: Sequence[UUID] | None = None) -> int:
    """Mark these of the person's own unread notifications read, or (None) all of them; return how many."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    return unread.update(read_at=timezone.now())
