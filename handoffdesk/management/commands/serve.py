"""`manage.py serve`: the embedded mode, from an empty folder to a running desk."""

import json
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from handoffdesk.demo.files import demo_file
from handoffdesk.demo.month import CUSTOMERS
from handoffdesk.operations import keys, schema


class Command(BaseCommand):
    """Migrates, seeds the demo once and serves everything in one process."""

    help = "Run the whole desk in one process (SQLite, no services). Reads PORT and HANDOFFDESK_DATA_DIR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address to listen on and whether to seed."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument(
            "--history", type=int, default=CUSTOMERS, help="past conversations of the demo (default: %(default)s)"
        )
        # Read before Django starts (handoffdesk/server/firstrun.py): without a key it cannot.
        parser.add_argument("--new-key", action="store_true", help="the key is lost: create a new one")
        parser.add_argument("--no-demo", action="store_true", help="do not seed the demo into an empty database")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare and serve until SIGINT or SIGTERM."""
        _require_free_port(options["host"], settings.PORT)
        if wrong := schema.newer() or schema.misfit():
            raise CommandError(wrong)
        call_command("migrate", verbosity=0)
        keys.seal_once()
        if wrong := keys.complaint():
            self.stderr.write(f"The desk starts, but is not ready: {wrong}")
        if not options["no_demo"] and not User.objects.exists():
            self.stdout.write("Setting up the demo (once) ...")
            call_command("seed_demo", conversations=options["history"])
        from handoffdesk.asgi import application  # lazy: it loads the web server, which no other command needs
        from handoffdesk.server import embedded  # lazy: the same

        embedded.run(application, host=options["host"], port=settings.PORT, on_ready=self._greet)
        self.stdout.write("Stopped.")

    def _greet(self) -> None:
        lines = [f"Handoff Desk is running at {settings.PUBLIC_BASE_URL}/"]
        path = demo_file()
        if path.is_file():
            demo = json.loads(path.read_text(encoding="utf-8"))
            lines += [f"  {user['role']:<8} {user['email']:<28} {user['password']}" for user in demo["users"]]
            pages = [channel["page_url"] for channel in demo["channels"] if channel.get("page_url")]
            lines += [f"Chat as a customer: {page}" for page in pages]
            lines.append(f"All details, with keys and secrets: {path}")
        lines.append("Press Ctrl-C to stop.")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _require_free_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} is not free ({error.strerror}). Choose another: PORT=8001 make run"
            ) from error
