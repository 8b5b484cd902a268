"""`manage.py show_group NAME`: what a shipped word group accepts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from triggers.matching import PatternError
from triggers.matching.lexicon import shipped_lexicon
from triggers.matching.reach import WordingReader


class Command(BaseCommand):
    """Print the wordings of a group or of a phrase."""

    help = "Print what a shipped word group (its name) or a phrase (in quotes) accepts. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", help='a group ("human") or a phrase ("[talk|speak] to [human]")')
        parser.add_argument("--limit", type=int, default=40, help="examples at most")

    def handle(self, *args: Any, **options: Any) -> None:
        groups, what = shipped_lexicon().groups, options["what"]
        reader = WordingReader(groups)
        try:
            found = reader.group(what, options["limit"]) if what in groups else reader.phrase(what, options["limit"])
        except PatternError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(_("%(count)s wordings, for example:") % {"count": f"{found.count:,}"})
        self.stdout.write("\n".join(found.examples))
