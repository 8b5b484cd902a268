"""`manage.py watchdog`: the watchdog as a process of its own."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from handoffdesk.operations import start
from handoffdesk.operations.watchdog.watch import Watch


class Command(BaseCommand):
    """Watches until SIGINT or SIGTERM."""

    help = "Watch customers and workers, raise alarms, and stand in for workers that are down (docs/monitoring.md)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make rounds until told to end."""
        start.refuse_command()
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        self.stdout.write("The watchdog is running.")
        self.stdout.flush()
        Watch().run(over)
