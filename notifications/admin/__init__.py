"""Admin pages for notifications."""

from notifications.admin import deliveries, notifications

__all__ = ["deliveries", "notifications"]
