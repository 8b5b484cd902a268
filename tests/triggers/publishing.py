"""The other process of two: adds so many phrases and publishes.  python tests/triggers/publishing.py COUNT"""

import sys

import django

django.setup()

from triggers.models import Phrase, Scenario  # noqa: E402 - models can be imported only from here on
from triggers.services.rules import publish  # noqa: E402 - models can be imported only from here on


def publish_with(count: int) -> None:
    """Give the one scenario so many phrases that nobody says, and the one that the other process hears."""
    scenario, made = Scenario.objects.get_or_create(
        key="animals", defaults={"name": "Animals", "category": "sensitive"}
    )
    if made:
        Phrase.objects.create(scenario=scenario, text="purple elephant")
    Phrase.objects.bulk_create(
        Phrase(scenario=scenario, text=f"creature{number % 997} of {count} walks {number}") for number in range(count)
    )
    publish()


if __name__ == "__main__":
    publish_with(int(sys.argv[1]))
