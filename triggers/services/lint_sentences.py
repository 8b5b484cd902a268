"""The linter's codes as sentences for people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from triggers.linting import Finding

# Shipped phrases may hold a hundred words; their beginning tells which one is meant.
LONGEST = 100

SENTENCES: dict[str, Any] = {
    "unreadable": _("“%(phrase)s” cannot be read: %(related)s"),
    "unreadable_group": _("The word groups cannot be read: %(related)s"),
    "cannot_fire": _(
        "It is live, but no message can fire it: it has no phrases, no limit that could, or a threshold out of reach."
    ),
    "only_offers": _("It has no phrases: it fires only when the customer says yes to the AI's offer of a person."),
    "duplicate": _("“%(phrase)s” stands here twice; the other one is written “%(related)s”."),
    "duplicate_across": _("“%(phrase)s” stands in “%(other)s” as well. Keep it in one of the two."),
    "shadowed": _("“%(phrase)s” adds nothing: “%(related)s” finds all that it finds."),
    "vetoed": _("“%(phrase)s” can never fire: the exclusion “%(related)s” stands in all that it finds."),
    "all_vetoed": _(
        "It can never fire: its exclusions take every one of its phrases, “%(phrase)s” for example “%(related)s”."
    ),
    "single_word": _(
        "“%(phrase)s” fires on a single everyday word (%(related)s). Ask for more words, or begin it with ~ if it is "
        "only a sign."
    ),
    "language_missing": _("It has no phrases in languages that the desk serves: %(related)s."),
    "acknowledgement_missing": _(
        "There is no acknowledgement “%(related)s”: the customer gets the standard text instead."
    ),
    "team_missing": _("The team that it goes to is gone: the conversation stays with the team that has it."),
    "person_missing": _("The person that it goes to is not active any more: the team gets it instead."),
    "war": _(
        "It is at war with “%(other)s”: both fire on “%(related)s” with the same priority, but what then happens is "
        "not the same. Give one of them the higher priority."
    ),
    "never_first": _(
        "It never acts: whatever fires it also fires “%(other)s”, which goes first, for example “%(related)s”."
    ),
    "harmless_alone": _("It fires on a sentence that needs nobody: “%(related)s”."),
}


def sentence_of(finding: Finding, names: Mapping[str, str]) -> str:
    """Return the finding in the reader's language; `names` are the scenarios' names by key."""
    values = {
        "phrase": _short(finding.phrase),
        "related": _short(finding.related),
        "other": names.get(finding.other, finding.other),
        "count": finding.count,
    }
    if finding.code == "harmless" and finding.phrase:
        return _harmless(finding.count) % values
    return str(SENTENCES[_key(finding)]) % values


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _key(finding: Finding) -> str:
    if finding.code == "harmless":
        return "harmless_alone"
    if finding.code == "unreadable" and not finding.phrase:
        return "unreadable_group"
    return finding.code


def _harmless(count: int) -> str:
    return ngettext(
        "“%(phrase)s” fires on a sentence that needs nobody: “%(related)s”.",
        "“%(phrase)s” fires on %(count)d sentences that need nobody, for example “%(related)s”.",
        count,
    )
