"""`manage.py keys`: what today's keys open, and what to do when they are lost or changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handoffdesk.operations import keys, start


class Command(BaseCommand):
    """Says whether the keys are this desk's; accepts others, or seals everything anew."""

    help = "Check whether the keys belong to this desk, and which secrets must be entered again (docs/operations.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do beside looking."""
        acts = parser.add_mutually_exclusive_group()
        acts.add_argument(
            "--accept", action="store_true", help="the old keys are lost: use the current keys from now on"
        )
        acts.add_argument(
            "--rotate",
            action="store_true",
            help="re-encrypt everything with the first key, so older ones can be removed",
        )

        acts.add_argument(
            "--forget-factors",
            action="store_true",
            help="remove two-factor authentication that can't be read: people log in with their password "
            "and set it up again",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Act, then tell how it is."""
        start.refuse_command()
        try:
            if options["rotate"]:
                self.stdout.write(f"Sealed anew with the first key: {keys.rotate()} rows.")
            elif options["forget_factors"]:
                self.stdout.write(f"Second factors removed: {keys.forget_factors()}.")
            elif options["accept"]:
                self.stdout.write(f"Today's keys are this desk's keys. Second factors removed: {keys.accept()}.")
        except keys.SecretsLostError as error:
            raise CommandError(f"Nothing was changed. {self.lost()}") from error
        complaint = keys.complaint()
        self.stdout.write("\n".join(line for line in (complaint, self.lost()) if line) or "The keys are this desk's.")

    def lost(self) -> str:
        """Return what must be entered again, or ""."""
        rows = [f"{found.row} ({', '.join(found.names)})" for found in keys.lost_rows()]
        factors = len(keys.lost_factors())
        told = [f"Must be entered again: {'; '.join(rows)}."] if rows else []
        return " ".join(told + ([f"Second factors that cannot be read: {factors}."] if factors else []))
