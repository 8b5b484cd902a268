"""Publishes new rules, one version after the other, in the desk's environment: argument, how many."""

import sys
import time

import django

django.setup()

from triggers.models import Phrase, Scenario  # noqa: E402 - models can be imported only from here on
from triggers.services.rules import publish  # noqa: E402

PHRASES_EACH = 2_000
#: Between two versions: a build in the other processes ends before the next begins.
SECONDS_BETWEEN = 4.0


def publish_versions(count: int) -> None:
    """Publish so many versions, each with further phrases that nobody writes."""
    scenario = Scenario.objects.filter(category="sensitive").order_by("key").first()
    for version in range(count):
        made = (f"bench word{version}x{number} never said" for number in range(PHRASES_EACH))
        Phrase.objects.bulk_create(Phrase(scenario=scenario, text=text) for text in made)
        publish(note="bench")
        time.sleep(SECONDS_BETWEEN)


if __name__ == "__main__":
    publish_versions(int(sys.argv[1]))
