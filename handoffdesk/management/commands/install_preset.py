"""`manage.py install_preset NAME`: a shipped preset without overwriting edits."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handoffdesk.operations import start
from routing.rehearsal.presets import Installed, install_preset
from triggers.presets import preset_names
from triggers.services.publishing import PublishRefusedError


class Command(BaseCommand):
    """Creates what is missing of a preset: teams, tags, acknowledgements, scenarios and phrases."""

    help = (
        "Install a shipped preset: adds missing scenarios, phrases, acknowledgements, tags and "
        "teams. Anything edited or removed here stays as it is. If rules are already published, "
        "new ones go to the draft."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the preset's name and what to do with the draft."""
        parser.add_argument("name", nargs="?", default="general", help=f"one of: {', '.join(preset_names())}")
        parser.add_argument(
            "--publish", action="store_true", help="publish the draft, including other unpublished changes"
        )
        parser.add_argument(
            "--restore", action="store_true", help="restore scenarios and phrases that were removed here"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Install and say what was new."""
        start.refuse_command()
        try:
            found = install_preset(name=options["name"], publish_now=options["publish"], restore=options["restore"])
        except KeyError as error:
            raise CommandError(
                f"There is no preset {options['name']!r}. There are: {', '.join(preset_names())}."
            ) from error
        except PublishRefusedError as refused:
            raise CommandError(f"Nothing was installed. {refused.sentence}") from refused
        for line in report(found):
            self.stdout.write(line)


def report(found: Installed) -> list[str]:
    """Return what was installed, line by line."""
    plan, rules = found.plan, found.plan.rules
    counts = {
        "scenarios": len(rules.created),
        "phrases": rules.phrase_count,
        "tags": len(rules.tags),
        "acknowledgements": len(plan.texts),
        "teams": len(plan.teams),
    }
    lines = [f"{rules.preset.title}: {', '.join(f'{count} {name}' for name, count in counts.items())}."]
    if plan.teams:
        names = ", ".join(team.name for team in plan.teams)
        lines.append(f"New teams, with the admins as managers until you add people: {names}.")
    if rules.left_out or rules.phrases_left_out:
        lines.append(
            f"Left out, because removed or reworded here: {len(rules.left_out)} scenarios, "
            f"{rules.phrases_left_out} phrases. --restore brings them back."
        )
    if found.version:
        lines.append(f"Published as {found.version}.")
    elif found.waits:
        lines.append("The new rules are in the draft. Publish it in the admin, or run this with --publish next time.")
    return lines
