"""Admin pages for notifications."""

from notifications.admin import notifications

__all__ = ["notifications"]
