"""Who has been told what."""

from notifications.models.notification import Notification

__all__ = ["Notification"]
