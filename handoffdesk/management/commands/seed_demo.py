"""`manage.py seed_demo`: the demo shop, once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services.apikeys import create_api_key
from handoffdesk.demo.files import demo_file, write_demo
from handoffdesk.demo.month import CUSTOMERS, Cast, simulate_month
from handoffdesk.demo.people import make_people, make_teams
from handoffdesk.demo.setup import channel_secrets, make_channels, make_hours, make_knowledge
from handoffdesk.operations import start
from routing.services.texts import install_acknowledgements
from triggers.services.presets.install import install_preset


class Command(BaseCommand):
    """Seeds an empty desk: people, channels, knowledge, rules and four weeks of history."""

    help = "Set up an empty desk as the demo shop. Passwords and keys are written to demo.json in the data directory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much history to write."""
        parser.add_argument(
            "--conversations", type=int, default=CUSTOMERS, help="past conversations (default: %(default)s)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seed everything in one transaction, so that a stopped seeding leaves nothing behind."""
        start.refuse_command()
        if User.objects.exists():
            raise CommandError("This desk already has users. The demo is only for an empty desk.")
        with transaction.atomic():
            support, sales = make_teams()
            people = make_people(support, sales)
            accounts = make_channels(support)
            make_hours(sales)
            install_acknowledgements()
            make_knowledge()
            install_preset(name="general")
            agents = [person.user for person in people if person.role == "agent"]
            simulate_month(Cast(accounts, agents, timezone.now()), count=options["conversations"])
            users = [
                {"email": person.user.email, "password": person.password, "role": person.role} for person in people
            ]
            content = {
                "base_url": settings.PUBLIC_BASE_URL,
                "users": users,
                "api_key": create_api_key(user=people[0].user, name="demo"),
                "channels": [channel_secrets(account, settings.PUBLIC_BASE_URL) for account in accounts],
            }
            write_demo(content)
        self.stdout.write(f"The demo is ready; passwords and keys are in {demo_file()}")
