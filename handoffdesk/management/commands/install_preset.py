"""`manage.py install_preset NAME`: shipped scenarios without overwriting edits."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from routing.services.texts import install_acknowledgements
from triggers.presets import preset_names
from triggers.services.presets import install_preset


class Command(BaseCommand):
    """Creates the preset's scenarios that are not there yet and publishes them."""

    help = "Install a shipped set of trigger scenarios. What has been edited is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the preset's name."""
        parser.add_argument("name", nargs="?", default="general", help=f"one of: {', '.join(preset_names())}")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Install and say how much was new."""
        try:
            count = install_preset(name=options["name"])
            texts = install_acknowledgements()
        except KeyError as error:
            raise CommandError(f"There is no preset {options['name']!r}.") from error
        self.stdout.write(f"{count} scenarios and {texts} acknowledgements installed from {options['name']}.")
