"""How a priority is marked in the admin's lists."""

from django.utils.safestring import SafeString

from accounts.admin.rendering import badge
from conversations.enums import Priority

TONES = {Priority.LOW: "quiet", Priority.HIGH: "warn", Priority.URGENT: "bad"}


def priority_badge(priority: int) -> SafeString | str:
    """Return a coloured label; nothing for the normal one."""
    tone = TONES.get(Priority(priority))
    return badge(Priority(priority).label, tone) if tone else ""
