"""Deployment checks of our own."""

from typing import Any

from django.conf import settings
from django.core import checks


def check_public_address(**_: Any) -> list[checks.CheckMessage]:
    """Warn when production is told to live at an unencrypted address."""
    if settings.IS_HTTPS:
        return []
    return [
        checks.Warning(
            "PUBLIC_BASE_URL is not https: providers refuse such webhooks and cookies travel in clear.",
            id="handoffdesk.W001",
        )
    ]


def check_services(**_: Any) -> list[checks.CheckMessage]:
    """Warn when production runs on the embedded database or broker."""
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not getattr(settings, name)]
    return [
        checks.Warning(f"{name} is not set: the embedded mode is for one process only.", id="handoffdesk.W002")
        for name in missing
    ]


def register() -> None:
    """Tell Django of the checks; they run only with `check --deploy`."""
    for check in (check_public_address, check_services):
        checks.register(check, checks.Tags.security, deploy=True)
