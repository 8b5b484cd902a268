"""`manage.py simulate_month --seed N`: four weeks of plausible life on the desk's own channels and people."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Role, User
from conversations.models import ChannelAccount
from handoffdesk.demo.month import CUSTOMERS, SEED, Cast, simulate_month
from handoffdesk.operations import start


class Command(BaseCommand):
    """Fills a desk that has channels, agents and rules with a past."""

    help = (
        "Write four weeks of invented conversations through the desk's own services. For a desk to try, not a real one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the seed and how many customers there are."""
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same month (%(default)s)")
        parser.add_argument("--conversations", type=int, default=CUSTOMERS, help="customers (default: %(default)s)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Simulate in one transaction.

        Raises:
            CommandError: a channel or an agent is missing, or one channel sends for real.
        """
        start.refuse_command()
        accounts = list(ChannelAccount.objects.order_by("pk"))
        agents = list(User.objects.filter(is_active=True, memberships__role=Role.AGENT).distinct().order_by("pk"))
        if not accounts or not agents:
            raise CommandError("This desk has no channel or no agent yet. Start the demo, or set them up first.")
        if any(account.external_id and not account.simulator for account in accounts):
            raise CommandError("A channel of this desk reaches real customers. Simulate on a desk to try.")
        began = time.monotonic()
        cast = Cast(accounts, agents, timezone.now())
        handoffs = simulate_month(cast, count=options["conversations"], seed=options["seed"])
        self.stdout.write(f"{handoffs} handoffs in {time.monotonic() - began:.1f} s")
