"""Who has been told what, and how."""

from notifications.models.delivery import NotificationDelivery, NotificationPreference
from notifications.models.notification import Notification

__all__ = ["Notification", "NotificationDelivery", "NotificationPreference"]
