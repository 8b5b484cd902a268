"""Deployment checks of our own."""

import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from accounts.models import User
from handoffdesk.server.firstrun import DEMO

# The addresses of the demo's people (handoffdesk/demo/people.py).
DEMO_DOMAIN = "@demo.localhost"


def check_public_address(**_: Any) -> list[checks.CheckMessage]:
    """Warn when production is told to live at an unencrypted address."""
    if settings.IS_HTTPS:
        return []
    return [
        checks.Warning(
            "PUBLIC_BASE_URL is not https. Providers refuse such webhooks, and cookies are sent unencrypted.",
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


def check_demo(**_: Any) -> list[checks.CheckMessage]:
    """Warn when the demo is still on a desk that goes into production: its passwords and keys lie in a file."""
    found = [f"the file {DEMO}"] if (Path(settings.DATA_DIR) / DEMO).exists() else []
    try:
        people = User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).count()
    except DatabaseError:
        people = 0  # there is no database yet, or it is away: nobody can log in either
    found += [f"{people} active accounts at {DEMO_DOMAIN[1:]}"] if people else []
    if not found:
        return []
    hint = "Start production with an empty database and data directory, or deactivate them and remove the file."
    return [checks.Warning(f"The demo is on this desk: {' and '.join(found)}.", hint=hint, id="handoffdesk.W003")]


def check_data_directory(**_: Any) -> list[checks.CheckMessage]:
    """Warn when every user of the machine may read the data directory."""
    directory = Path(settings.DATA_DIR)
    if not directory.is_dir() or not directory.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        return []
    return [
        checks.Warning(
            f"Every user of this machine may look into {directory}.",
            hint=f"chmod o-rw {directory}",
            id="handoffdesk.W004",
        )
    ]


def register() -> None:
    """Tell Django of the checks; they run only with `check --deploy`."""
    for check in (check_public_address, check_services, check_demo, check_data_directory):
        checks.register(check, checks.Tags.security, deploy=True)
